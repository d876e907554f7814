import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Pty, startPty } from '../../../../main/buildhost/access/pty.ts';
import type { ProcessExit } from '../../../../main/buildhost/access/channel-exit.ts';
import { systemClock } from '../../../../main/lib/clock.ts';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

function run(script: string): { pty: Pty; output: () => string; exit: Promise<ProcessExit> } {
  const environment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const command = { file: '/bin/bash', args: ['-c', script], verbatim: false };
  const pty = startPty({ command, folder: '/', environment, columns: 80, rows: 24 }, systemClock);
  const pieces: Buffer[] = [];
  pty.onData((bytes) => pieces.push(bytes));
  const exit = new Promise<ProcessExit>((resolve) => {
    pty.onExit(resolve);
  });
  return { pty, output: () => Buffer.concat(pieces).toString('latin1'), exit };
}

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describeNeeding(toolsMissing('bash', 'seq'), 'a process in a terminal', () => {
  it('keeps its last output for a reader who was paused when it ended', async () => {
    const { pty, output, exit } = run('seq 1 500');
    pty.pause();
    await expect.poll(() => isRunning(pty.pid), { timeout: 20_000 }).toBe(false);
    // node-pty gives up a fifth of a second after the exit.
    const endedAt = performance.now();
    await expect.poll(() => performance.now() - endedAt, { timeout: 20_000 }).toBeGreaterThan(600);
    expect(output()).toBe('');
    pty.resume();
    expect(await exit).toEqual({ code: 0 });
    expect(output().trim().split('\r\n')).toHaveLength(500);
  });

  it('is over although something in the background keeps the terminal open', async () => {
    const { output, exit } = run('trap "" HUP; sleep 1000 & echo "left $!"; exit 4');
    expect(await exit).toEqual({ code: 4 });
    const pid = Number(/^left (\d+)\r\n$/.exec(output())?.[1]);
    expect(isRunning(pid)).toBe(true);
    process.kill(pid, 'SIGKILL');
  });

  it('reports the signal that ended it', async () => {
    expect(await run('kill -KILL $$').exit).toEqual({ code: 137, signal: 'SIGKILL' });
  });

  it('takes more than a terminal holds, once it is read', async () => {
    const { pty, output, exit } = run('stty raw -echo; echo go; sleep 0.3; head -c 200000 | sha256sum');
    await expect.poll(output).toContain('go');
    await new Promise<void>((resolve) => {
      pty.write(Buffer.alloc(200_000, 'x'), resolve);
    });
    await exit;
    const { createHash } = await import('node:crypto');
    expect(output()).toContain(createHash('sha256').update(Buffer.alloc(200_000, 'x')).digest('hex'));
  });

  it('can be let go while it runs', async () => {
    const { pty, output, exit } = run('echo up; exec sleep 1000');
    await expect.poll(output).toContain('up');
    pty.hangUp();
    expect(await exit).toMatchObject({ signal: 'SIGHUP' });
  });
});
