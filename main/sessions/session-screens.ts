import { randomInt, randomUUID } from 'node:crypto';
import type { ConnectionEvents, ScreenCredentials } from '../contract/connection-control.ts';
import { MAX_SCREENS } from '../contract/limits.ts';
import type { Problem, Result } from '../contract/problem.ts';
import type { FoundScreens, Screen, ScreenProtocol } from '../contract/screen.ts';
import type { ScreenEndpoint, Session } from '../contract/session.ts';
import type { StreamPort } from '../ipc/port-broker.ts';
import type { SecretStore } from '../keychain/secret-store.ts';
import { fail, ok } from '../lib/result.ts';
import type { Provider } from '../providers/provider.ts';
import { passwordHandle, type LiveSession } from './live-session.ts';
import { ScreenSecrets } from './screen-secrets.ts';
import { locateScreen, screenEndpoint, type ScreenPlace, type ScreenSource } from './screen-sources.ts';
import type { ConnectionProcess } from './session-connection.ts';
import type { MachinePlace } from './session-machines.ts';
import { isOver, machineOf, sessionNotFound, sshOf, type SessionTruth } from './session-truth.ts';

interface Options {
  truth: SessionTruth;
  secrets: SecretStore;
  liveOf(sessionId: string): LiveSession | undefined;
  providerOf(accountId: string): Provider | undefined;
  /** Starts the connection process of a session that has none. */
  processOf(sessionId: string): ConnectionProcess | undefined;
  /** The machines of this account may be on this computer. */
  mayBeHere(accountId: string): boolean;
}

/** Letters and digits that nobody mixes up; VNC takes eight of them (RFC 6143, 7.2.2). */
const PASSWORD_LETTERS = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const PASSWORD_LENGTH = 8;

/** The screens of all sessions: opened, closed, and handed to the window. */
export class SessionScreens {
  readonly #options: Options;
  readonly #known: ScreenSecrets;
  /** Screens that their provider starts, and starts again when they ended. */
  readonly #desktops = new Set<string>();

  constructor(options: Options) {
    this.#options = options;
    this.#known = new ScreenSecrets(options.secrets);
  }

  async open({ sessionId, machine }: MachinePlace, source: ScreenSource): Promise<Result<{ screenId: string }>> {
    const session = this.#options.truth.get(sessionId);
    if (session === undefined || machineOf(session, machine) === undefined) return sessionNotFound();
    if (isOver(session.state)) return fail('session-ended', 'This session has ended; its machine is gone.');
    if (session.screens.length >= MAX_SCREENS)
      return fail('limit-reached', 'This session has as many screens as it can have.', 'Close one first.');
    const where = await this.#locate(session, machine, source);
    if (!where.ok) return where;
    const screenId = this.#add(sessionId, machine, where.value);
    if (source.kind === 'desktop') this.#desktops.add(screenId);
    return ok({ screenId });
  }

  async close(sessionId: string, screenId: string): Promise<Result<undefined>> {
    const { truth, liveOf } = this.#options;
    if (truth.get(sessionId) === undefined) return sessionNotFound();
    truth.update(sessionId, (session) => ({
      ...session,
      screens: session.screens.filter(({ id }) => id !== screenId),
    }));
    this.#desktops.delete(screenId);
    await liveOf(sessionId)?.connection?.client.call('closeScreen', { screenId });
    return ok();
  }

