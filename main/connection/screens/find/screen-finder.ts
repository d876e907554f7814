import type { Problem, Result } from '../../../contract/problem.ts';
import type { FoundScreens, ScreenProtocol } from '../../../contract/screen.ts';
import type { Clock } from '../../../lib/clock.ts';
import { fail, ok } from '../../../lib/result.ts';
import type { MachineFiles } from '../../remote/machine-files.ts';
import { describeScreen, whatIsMissing } from './describe-screens.ts';
import { FIRST_RDP_PORT, FIRST_VNC_PORT, mayBeScreen, type ListeningPort } from './listening-ports.ts';
import { lookAround } from './look-around.ts';
import type { MachineLook } from './machine-look.ts';
import { probePorts, type Forward } from './probe-ports.ts';
import { startServer } from './start-server.ts';
import { createStarters, type Starter } from './starters.ts';

/** More ports than this are not tried: whoever has so many knows which one is meant. */
const MAX_PORTS = 32;
/** Tried where the machine does not say what listens. */
const usualPorts = [...Array.from({ length: 11 }, (_, index) => FIRST_VNC_PORT + index), FIRST_RDP_PORT];

/** The way to a machine; `MachineLink` is one. */
export interface FinderLink {
  readonly files: MachineFiles | undefined;
  forward: Forward;
}

interface Options {
  clock: Clock;
  link(machine: number): FinderLink | undefined;
  log(line: string): void;
}

/** Finds servers of screens on the machines of a session, through SSH, and starts them. */
export class ScreenFinder {
  readonly #options: Options;
  /** What was offered last, per machine and id. */
  readonly #starters = new Map<number, ReadonlyMap<string, Starter>>();
  /**
   * What answered on a port over this connection. TigerVNC locks everybody out for a while after five connections that
   * did not sign in, so that no server is asked twice.
   */
  readonly #known = new WeakMap<MachineFiles, Map<string, ScreenProtocol>>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** `connection-lost`; `not-allowed` when the SSH server passes no connections on */
  async find(machine: number): Promise<Result<FoundScreens>> {
    const link = this.#options.link(machine);
    const files = link?.files;
    if (link === undefined || files === undefined) return notConnected();
    const looked = await lookAround(files);
    if (!looked.ok) return looked;
    const look = looked.value;
    const probed = await this.#probe(look?.listening, (host, port) => link.forward(host, port), files);
    if (probed.obstacle !== undefined) return { ok: false, problem: probed.obstacle };
    const found = probed.found.map(({ protocol, ...port }) => describeScreen(port, protocol, look?.system));
    const starters = look === undefined ? [] : createStarters(look, found);
    this.#starters.set(machine, new Map(starters.map((starter) => [starter.id, starter])));
    const missing = found.length === 0 ? whatIsMissing(look) : undefined;
    return ok({
      found,
      starters: starters.map(({ id, title, command }) => ({ id, title, command })),
      ...(missing === undefined ? {} : { missing }),
    });
  }

  /**
   * Runs the lines of a starter, and waits until its server answers.
   *
   * @param password of at most 8 bytes, which the server asks its viewers for
   * @returns where the server answers on the machine; `not-found`: nothing like that was offered; `busy`: its port is in
   * use by now
   */
  async start(
    machine: number,
    starterId: string,
    password: string,
  ): Promise<Result<{ protocol: ScreenProtocol; port: number }>> {
    const link = this.#options.link(machine);
    const files = link?.files;
    if (link === undefined || files === undefined) return notConnected();
    const starter = this.#starters.get(machine)?.get(starterId);
    if (starter === undefined) {
      return fail('not-found', 'This way to start a screen is not offered (any more).', 'Look for screens again.');
    }
    const { port } = starter;
    const before = await link.forward('127.0.0.1', port);
    if (before.ok) {
      before.value.destroy();
      return fail('busy', `Something else listens on port ${port} of the machine by now.`, 'Look for screens again.');
    }
    if (before.problem.code !== 'connection-refused') return { ok: false, problem: before.problem };
    this.#options.log(`starting a screen on machine ${machine}: ${starter.title}`);
    const started = await startServer(files, starter, password);
    if (!started.ok) return started;
    const { found, obstacle } = await probePorts([{ port }], (host, to) => link.forward(host, to), this.#options.clock);
    if (found.get(port) === 'vnc') return ok({ protocol: 'vnc', port });
    if (obstacle !== undefined) return { ok: false, problem: obstacle };
    return fail(
      'protocol-error',
      `What was started on port ${port} of the machine does not answer like a VNC server.`,
      'Look for screens again, or see in a terminal what runs there.',
    );
  }

  async #probe(listening: MachineLook['listening'], forward: Forward, files: MachineFiles): Promise<Answers> {
    const candidates = candidatesOf(listening);
    const known = this.#known.get(files) ?? new Map<string, ScreenProtocol>();
    this.#known.set(files, known);
    const nameOf = ({ port, program = '' }: ListeningPort) => `${port} ${program}`;
    const isAsked = (candidate: ListeningPort) => listening === undefined || !known.has(nameOf(candidate));
    const unknown = candidates.filter(isAsked);
    // Whether connections are passed on at all is to be known even where there seems to be nothing.
    const ports = candidates.length === 0 ? [{ port: FIRST_VNC_PORT }] : unknown;
    const probed = await probePorts(ports, forward, this.#options.clock);
    const found: Answers['found'] = [];
    for (const candidate of candidates) {
      const protocol = probed.found.get(candidate.port) ?? known.get(nameOf(candidate));
      if (protocol === undefined) continue;
      if (listening !== undefined) known.set(nameOf(candidate), protocol);
      found.push({ ...candidate, protocol });
    }
    return { found, obstacle: found.length === 0 ? probed.obstacle : undefined };
  }
}

interface Answers {
  found: (ListeningPort & { protocol: ScreenProtocol })[];
  obstacle: Problem | undefined;
}

function candidatesOf(listening: MachineLook['listening']): ListeningPort[] {
  if (listening === undefined) return usualPorts.map((port) => ({ port }));
  return [...listening.values()]
    .filter(mayBeScreen)
    .toSorted((one, other) => one.port - other.port)
    .slice(0, MAX_PORTS);
}

function notConnected(): ReturnType<typeof fail> {
  return fail('connection-lost', 'The machine is not connected.', 'Reconnect.');
}
