import { setTimeout as delay } from 'node:timers/promises';
import type { Result } from '../../contract/problem.ts';
import { createSlots } from '../../lib/http/slots.ts';
import { posixQuote } from '../../lib/posix-quote.ts';
import { fail, ok } from '../../lib/result.ts';
import type { CommandResult, Commands, ExecChannel } from '../remote/exec-channel.ts';
import { readComplaint } from './shell-problems.ts';

/** Longest that a command about one thing may take; a network disk that hangs takes longer. */
const COMMAND_TIMEOUT_MS = 60_000;
/** Most output of such a command. */
const MAX_ANSWER_BYTES = 65_536;
/** Commands at once: OpenSSH's MaxSessions is 10, and terminals and transfers count. */
const COMMANDS_AT_ONCE = 4;

/**
 * A path as a word of a command: whatever is in it, it is taken as it is, and never for an option.
 */
export function pathWord(path: string): string {
  return posixQuote(path.startsWith('/') ? path : `./${path}`);
}

// What shells that are not POSIX do not leave alone between quotes, and what stands for it on the way: csh takes no new
// line and looks "!" up, fish takes two backslashes for one.
const STAND_INS = { '\n': '\u0001', '\\': '\u0002', '!': '\u0003' };
const UNPACK = 's=$(printf %s "$0" | tr "\\001\\002\\003" "\\012\\134\\041"); [ -n "$s" ] || exit 127; eval "$s"';

/** A script as one command for whatever shell people sign in with. Messages come in English, times in UTC, unless told. */
export function scriptCommand(script: string, { inEnglish = true } = {}): string {
  const whole = inEnglish ? `LC_ALL=C TZ=UTC0; export LC_ALL TZ; ${script}` : script;
  if (!/[\n\\!]/.test(whole) || /[\u0001-\u0003]/.test(whole)) return `exec sh -c ${posixQuote(whole)}`;
  const packed = whole.replaceAll(/[\n\\!]/g, (one) => STAND_INS[one as keyof typeof STAND_INS]);
  return `exec sh -c '${UNPACK}' ${posixQuote(packed)}`;
}

/** A session that has ended makes room at the server within this time. */
const COLLECTED_WITHIN_MS = 2_000;
const LOOK_AGAIN_MS = 50;

/** Runs scripts of the machine's shell, some at once. */
export interface Scripts {
  /** Runs to the end; a code other than 0 is a value. */
  run(
    script: string,
    options?: { signal?: AbortSignal | undefined; maxBytes?: number },
  ): Promise<Result<CommandResult>>;
  /** Runs to the end; a code other than 0 is the problem that the script complained of. */
  must(script: string): Promise<Result<Buffer>>;
  /** For scripts that read or write for long. */
  open(script: string): Promise<Result<ExecChannel>>;
}

/** Short commands of one connection, whoever asks: its sessions are counted together. */
interface Traffic {
  slots: ReturnType<typeof createSlots>;
  running: Set<Promise<unknown>>;
  /** When the last of them ended; milliseconds of the monotonic clock. */
  endedAt: number;
}
const trafficOf = new WeakMap<Commands, Traffic>();

export function createScripts(commands: Commands): Scripts {
  const traffic = trafficOf.get(commands) ?? {
    slots: createSlots(COMMANDS_AT_ONCE),
    running: new Set(),
    endedAt: Number.NEGATIVE_INFINITY,
  };
  trafficOf.set(commands, traffic);
  const { slots, running } = traffic;

  /** A machine that has no room for another session has some as soon as a short command ends. */
  async function whenThereIsRoom<T>(attempt: () => Promise<Result<T>>): Promise<Result<T>> {
    for (;;) {
      const result = await attempt();
      if (result.ok || result.problem.code !== 'busy') return result;
      if (running.size > 0) await Promise.race(running);
      // OpenSSH counts a session until its program has been collected, a moment after we have heard of its end.
      else if (performance.now() - traffic.endedAt < COLLECTED_WITHIN_MS) await delay(LOOK_AGAIN_MS);
      else return result;
    }
  }

  async function runOne(script: string, signal: AbortSignal | undefined, maxBytes: number) {
    if (signal?.aborted === true) return fail('cancelled', 'This was stopped.');
    const command = scriptCommand(script);
    return whenThereIsRoom(async () => {
      const done = commands.run(command, { maxBytes, timeoutMs: COMMAND_TIMEOUT_MS, signal });
      running.add(done);
      return done.finally(() => {
        running.delete(done);
        traffic.endedAt = performance.now();
      });
    });
  }

  const run: Scripts['run'] = (script, { signal, maxBytes = MAX_ANSWER_BYTES } = {}) =>
    slots.use(() => runOne(script, signal, maxBytes));
  return {
    run,
    async must(script) {
      const done = await run(script);
      if (!done.ok) return done;
      if (done.value.code === 0) return ok(done.value.output);
      return { ok: false, problem: readComplaint(done.value.errors) };
    },
    open: (script) => whenThereIsRoom(() => commands.exec(scriptCommand(script))),
  };
}
