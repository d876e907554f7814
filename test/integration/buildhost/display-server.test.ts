import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type DisplayServerOptions, startDisplayServer } from '../../../main/buildhost/desktop/display-server.ts';
import { describeNeeding, posixMissing } from '../../fixtures/needs.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { get, temporaryFolder } from './test-host.ts';

describeNeeding(posixMissing, 'a display server', () => {
  /** One that notes how it was called and then does as the script says. */
  function options(folder: string, script: string): DisplayServerOptions {
    const program = join(folder, 'server');
    writeFileSync(program, `#!/bin/sh\necho "$4" >>ports\n${script}\n`, { mode: 0o700 });
    const files = { passwordFile: join(folder, 'password'), authorityFile: join(folder, 'authority') };
    const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
    return { program, folder, ...files, environment, title: 'Test', clock: new StepClock() };
  }
  const portsOf = (folder: string): string[] => readFileSync(join(folder, 'ports'), 'utf8').trim().split('\n');

  it('gets another port when somebody was quicker to take the first', async () => {
    using folder = temporaryFolder();
    const script =
      '[ "$(wc -l <ports)" -eq 1 ] && { echo "Address already in use"; exit 1; }\necho 4711 >&3\nexec sleep 1000';
    const started = await get(startDisplayServer(options(folder.path, script)));
    const ports = portsOf(folder.path);
    expect(ports).toHaveLength(2);
    expect(started).toMatchObject({ display: ':4711', port: Number(ports[1]) });
    await started[Symbol.asyncDispose]();
    expect(await started.ended).toContain('SIGTERM');
  });

  it('that ends at once each time is given up, with what it said', async () => {
    using folder = temporaryFolder();
    const started = await startDisplayServer(options(folder.path, 'echo "no keyboard here" >&2; exit 1'));
    expect(started).toMatchObject({
      ok: false,
      problem: { code: 'process-crashed', detail: expect.stringContaining('no keyboard here') },
    });
    expect(portsOf(folder.path)).toHaveLength(3);
  });

  it('that cannot be started is a failure like any other', async () => {
    using folder = temporaryFolder();
    const missing = { ...options(folder.path, ''), program: join(folder.path, 'none') };
    expect(await startDisplayServer(missing)).toMatchObject({ ok: false, problem: { code: 'process-crashed' } });
  });

  it('that says nothing is ended after a while', async () => {
    using folder = temporaryFolder();
    const silent = options(folder.path, 'exec sleep 1000');
    const clock = new StepClock();
    const starting = startDisplayServer({ ...silent, clock });
    let isOver = false;
    void starting.finally(() => (isOver = true));
    while (!isOver) {
      await clock.pass(5_000);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(await starting).toMatchObject({ ok: false, problem: { code: 'timed-out' } });
  });
});
