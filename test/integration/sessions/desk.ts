import type { MessagePortMain } from 'electron';
import { MessageChannel } from 'node:worker_threads';
import type { StreamPort } from '../../../main/connection/stream-port.ts';
import { createBuilds } from '../../../main/builds/builds.ts';
import type { Patch } from '../../../main/contract/state.ts';
import type { MachineForm } from '../../../main/contract/machine-form.ts';
import type { Session } from '../../../main/contract/session.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createTruth } from '../../../main/ipc/truth.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { Provider } from '../../../main/providers/provider.ts';
import { createPastedMachines } from '../../../main/providers/pasted/pasted-machines.ts';
import { createKeyFileFault } from '../../../main/providers/pasted/key-file.ts';
import { createRegistry } from '../../../main/providers/registry.ts';
import type { ConnectionProcess } from '../../../main/sessions/session-connection.ts';
import { Sessions } from '../../../main/sessions/sessions.ts';
import { Harness, WindowEnd } from '../connection/harness.ts';
import { Home, valueOf } from '../keys/harness.ts';

const WAIT_MS = 40_000;

/** Main's sessions with real keys and real connections, and a window that looks at them. */
export class Desk implements AsyncDisposable {
  readonly home: Home;
  readonly keys: Awaited<ReturnType<Home['run']>>;
  readonly sessions: Sessions;
  readonly #resources: AsyncDisposableStack;
  readonly #truth;
  readonly #pasted;
  readonly #looks = new Set<() => void>();

  private constructor(home: Home, keys: Awaited<ReturnType<Home['run']>>, resources: AsyncDisposableStack) {
    this.home = home;
    this.keys = keys;
    this.#resources = resources;
    this.#truth = createTruth(settingsSchema.parse({}), (_patch: Patch) => {
      for (const look of this.#looks) look();
    });
    this.#pasted = createPastedMachines({ clock: systemClock, keyFileFault: createKeyFileFault(home.folder) });
    const registry = createRegistry([this.#pasted.provider]);
    this.sessions = resources.use(
      new Sessions({
        truth: this.#truth,
        registry,
        builds: createBuilds(this.#truth, registry),
        secrets: createRunSecrets(),
        keys: keys.keys,
        drafts: this.#pasted.drafts,
        clock: systemClock,
        log: () => {},
        launchConnection: () => {
          const harness = new Harness();
          // In the app ports are Electron's and the process is another one; the channel and what it says are the same.
          return {
            client: harness.client,
            [Symbol.asyncDispose]: () => harness[Symbol.asyncDispose](),
          } as unknown as ConnectionProcess;
        },
      }),
    );
    resources.use(this.#pasted.provider);
    void this.follow(this.#pasted.provider);
  }

  /** @param furnish puts keys into the home before anything looks there */
  static async open(furnish: (home: Home) => void = () => {}): Promise<Desk> {
    const resources = new AsyncDisposableStack();
    const home = resources.use(new Home());
    furnish(home);
    return new Desk(home, await home.run(), resources);
  }

  async follow(provider: Provider): Promise<void> {
    await provider.start((change) => {
      if (change.kind === 'session') this.sessions.take(change.session);
    });
  }

  /** Pastes a text and connects to one of its machines, as the form was left. */
  async connect(text: string, change: { index?: number; form?: Partial<MachineForm>; password?: string } = {}) {
    const draft = valueOf(this.#pasted.parse(text));
    const shown = draft.forms[change.index ?? 0];
    if (shown === undefined) throw new Error('There is no such form.');
    const { hasPassword: _password, hasPrivateKey: _key, ...form } = shown;
    const { password } = change;
    const { sessionId } = valueOf(
      await this.#pasted.connect({ draftId: draft.draftId, form: { ...form, ...change.form }, password }),
    );
    return { sessionId, notes: draft.notes };
  }

  session(sessionId: string): Session {
    const session = this.#truth.get('sessions', sessionId);
    if (session === undefined) throw new Error('The session is not in the list.');
    return session;
  }

  /** Everything the window knows. */
  get shown(): string {
    return JSON.stringify(this.#truth.snapshot());
  }

  /** Resolves when the session is as described; looks whenever the truth changes. */
  async until(sessionId: string, fits: (session: Session) => boolean): Promise<Session> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#looks.delete(look);
        reject(new Error(`Waited ${WAIT_MS} ms in vain: ${JSON.stringify(this.session(sessionId))}`));
      }, WAIT_MS);
      const look = (): void => {
        const session = this.session(sessionId);
        if (!fits(session)) return;
        clearTimeout(timer);
        this.#looks.delete(look);
        resolve(session);
      };
      this.#looks.add(look);
      look();
    });
  }

  async linked(sessionId: string, machine = 0): Promise<Session['machines'][number]> {
    const isSettled = (session: Session): boolean =>
      ['connected', 'failed'].includes(session.machines[machine]?.link ?? '');
    const found = (await this.until(sessionId, isSettled)).machines[machine];
    if (found === undefined) throw new Error('There is no such machine.');
    return found;
  }

  /** The window's end of a terminal; the last one by default, which is waited for. */
  async look(sessionId: string, terminalId?: string): Promise<WindowEnd> {
    const { terminals } = await this.until(sessionId, (session) => session.terminals.length > 0);
    const id = terminalId ?? terminals.at(-1)?.id ?? '';
    const { port1, port2 } = new MessageChannel();
    const end = new WindowEnd(port2);
    this.#resources.defer(() => end.close());
    const port: StreamPort = {
      post: (message) => port1.postMessage(message),
      listen(onMessage, onClose) {
        port1.on('message', onMessage);
        port1.on('close', onClose);
      },
      close: () => port1.close(),
    };
    const size = { columns: 80, rows: 24 };
    const attached = this.sessions.attachTerminal(sessionId, id, size, port as unknown as MessagePortMain);
    valueOf(await attached);
    return end;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources[Symbol.asyncDispose]();
  }
}