  /** Connects a screen with a viewer of the window. */
  async attach(
    {
      sessionId,
      screenId,
      keyboardLayout,
    }: { sessionId: string; screenId: string; keyboardLayout?: number | undefined },
    port: StreamPort,
  ): Promise<Result<undefined>> {
    const session = this.#options.truth.get(sessionId);
    const known = session?.screens.find(({ id }) => id === screenId);
    if (session === undefined || known === undefined)
      return fail('not-found', 'This screen is closed.', 'Open a new one.');
    if (isOver(session.state)) return fail('session-ended', 'This session has ended; its machine is gone.');
    const connection = this.#options.processOf(sessionId);
    if (connection === undefined) return sessionNotFound();
    this.#update(sessionId, screenId, { state: 'connecting', asks: undefined, problem: undefined });
    const found = this.#desktops.has(screenId)
      ? await this.#locate(session, known.machine, { kind: 'desktop' })
      : ok<Partial<ScreenPlace>>({});
    if (!found.ok) {
      this.#update(sessionId, screenId, { state: 'failed', problem: found.problem });
      return found;
    }
    const screen = { ...known, ...found.value };
    this.#update(sessionId, screenId, found.value);
    const { machine, protocol, route, host } = screen;
    const attached = await connection.client.call(
      'attachScreen',
      {
        machine,
        screenId,
        protocol,
        route,
        host,
        port: screen.port,
        credentials: this.#credentials(session, screen),
        pin: this.#known.pin(sessionId, screen),
        keyboardLayout,
        isElsewhere: !this.#options.mayBeHere(session.accountId),
      },
      [port],
    );
    if (!attached.ok) this.#update(sessionId, screenId, { state: 'failed', problem: attached.problem });
    return attached;
  }

  /** Gives a screen what it asks for, and keeps it for this session. */
  async signIn(sessionId: string, screenId: string, credentials: ScreenCredentials): Promise<Result<undefined>> {
    const { truth, liveOf } = this.#options;
    const screen = truth.get(sessionId)?.screens.find(({ id }) => id === screenId);
    if (screen === undefined) return fail('not-found', 'This screen is closed.', 'Open a new one.');
    this.#known.keep(sessionId, screen, credentials);
    if (credentials.user !== undefined) this.#update(sessionId, screenId, { user: credentials.user });
    if (screen.state !== 'asking') return ok();
    return (await liveOf(sessionId)?.connection?.client.call('answerScreen', { screenId, credentials })) ?? ok();
  }

  /** Takes the certificate that the screen's server showed last for the pinned one. */
  trust(sessionId: string, screenId: string): Result<undefined> {
    const screen = this.#options.truth.get(sessionId)?.screens.find(({ id }) => id === screenId);
    if (screen?.certificate === undefined)
      return fail('not-found', 'This screen’s server has shown no certificate.', 'Reconnect.');
    this.#known.keepPin(sessionId, screen, screen.certificate.sha256, true);
    return ok();
  }

  /** Lets somebody else sign in: what is known does not count any more. */
  forgetSignIn(sessionId: string, screenId: string): Result<undefined> {
    const screen = this.#options.truth.get(sessionId)?.screens.find(({ id }) => id === screenId);
    if (screen === undefined) return fail('not-found', 'This screen is closed.', 'Open a new one.');
    this.#known.refuse(sessionId, screen);
    return ok();
  }

