import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { MachineDesktop } from '../../../main/buildhost/desktop/machine-desktop.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { temporaryFolder } from './test-host.ts';

const linuxMissing = process.platform === 'linux' ? undefined : 'only Linux has desktops of the build host';

describeNeeding(linuxMissing, 'the desktop of a machine', () => {
  function install(folder: string, script: string): void {
    writeFileSync(join(folder, 'Xtigervnc'), `#!/bin/sh\n${script}\n`, { mode: 0o700 });
  }

  /** With a display server that does as the script says, or with none. */
  function setUp(folder: string, script?: string) {
    if (script !== undefined) install(folder, script);
    const lines: string[] = [];
    const desktop = new MachineDesktop({
      folder: join(folder, 'desktop'),
      workspace: folder,
      environment: { PATH: folder },
      shell: '/bin/sh',
      title: 'Test',
      clock: systemClock,
      log: (line) => lines.push(line),
    });
    return { desktop, lines };
  }

  it('that is still being started ends with its session', async () => {
    using folder = temporaryFolder();
    const { desktop } = setUp(folder.path, 'echo 4712 >&3; exec /bin/sleep 1000');
    const opening = desktop.open();
    await desktop[Symbol.asyncDispose]();
    expect(await opening).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    expect(await desktop.open()).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
    expect(existsSync(join(folder.path, 'desktop'))).toBe(false);
  });

  it('that could not be started is tried again, and leaves nothing meanwhile', async () => {
    using folder = temporaryFolder();
    const { desktop, lines } = setUp(folder.path, 'echo "no room" >&2; exit 1');
    expect(desktop.support).toEqual({});
    expect(await desktop.open()).toMatchObject({ ok: false, problem: { code: 'process-crashed', detail: 'no room' } });
    expect(lines).toEqual([expect.stringContaining('no room')]);
    expect(desktop.environment).toEqual({});
    expect(existsSync(join(folder.path, 'desktop'))).toBe(false);
    install(folder.path, 'echo 4713 >&3; exec /bin/sleep 1000');
    expect(await desktop.open()).toMatchObject({ ok: true, value: { host: '127.0.0.1' } });
    expect(desktop.environment).toMatchObject({ DISPLAY: ':4713' });
    await desktop[Symbol.asyncDispose]();
  });

  it('cannot be had without its display server, and says so', async () => {
    using folder = temporaryFolder();
    const { desktop } = setUp(folder.path);
    const { missing } = desktop.support;
    expect(missing).toContain('Xtigervnc');
    expect(await desktop.open()).toMatchObject({ ok: false, problem: { code: 'not-supported', message: missing } });
    await desktop[Symbol.asyncDispose]();
  });
});
