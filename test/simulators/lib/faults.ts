import type { SimulatorReply } from './exchange.ts';

/** What goes wrong in place of an answer. */
export type Fault =
  /** Another answer. */
  | { kind: 'reply'; reply: SimulatorReply }
  /** These bytes on the socket, then its end: not even HTTP if the test wants it so. */
  | { kind: 'raw'; bytes: Uint8Array | string }
  /** The right answer, but only after this time of the simulator's clock. */
  | { kind: 'delay'; delayMs: number }
  /** No answer until the client gives up. */
  | { kind: 'silence' }
  /** The connection ends; after the headers and the first bytes of a longer body, if wished. */
  | { kind: 'cut'; when?: 'at-once' | 'in-body' }
  | { kind: 'redirect'; to: string; status?: 301 | 302 | 303 | 307 | 308 }
  /** A JSON array of this many bytes. */
  | { kind: 'huge'; sizeBytes: number };

export interface FaultRule {
  fault: Fault;
  /** How many requests it befalls; 1 unless said otherwise. */
  times?: number;
  method?: string;
  /** Befalls only requests whose path (without query) is equal to it or matches. */
  path?: string | RegExp;
}

/** The faults that are still to come, in the order in which they were asked for. */
export class Faults {
  #rules: (FaultRule & { left: number })[] = [];

  /** The returned function takes it back. */
  add(rule: FaultRule): () => void {
    const entry = { ...rule, left: rule.times ?? 1 };
    this.#rules.push(entry);
    return () => {
      this.#rules = this.#rules.filter((other) => other !== entry);
    };
  }

  take(method: string, path: string): Fault | undefined {
    const rule = this.#rules.find(
      (candidate) =>
        (candidate.method === undefined || candidate.method === method) &&
        (candidate.path === undefined ||
          (typeof candidate.path === 'string' ? candidate.path === path : candidate.path.test(path))),
    );
    if (rule === undefined) return undefined;
    rule.left -= 1;
    if (rule.left <= 0) this.#rules = this.#rules.filter((other) => other !== rule);
    return rule.fault;
  }

  clear(): void {
    this.#rules = [];
  }
}

/** A JSON array of about `sizeBytes` bytes, in chunks. */
export async function* hugeJson(sizeBytes: number): AsyncGenerator<string> {
  const chunk = `${JSON.stringify('x'.repeat(65_533))},`;
  yield '[';
  for (let sent = 0; sent < sizeBytes; sent += chunk.length) yield chunk;
  yield '0]';
}
