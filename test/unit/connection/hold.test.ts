import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { MachineHold } from '../../../main/connection/hold.ts';
import type { CommandExit, ExecChannel } from '../../../main/connection/remote/exec-channel.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

/** A machine that opens channels, unless a test refuses them. */
function machineOf() {
  const commands: string[] = [];
  const channels: { isOpen: boolean; end(): void }[] = [];
  const machine = {
    isRefusing: false,
    exec(command: string) {
      commands.push(command);
      if (machine.isRefusing) return Promise.resolve(fail('busy', 'No more channels.'));
      const ended = Promise.withResolvers<CommandExit>();
      const state = { isOpen: true, end: () => ended.resolve({}) };
      channels.push(state);
      const channel: ExecChannel = {
        output: new PassThrough(),
        errors: new PassThrough(),
        input: new PassThrough(),
        exit: ended.promise,
        leave: () => {},
        close() {
          state.isOpen = false;
          ended.resolve({});
        },
      };
      return Promise.resolve(ok(channel));
    },
  };
  return { machine, commands, open: () => channels.filter(({ isOpen }) => isOpen).length, channels };
}

function make() {
  const clock = new StepClock();
  return { clock, hold: new MachineHold({ clock, log: () => {} }), ...machineOf() };
}

describe('a machine that is held', () => {
  test('has one channel that waits for input, from the moment it is connected until it is switched off', async () => {
    const { clock, hold, machine, commands, open } = make();
    hold.switch(true);
    await clock.pass(60_000);
    expect(commands).toEqual([]);
    hold.connected(machine);
    await clock.pass(3_600_000);
    expect(commands).toEqual(['cat']);
    expect(open()).toBe(1);
    hold.switch(true);
    await clock.pass(1_000);
    expect(commands).toHaveLength(1);
    hold.switch(false);
    await clock.pass(3_600_000);
    expect(open()).toBe(0);
    expect(commands).toHaveLength(1);
  });

  test('is held again on every new link, in the shell that the machine wants', async () => {
    const { clock, hold, machine, commands, open } = make();
    hold.connected(machine, 'powershell.exe');
    hold.switch(true);
    await clock.pass(1_000);
    hold.lost();
    await clock.pass(600_000);
    expect(open()).toBe(0);
    hold.connected(machine, 'powershell.exe');
    await clock.pass(1_000);
    expect(commands).toEqual(['powershell.exe', 'powershell.exe']);
    expect(open()).toBe(1);
  });

  test('is held again when the channel ends by itself, or was refused', async () => {
    const { clock, hold, machine, commands, open, channels } = make();
    hold.switch(true);
    hold.connected(machine);
    await clock.pass(1_000);
    channels[0]?.end();
    machine.isRefusing = true;
    await clock.pass(29_000);
    expect(commands).toHaveLength(1);
    await clock.pass(30_000);
    expect(commands).toHaveLength(2);
    machine.isRefusing = false;
    await clock.pass(30_000);
    expect(commands).toHaveLength(3);
    expect(channels.at(-1)?.isOpen).toBe(true);
    hold[Symbol.dispose]();
    await clock.pass(60_000);
    expect(open()).toBe(1);
    expect(channels.at(-1)?.isOpen).toBe(false);
  });

  test('has no channel left that opened when nobody wanted it any more', async () => {
    const { clock, hold, machine, open } = make();
    hold.connected(machine);
    hold.switch(true);
    hold.switch(false);
    await clock.pass(1_000);
    expect(open()).toBe(0);
  });
});
