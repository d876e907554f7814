import { execFileSync } from 'node:child_process';
import { homedir } from 'node:os';
import { realpathSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isWindowsPath, probeCommand, readProbe } from '../../../../main/connection/remote/abilities.ts';

const answer = (lines: string[], version: string) =>
  ['jumpseat-probe-begin', '/srv/clone', '/home/ann', ...lines, '---', version, 'jumpseat-probe-end', ''].join('\n');

describe('the probe of a shell', () => {
  it.each([
    ['tar (GNU tar) 1.34', 'gnu'],
    ['bsdtar 3.5.3 - libarchive 3.5.3 zlib/1.2.12', 'bsd'],
    ['tar (busybox) 1.35.0', 'busybox'],
    ["tar: unrecognized option '--version'\nBusyBox v1.30.1 (Debian) multi-call binary.", 'busybox'],
    ['toybox 0.8.9', undefined],
    ['', undefined],
  ])('knows %j', (version, tar) => {
    expect(readProbe(answer(['tar'], version))).toEqual({
      start: '/srv/clone',
      home: '/home/ann',
      tar,
      sha256: undefined,
      hasGit: false,
    });
  });

  it('takes the first of the commands for checksums that is there', () => {
    expect(readProbe(answer(['openssl', 'shasum', 'git'], ''))).toMatchObject({
      sha256: 'shasum -a 256',
      hasGit: true,
    });
    expect(readProbe(answer(['sha256'], ''))).toMatchObject({ sha256: 'sha256 -q', tar: undefined });
  });

  it('reads past what start-up files say, and believes no half answer', () => {
    const whole = answer(['tar'], 'tar (GNU tar) 1.34');
    expect(readProbe(`Welcome\njumpseat-probe-begin\nno\n${whole}bye`)).toMatchObject({
      home: '/home/ann',
      tar: 'gnu',
    });
    expect(readProbe(whole.replace('jumpseat-probe-end', ''))).toBeUndefined();
    expect(readProbe(whole.replace('/home/ann', 'home'))).toBeUndefined();
    expect(readProbe('sh: command not found\n')).toBeUndefined();
  });

  it('is a single line that any shell hands on', () => {
    expect(probeCommand).toMatch(/^sh -c '[^'\n!\\]*'$/);
    const output = execFileSync('/bin/sh', ['-c', probeCommand], { encoding: 'utf8' });
    expect(readProbe(output)?.home).toBe(realpathSync(homedir()));
  });
});

it('tells paths of Windows', () => {
  expect(['/C:/Users', '/d:', '/c', '/home', '/C:x', 'C:/'].map(isWindowsPath)).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});
