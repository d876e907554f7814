import type { Hold } from '../contract/hold.ts';
import type { Result } from '../contract/problem.ts';
import type { Session } from '../contract/session.ts';
import { fail, ok } from '../lib/result.ts';
import type { Provider } from '../providers/provider.ts';
import type { LiveSession } from './live-session.ts';
import type { MachinePlace, SessionMachines } from './session-machines.ts';
import { isOver, sessionNotFound, sshOf, type SessionTruth } from './session-truth.ts';

interface Options {
  truth: SessionTruth;
  liveOf(sessionId: string): LiveSession | undefined;
  providerOf(accountId: string): Provider | undefined;
  machines: SessionMachines;
  /** A connection is held, or not any more. */
  onHeld(sessionId: string): void;
}

/** The hold of a session as the window sees it: whether a connection is held is known here, not at the service. */
export function holdOf({ said, isHeld }: LiveSession): Hold | undefined {
  return said.hold?.kind === 'keep-open' ? { ...said.hold, isOn: isHeld } : said.hold;
}

/** Keeps machines longer: asks the service, or holds a connection to each of them. */
export class SessionHolds {
  readonly #options: Options;

  constructor(options: Options) {
    this.#options = options;
    options.machines.watch({
      connected: (place) => {
        if (this.#isHeld(place.sessionId)) this.#tell(place, true);
      },
      // A machine that is held comes back by itself, also after a crash of its process.
      isBusy: ({ sessionId }) => this.#isHeld(sessionId),
    });
  }

  /** `not-supported`, `session-ended`, `limit-reached`, and what services answer */
  async hold(sessionId: string, isOn: boolean): Promise<Result<undefined>> {
    const { truth, liveOf, providerOf } = this.#options;
    const session = truth.get(sessionId);
    const live = liveOf(sessionId);
    if (session === undefined) return sessionNotFound();
    if (live === undefined || isOver(session.state))
      return fail(
        'session-ended',
        'This session has ended; its machine is gone.',
        'Rebuild with remote access to get a new one.',
      );
    const { hold } = session;
    if (hold?.kind === 'keep-open') return this.#keepOpen(session, live, isOn);
    if (hold?.kind === 'extend' && hold.refused !== undefined) return fail('limit-reached', hold.refused);
    const provider = providerOf(session.accountId);
    if (hold === undefined || hold.kind === 'snippet' || provider?.hold === undefined)
      return fail('not-supported', 'This machine cannot be kept longer from here.');
    return provider.hold(sessionId, isOn);
  }

  #keepOpen(session: Session, live: LiveSession, isOn: boolean): Result<undefined> {
    live.isHeld = isOn;
    this.#options.truth.update(session.id, (current) => ({ ...current, hold: holdOf(live) }));
    for (const machine of session.machines)
      if (sshOf(machine) !== undefined) this.#tell({ sessionId: session.id, machine: machine.index }, isOn);
    this.#options.onHeld(session.id);
    return ok();
  }

  #isHeld(sessionId: string): boolean {
    return this.#options.liveOf(sessionId)?.isHeld === true;
  }

  /** A process that is not there yet is told when its machine is connected. */
  #tell({ sessionId, machine }: MachinePlace, isOn: boolean): void {
    void this.#options.liveOf(sessionId)?.connection?.client.call('hold', { machine, isOn });
  }
}
