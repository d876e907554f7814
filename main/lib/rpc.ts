import { z } from 'zod';
import type { Problem, Result } from '../contract/problem.ts';
import { describe, fail } from './result.ts';

/** Calls and events between main and one utility process, parsed at the receiving end. */
export type CallTable = Record<string, { input: z.ZodType; output: z.ZodType }>;
export type EventTable = Record<string, z.ZodType>;

/** One end of a message channel; a utility process's parentPort or main's handle of the process. */
export interface Wire<Port> {
  send(message: unknown, ports?: Port[]): void;
  listen(listener: (message: unknown, ports: Port[]) => void): void;
}

type Reply<T> = Result<T> | Promise<Result<T>>;
export type Handlers<C extends CallTable, Port> = {
  [N in keyof C]: (input: z.output<C[N]['input']>, ports: Port[]) => Reply<z.output<C[N]['output']>>;
};

const messageSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), id: z.number(), name: z.string(), input: z.unknown() }),
  z.object({ kind: z.literal('reply'), id: z.number(), result: z.custom<Result<unknown>>() }),
  z.object({ kind: z.literal('event'), name: z.string(), payload: z.unknown() }),
  z.object({ kind: z.literal('ping') }),
  z.object({ kind: z.literal('pong') }),
]);

/** Answers calls with the handlers, pings with pongs. Returns the function that sends events. */
export function serve<C extends CallTable, E extends EventTable, Port>(
  wire: Wire<Port>,
  tables: { calls: C; events: E },
  handlers: Handlers<C, Port>,
): <N extends keyof E & string>(name: N, payload: z.input<E[N]>) => void {
  async function answer(name: string, input: unknown, ports: Port[]): Promise<Result<unknown>> {
    const entry = Object.hasOwn(tables.calls, name) ? tables.calls[name] : undefined;
    const handler = handlers[name];
    if (entry === undefined || handler === undefined) return fail('bad-request', `There is no call named ${name}.`);
    const parsed = entry.input.safeParse(input);
    if (!parsed.success)
      return fail('bad-request', `The call ${name} was malformed.`, undefined, z.prettifyError(parsed.error));
    try {
      return await handler(parsed.data as never, ports);
    } catch (error) {
      return fail('internal', 'Something went wrong inside Jumpseat.', undefined, describe(error));
    }
  }
  wire.listen((raw, ports) => {
    const message = messageSchema.safeParse(raw).data;
    if (message?.kind === 'ping') wire.send({ kind: 'pong' });
    if (message?.kind !== 'call') return;
    void answer(message.name, message.input, ports).then((result) =>
      wire.send({ kind: 'reply', id: message.id, result }),
    );
  });
  return (name, payload) => wire.send({ kind: 'event', name, payload });
}

export interface RpcClient<C extends CallTable, E extends EventTable, Port> {
  call<N extends keyof C & string>(
    name: N,
    input: z.input<C[N]['input']>,
    ports?: Port[],
  ): Promise<Result<z.output<C[N]['output']>>>;
  on<N extends keyof E & string>(name: N, listener: (payload: z.output<E[N]>) => void): void;
  /** Resolves with true when the other side answered within the time. */
  ping(timeoutMs: number): Promise<boolean>;
  /** Fails every call that still waits, and all that follow. */
  fail(result: { ok: false; problem: Problem }): void;
}

/** The calling end of {@link serve}. Malformed replies and events are dropped and reported to `onMalformed`. */
export function createClient<C extends CallTable, E extends EventTable, Port>(
  wire: Wire<Port>,
  tables: { calls: C; events: E },
  onMalformed: (detail: string) => void,
): RpcClient<C, E, Port> {
  const waiting = new Map<number, (result: Result<unknown>) => void>();
  const listeners = new Map<string, ((payload: unknown) => void)[]>();
  const pongs: (() => void)[] = [];
  let nextId = 1;
  let ended: { ok: false; problem: Problem } | undefined;

  wire.listen((raw) => {
    const message = messageSchema.safeParse(raw).data;
    if (message === undefined) return onMalformed('a message of unknown form');
    if (message.kind === 'pong') for (const pong of pongs.splice(0)) pong();
    if (message.kind === 'reply') {
      waiting.get(message.id)?.(message.result);
      waiting.delete(message.id);
    }
    if (message.kind === 'event') {
      const schema = Object.hasOwn(tables.events, message.name) ? tables.events[message.name] : undefined;
      const parsed = schema?.safeParse(message.payload);
      if (parsed?.success !== true) return onMalformed(`event ${message.name}`);
      for (const listener of listeners.get(message.name) ?? []) listener(parsed.data);
    }
  });

  return {
    async call(name, input, ports) {
      if (ended !== undefined) return ended;
      const id = nextId++;
      const result = await new Promise<Result<unknown>>((resolve) => {
        waiting.set(id, resolve);
        wire.send({ kind: 'call', id, name, input }, ports);
      });
      if (!result.ok) return result;
      const parsed = tables.calls[name]?.output.safeParse(result.value);
      if (parsed?.success === true) return { ok: true, value: parsed.data as never };
      onMalformed(`reply to ${name}`);
      return fail('internal', 'A part of Jumpseat gave an answer that could not be read.', undefined, name);
    },
    on(name, listener) {
      const all = listeners.get(name) ?? [];
      all.push(listener as (payload: unknown) => void);
      listeners.set(name, all);
    },
    ping(timeoutMs) {
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(false), timeoutMs);
        pongs.push(() => {
          clearTimeout(timer);
          resolve(true);
        });
        wire.send({ kind: 'ping' });
      });
    },
    fail(result) {
      ended = result;
      for (const resolve of waiting.values()) resolve(result);
      waiting.clear();
    },
  };
}