  /** Where a screen is served, for another program. */
  endpoint({ sessionId, machine }: MachinePlace, protocol: ScreenProtocol): Result<ScreenEndpoint> {
    return screenEndpoint(this.#options.truth.get(sessionId), machine, protocol);
  }

  /** Looks on the machine for screens, and for what could start one. */
  async find(place: MachinePlace): Promise<Result<FoundScreens>> {
    const connection = this.#connected(place);
    return connection.ok ? connection.value.client.call('findScreens', { machine: place.machine }) : connection;
  }

  /** Starts a server of screens on the machine, with a password that only this session knows, and opens its screen. */
  async startServer(place: MachinePlace, starterId: string): Promise<Result<{ screenId: string }>> {
    const connection = this.#connected(place);
    if (!connection.ok) return connection;
    const { sessionId, machine } = place;
    const password = Array.from(
      { length: PASSWORD_LENGTH },
      () => PASSWORD_LETTERS[randomInt(PASSWORD_LETTERS.length)],
    ).join('');
    const started = await connection.value.client.call('startScreenServer', { machine, starterId, password });
    if (!started.ok) return started;
    const where: ScreenPlace = { ...started.value, route: 'ssh', host: '127.0.0.1' };
    this.#known.keep(sessionId, { machine, ...where }, { password });
    return ok({ screenId: this.#add(sessionId, machine, where) });
  }

  /** Takes what a connection process says about a screen. */
  take(sessionId: string, { screenId, ...event }: ConnectionEvents['screen']): void {
    const screen = this.#options.truth.get(sessionId)?.screens.find(({ id }) => id === screenId);
    if (screen === undefined) return;
    const known = Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
    this.#update(sessionId, screenId, { asks: undefined, problem: undefined, ...known });
    if (event.certificate !== undefined) this.#known.keepPin(sessionId, screen, event.certificate.sha256);
    // RDP ends with the refusal; VNC asks by itself.
    if (screen.protocol === 'rdp' && event.state === 'failed' && event.problem?.code === 'sign-in-refused')
      this.#known.refuse(sessionId, screen);
  }

  /** A machine that can be reached by its screen only shows it without being asked. */
  openFirst(sessionId: string): void {
    const { truth, liveOf } = this.#options;
    const session = truth.get(sessionId);
    const live = liveOf(sessionId);
    if (session?.state !== 'ready' || live === undefined || live.hasShownScreen === true) return;
    if (session.machines.some((machine) => sshOf(machine) !== undefined)) return;
    const [first] = session.machines.flatMap(({ index, endpoints }) =>
      endpoints.flatMap(({ kind }) => (kind === 'ssh' ? [] : [{ machine: index, protocol: kind }])),
    );
    if (first === undefined) return;
    live.hasShownScreen = true;
    void this.open({ sessionId, machine: first.machine }, { kind: 'endpoint', protocol: first.protocol });
  }

  /** The session is over, and what opened its screens is forgotten. */
  release(sessionId: string): void {
    this.#known.forget(sessionId);
    this.#options.truth.update(sessionId, (session) => loseScreens(session));
  }

  #connected({ sessionId, machine }: MachinePlace): Result<ConnectionProcess> {
    const link = machineOf(this.#options.truth.get(sessionId), machine)?.link;
    const connection = this.#options.liveOf(sessionId)?.connection;
    if (connection === undefined || link !== 'connected')
      return fail('connection-lost', 'The machine is not connected.', 'Wait for the connection, or reconnect.');
    return ok(connection);
  }

  async #locate(session: Session, machine: number, source: ScreenSource): Promise<Result<ScreenPlace>> {
    const located = await locateScreen(session, machine, source, this.#options.providerOf(session.accountId));
    if (!located.ok) return located;
    const { place, password } = located.value;
    if (password !== undefined) this.#known.keep(session.id, { machine, ...place }, { user: place.user, password });
    return ok(place);
  }

  #add(sessionId: string, machine: number, where: ScreenPlace): string {
    const id = randomUUID();
    this.#options.truth.update(sessionId, (session) => ({
      ...session,
      screens: [
        ...session.screens,
        {
          id,
          machine,
          number: Math.max(0, ...session.screens.map(({ number }) => number)) + 1,
          ...where,
          state: 'closed' as const,
        },
      ],
    }));
    return id;
  }

  /** What the person typed comes before what the service told: that may be out of date. */
  #credentials(session: Session, screen: Screen): ScreenCredentials {
    const { liveOf, secrets } = this.#options;
    if (this.#known.isRefused(session.id, screen)) return {};
    const handle =
      screen.route === 'direct'
        ? passwordHandle(liveOf(session.id)?.machines.get(screen.machine), screen.protocol, secrets)
        : undefined;
    const secret = handle === undefined ? undefined : secrets.read(handle);
    return {
      ...(screen.user === undefined ? {} : { user: screen.user }),
      ...(secret?.kind === 'password' ? { password: secret.password } : {}),
      ...this.#known.credentials(session.id, screen),
    };
  }

  #update(sessionId: string, screenId: string, change: Partial<Screen>): void {
    this.#options.truth.update(sessionId, (session) => ({
      ...session,
      screens: session.screens.map((screen) => (screen.id === screenId ? { ...screen, ...change } : screen)),
    }));
  }
}

/** The screens of a session went with its connection process, or with its machines. */
export function loseScreens(session: Session, reason?: Problem): Session {
  return {
    ...session,
    screens: session.screens.map((screen) =>
      screen.state === 'closed' || screen.state === 'failed'
        ? screen
        : {
            ...screen,
            asks: undefined,
            state: reason === undefined ? ('closed' as const) : ('lost' as const),
            problem: reason,
          },
    ),
  };
}
