import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import type { ByteReply } from '../../lib/http/http-client.ts';
import { ok } from '../../lib/result.ts';
import { findSections, type LogSection } from './log-sections.ts';
import type { WireLog } from './wire.ts';

/** A log that may still grow is not asked for more often. */
const FRESH_MS = 2_000;
/** Replies that lack a piece before it is given up: pieces come out of order, and some never. */
const PATIENCE = 3;

interface Source {
  clock: Clock;
  log(after: string | undefined): Promise<Result<WireLog>>;
  raw(address: string): Promise<Result<ByteReply>>;
}

/**
 * The log of one build, as a whole: in numbered pieces while it runs, then a file at a signed address.
 */
export class BuildLog {
  readonly #source: Source;
  readonly #pieces = new Map<number, string>();
  #bytes: Uint8Array<ArrayBuffer> = new Uint8Array();
  #next: number | undefined;
  #missingFor = 0;
  #after: string | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #isWhole = false;
  #loading: Promise<Result<undefined>> | undefined;
  #sections: LogSection[] | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /** Nothing will be added any more. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  /** The steps in it, as far as it says. */
  get sections(): LogSection[] {
    this.#sections ??= findSections(this.#bytes);
    return this.#sections;
  }

  /** Asks for what is new. */
  load(isBuildOver: boolean): Promise<Result<undefined>> {
    const isFresh = this.#source.clock.now() - this.#readAt < FRESH_MS;
    if (this.#isWhole || (isFresh && !isBuildOver)) return Promise.resolve(ok());
    this.#loading ??= this.#load(isBuildOver).finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #load(isBuildOver: boolean): Promise<Result<undefined>> {
    const reply = await this.#source.log(this.#after);
    // A build that has not begun has no log.
    if (!reply.ok) return reply.problem.code === 'not-found' && !isBuildOver ? ok() : reply;
    this.#readAt = this.#source.clock.now();
    const { expiring_raw_log_url: address, is_archived: isArchived, log_chunks: chunks } = reply.value;
    if (address !== undefined && (isArchived === true || isBuildOver)) {
      const raw = await this.#source.raw(address);
      if (!raw.ok) return raw;
      this.#bytes = new Uint8Array(raw.value.bytes);
      this.#isWhole = true;
      this.#sections = undefined;
      this.#pieces.clear();
      return ok();
    }
    for (const { chunk, position } of chunks ?? []) this.#pieces.set(position, chunk);
    const { next_after_timestamp: after } = reply.value;
    const isLast = isBuildOver && after === undefined;
    this.#after = after ?? this.#after;
    this.#append(isLast);
    // It is put away some time after the build; until then more may come.
    this.#isWhole = isLast && isArchived === true;
    return ok();
  }

  /** Adds the pieces whose turn it is. */
  #append(isLast: boolean): void {
    const added: string[] = [];
    for (;;) {
      if (this.#pieces.size === 0) break;
      const first = Math.min(...this.#pieces.keys());
      this.#next ??= first;
      const isMissing = first > this.#next;
      if (isMissing && !isLast && (this.#missingFor += 1) < PATIENCE) break;
      this.#missingFor = 0;
      // One that comes after all, when its place is past, would only tear the text apart.
      if (first >= this.#next) {
        added.push(this.#pieces.get(first) ?? '');
        this.#next = first + 1;
      }
      this.#pieces.delete(first);
    }
    if (added.length === 0) return;
    const text = new TextEncoder().encode(added.join(''));
    const grown = new Uint8Array(this.#bytes.length + text.length);
    grown.set(this.#bytes);
    grown.set(text, this.#bytes.length);
    this.#bytes = grown;
    this.#sections = undefined;
  }
}
