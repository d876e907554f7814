import { randomUUID } from 'node:crypto';
import { homedir } from 'node:os';
import { type Account, PASTED_ACCOUNT } from '../../contract/account.ts';
import type { MachineDraft } from '../../contract/machine-form.ts';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { fail, ok, problem } from '../../lib/result.ts';
import { noCapabilities } from '../capabilities.ts';
import type { Provider, ProviderChange, ProviderSession } from '../provider.ts';
import { titleOf } from './drafted-machine.ts';
import { createDrafts, type DraftedMachine, type Drafts } from './drafts.ts';
import { createKeyFileFault, type KeyFileFault } from './key-file.ts';

const account: Account = {
  id: PASTED_ACCOUNT,
  provider: 'pasted',
  label: 'Pasted machines',
  state: 'ready',
  capabilities: {
    ...noCapabilities,
    endSession: true,
    ownKeys: true,
  },
};

/** Machines that come from a pasted text: read, shown, and connected as sessions of their own. */
export interface PastedMachines {
  readonly provider: Provider;
  readonly drafts: Drafts;
  /** Reads a text; connects to nothing. `paste-unreadable` */
  parse(text: string): Result<MachineDraft>;
  /** Makes a session of a machine of a draft. `not-found`, `bad-request`, `not-supported` */
  connect(drafted: DraftedMachine): Promise<Result<{ sessionId: string }>>;
}

interface Options {
  clock: Clock;
  keyFileFault?: KeyFileFault;
}

export function createPastedMachines({ clock, keyFileFault = createKeyFileFault(homedir()) }: Options): PastedMachines {
  const drafts = createDrafts({ clock, keyFileFault });
  const live = new Map<string, ProviderSession>();
  let listener: (change: ProviderChange) => void = () => {};

  const noBuilds = (): Promise<Result<never>> =>
    Promise.resolve(fail('not-supported', 'A machine that was pasted has no builds.'));

  const provider: Provider = {
    account,
    start(changed) {
      listener = changed;
      listener({ kind: 'account', account });
      return Promise.resolve(ok());
    },
    refresh: () => Promise.resolve(ok()),
    detail: noBuilds,
    readLog: noBuilds,
    cancel: noBuilds,
    rebuild: noBuilds,
    rebuildWithAccess: noBuilds,
    endSession(sessionId) {
      const session = live.get(sessionId);
      live.delete(sessionId);
      if (session !== undefined) {
        const reason = problem(
          'session-ended',
          'Jumpseat has disconnected. The machine itself goes on.',
          'If it is not needed any more, end it where you got its address from.',
        );
        listener({ kind: 'session', session: { ...session, state: 'closed', machines: [], problem: reason } });
      }
      return Promise.resolve(ok());
    },
    [Symbol.asyncDispose]() {
      drafts[Symbol.dispose]();
      live.clear();
      return Promise.resolve();
    },
  };

  return {
    provider,
    drafts,
    parse: (text) => drafts.parse(text),
    async connect(drafted) {
      const machine = await drafts.machine(drafted);
      if (!machine.ok) return machine;
      const session: ProviderSession = {
        id: `${PASTED_ACCOUNT}/${randomUUID()}`,
        accountId: PASTED_ACCOUNT,
        title: titleOf(drafted.form),
        state: 'ready',
        places: [],
        machines: [machine.value],
        rule: { kind: 'unknown' },
        events: {},
      };
      live.set(session.id, session);
      listener({ kind: 'session', session });
      return ok({ sessionId: session.id });
    },
  };
}
