import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDesktopPrograms } from '../../../main/buildhost/desktop/find-programs.ts';
import {
  createVncPassword,
  encryptForVnc,
  vncPasswordBytes,
  vncPasswordFile,
} from '../../../main/buildhost/desktop/vnc-password.ts';
import { xAuthority } from '../../../main/buildhost/desktop/x-authority.ts';
import { describeNeeding, posixMissing } from '../../fixtures/needs.ts';

describe('the password of a desktop', () => {
  it('is another one each time, in eight signs that everybody can type', () => {
    const passwords = Array.from({ length: 200 }, createVncPassword);
    expect(new Set(passwords).size).toBe(200);
    for (const password of passwords) expect(password).toMatch(/^[a-zA-Z2-9]{8}$/);
  });

  it('stands in its file as vncpasswd writes it', () => {
    expect(vncPasswordFile('password').toString('hex')).toBe('dbd83cfd727a1458');
    expect(vncPasswordFile('password and more').toString('hex')).toBe('dbd83cfd727a1458');
  });

  it('is the key of plain DES, with the bits of each byte in reverse', () => {
    // From the validation set of DES: the key 80 00 00 00 00 00 00 00 and a block of zeros.
    const key = Buffer.from([1, 0, 0, 0, 0, 0, 0, 0]);
    expect(encryptForVnc(key, Buffer.alloc(8)).toString('hex')).toBe('95a8d72813daa94d');
    expect(vncPasswordBytes('ab').toString('hex')).toBe('6162000000000000');
  });
});

it('writes an Xauthority file with one cookie, for any display of any host', () => {
  const cookie = Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex');
  const name = Buffer.from('MIT-MAGIC-COOKIE-1').toString('hex');
  expect(xAuthority(cookie).toString('hex')).toBe(`ffff000000000012${name}0010${cookie.toString('hex')}`);
});

describe('where there is no Linux', () => {
  it.for(['darwin', 'win32'] as const)('there is no desktop on %s, and it says so', (platform) => {
    expect(findDesktopPrograms({ PATH: '/usr/bin' }, platform)).toEqual({
      missing: expect.stringMatching(/on Linux only.*the computer in front of you/),
    });
  });
});

describeNeeding(posixMissing, 'the programs of a desktop', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'desktop-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function install(...names: string[]): void {
    for (const name of names) {
      writeFileSync(join(folder, name), '');
      chmodSync(join(folder, name), 0o755);
    }
  }
  const find = (): ReturnType<typeof findDesktopPrograms> => findDesktopPrograms({ PATH: folder }, 'linux');

  it('are named when the display server is missing, with the package that has it', () => {
    install('openbox', 'xterm');
    expect(find()).toEqual({ missing: expect.stringContaining('tigervnc-standalone-server') });
  });

  it('are the best that are there', () => {
    install('Xtigervnc', 'twm', 'fluxbox', 'openbox', 'x-terminal-emulator', 'xterm');
    expect(find()).toEqual({
      displayServer: join(folder, 'Xtigervnc'),
      windowManager: join(folder, 'openbox'),
      terminal: join(folder, 'xterm'),
    });
  });

  it('may be the display server alone', () => {
    install('Xtigervnc');
    expect(find()).toEqual({ displayServer: join(folder, 'Xtigervnc') });
  });

  it('may have a display server with its general name, unless that leads to another VNC', () => {
    install('Xvnc');
    expect(find()).toEqual({ displayServer: join(folder, 'Xvnc') });
    rmSync(join(folder, 'Xvnc'));
    install('Xtightvnc');
    symlinkSync('Xtightvnc', join(folder, 'Xvnc'));
    expect(find()).toEqual({ missing: expect.stringContaining('Xtigervnc') });
  });
});
