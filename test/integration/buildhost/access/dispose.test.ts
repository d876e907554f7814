import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { StepClock } from '../../../fixtures/step-clock.ts';
import { openTerminal } from '../../../fixtures/ssh/terminal.ts';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

function isRunning(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

describeNeeding(toolsMissing('ssh', 'bash', 'setsid'), 'the end of a machine', () => {
  it('ends a job of a shell, a command, what was left in the background and what left its session', async () => {
    await using machine = await startTestMachine();
    const terminal = openTerminal('ssh', ['-F', machine.client.configFile, '-tt', 'machine'], {
      columns: 80,
      rows: 24,
    });
    terminal.type(
      'nohup sleep 1001 > /dev/null & echo "background=$!"; setsid bash -c \'echo apart=$$; exec sleep 1002\' &\r',
    );
    const background = Number((await terminal.until(/background=(\d+)\r/))[1]);
    const apart = Number((await terminal.until(/apart=(\d+)\r/))[1]);
    terminal.type("bash -c 'echo foreground=$$; exec sleep 1003'\r");
    const foreground = Number((await terminal.until(/foreground=(\d+)\r/))[1]);
    const started = Promise.withResolvers<number>();
    const command = machine.client.ssh(['machine', 'nohup sleep 1004 >/dev/null 2>&1 & echo $!; sleep 1005'], {
      onStart: (child) => child.stdout.once('data', (bytes: Buffer) => started.resolve(Number(bytes.toString()))),
    });
    const ofCommand = await started.promise;
    for (const pid of [background, apart, foreground, ofCommand]) expect(isRunning(pid)).toBe(true);

    await machine.server[Symbol.asyncDispose]();

    expect([background, apart, foreground, ofCommand].filter(isRunning)).toEqual([]);
    expect((await command).code).toBe(255);
    expect((await terminal.exited).exitCode).toBe(255);
  });

  it('leaves what was put in the background alone until then', async () => {
    await using machine = await startTestMachine();
    const result = await machine.client.ssh(['machine', 'nohup sleep 1006 >/dev/null 2>&1 & echo $!']);
    const pid = Number(result.stdout.toString());
    expect(isRunning(pid)).toBe(true);
    await machine.server[Symbol.asyncDispose]();
    expect(isRunning(pid)).toBe(false);
  });

  it('frees the port, also with strangers at the door, and can be asked for twice', async () => {
    await using machine = await startTestMachine();
    const { port, host } = machine.server;
    const stranger = connect(port, host);
    stranger.on('error', () => undefined);
    await once(stranger, 'data');
    await Promise.all([machine.server[Symbol.asyncDispose](), machine.server[Symbol.asyncDispose]()]);
    const late = connect(port, host);
    const [error] = (await once(late, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });

  it('is quick when nothing runs', async () => {
    // Whatever it waited for would never come.
    await using machine = await startTestMachine({}, new StepClock());
    await expect(machine.server[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });
});
