import { beforeEach, describe, expect, it } from 'vitest';
import type { Result } from '../../../main/contract/problem.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import type { Provider, ProviderChange, ProviderMachine, ProviderSession } from '../../../main/providers/provider.ts';
import { Machine, machineMissing } from '../../simulators/machine/machine.ts';
import { Desk } from './desk.ts';

if (machineMissing !== undefined) console.warn(`Skipped: ${machineMissing}`);

/** A service whose sessions are what a test says they are. */
function spokenFor(): { provider: Provider; say(session: ProviderSession): void } {
  let listener: (change: ProviderChange) => void = () => {};
  const no = (): Promise<Result<never>> => Promise.resolve(fail('not-supported', 'Only sessions.'));
  const provider = {
    account: { id: 'ci', label: 'CI', capabilities: {} },
    start: (changed: typeof listener) => {
      listener = changed;
      return Promise.resolve(ok());
    },
    refresh: no,
    endSession: no,
  } as unknown as Provider;
  return { provider, say: (session) => listener({ kind: 'session', session }) };
}

function toMachine(index: number, machine: Machine, password: string): ProviderMachine {
  return {
    index,
    name: machine.name,
    os: 'linux',
    hostKey: undefined,
    endpoints: [{ kind: 'ssh', host: machine.host, port: machine.port, user: 'ci' }],
    identities: [{ kind: 'password', label: 'password', password }],
  };
}

describe('a parallel build', () => {
  beforeEach((context) => context.skip(machineMissing !== undefined, machineMissing));
  it('is one session: every machine connected, the first terminal on the failing one, and others as they come', async () => {
    const options = { users: ['ci'], password: 'x' };
    await using one = await Machine.start({ ...options, name: 'one' });
    await using two = await Machine.start({ ...options, name: 'two' });
    await using desk = await Desk.open();
    const { provider, say } = spokenFor();
    await desk.follow(provider);
    const session: ProviderSession = {
      id: 'ci/1',
      accountId: 'ci',
      title: 'storefront #7',
      state: 'ready',
      failedStep: { name: 'Test', machine: 1, command: 'npm test', replayLine: 'npm test' },
      places: [],
      machines: [toMachine(0, one, 'x'), toMachine(1, two, 'wrong')],
      rule: { kind: 'once-connected', idleMs: 600_000, connectedMs: 3_600_000 },
      events: { finishedAt: Date.now() },
    };
    say(session);
    expect(await desk.linked('ci/1', 0)).toMatchObject({ link: 'connected' });
    expect(await desk.linked('ci/1', 1)).toMatchObject({ link: 'failed', problem: { code: 'sign-in-refused' } });
    expect(desk.session('ci/1').terminals).toEqual([]);
    // The service corrects what it had told; the machine that was fine is left alone.
    say({ ...session, machines: [toMachine(0, one, 'x'), toMachine(1, two, 'x')] });
    await desk.until('ci/1', ({ machines }) => machines[1]?.link === 'connected');
    const window = await desk.look('ci/1');
    window.type('cat ~/machine-name; echo end\r');
    await window.see(/two\s+end/);
    const { deadline } = desk.session('ci/1');
    expect(deadline.reason).toMatch(/1 hour after the first connection/);
    // A machine that was replaced is followed to where it is now.
    await using three = await Machine.start({ ...options, name: 'three' });
    say({ ...session, machines: [toMachine(0, three, 'x'), toMachine(1, two, 'x')] });
    await desk.until('ci/1', ({ machines }) => {
      const [first] = machines;
      return first?.link === 'connected' && first.endpoints[0]?.port === three.port;
    });
    const opened = await desk.sessions.openTerminal('ci/1', 0);
    const moved = await desk.look('ci/1', opened.ok ? opened.value.terminalId : '');
    moved.type('cat ~/machine-name; echo end\r');
    await moved.see(/three\s+end/);
  });
});
