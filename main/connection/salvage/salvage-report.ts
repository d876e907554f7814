import type { ConnectionEvents } from '../../contract/connection-control.ts';
import type { Problem } from '../../contract/problem.ts';
import type { LeftOut, Salvage, SalvagePart, SalvagePartKind } from '../../contract/salvage.ts';
import type { Clock } from '../../lib/clock.ts';
import type { FoundClone } from './part-context.ts';

type Report = ConnectionEvents['salvage'];

/** At most five times a second. */
const EVERY_MS = 200;
/** So many things that were left out are named. */
const MOST_NAMED = 500;

/** What is known of a salvage, told whenever it changed, and not too often. */
export class SalvageReport {
  readonly parts: SalvagePart[];
  readonly #salvageId: string;
  readonly #clock: Clock;
  readonly #emit: (report: Report) => void;
  readonly #leftOut = new Map<SalvagePartKind, { named: LeftOut[]; count: number }>();
  #clone: Salvage['clone'];
  #problem: Problem | undefined;
  #state: Salvage['state'] = 'running';
  #saidAt = Number.NEGATIVE_INFINITY;
  #cancel: (() => void) | undefined;

  constructor(
    clock: Clock,
    { salvageId, kinds, emit }: { salvageId: string; kinds: readonly SalvagePartKind[]; emit(report: Report): void },
  ) {
    this.#clock = clock;
    this.#salvageId = salvageId;
    this.#emit = emit;
    this.parts = kinds.map((kind) => ({ kind, state: 'waiting', sizeBytes: 0 }));
  }

  get state(): Salvage['state'] {
    return this.#state;
  }

  /** Bytes of all parts that are whole. */
  get sizeBytes(): number {
    return this.parts.reduce((sum, { state, sizeBytes }) => (state === 'saved' ? sum + sizeBytes : sum), 0);
  }

  found({ path, facts: { head, branch, base } }: FoundClone): void {
    this.#clone = {
      path,
      ...(head === undefined ? {} : { head }),
      ...(branch === undefined ? {} : { branch }),
      ...(base === undefined ? {} : { base }),
    };
    this.#changed();
  }

  part(kind: SalvagePartKind, change: Omit<Partial<SalvagePart>, 'kind'>): void {
    const at = this.parts.findIndex((part) => part.kind === kind);
    const part = this.parts[at];
    if (part === undefined) return;
    const { problem: _problem, ...before } = part;
    this.parts[at] = { ...before, ...change };
    this.#changed();
  }

  /** What a part leaves out is said anew each time it is begun. */
  begin(kind: SalvagePartKind): void {
    this.#leftOut.delete(kind);
    this.part(kind, { state: 'running', sizeBytes: 0 });
  }

  leaveOut(kind: SalvagePartKind, thing: LeftOut): void {
    const list = this.#leftOut.get(kind) ?? { named: [], count: 0 };
    this.#leftOut.set(kind, list);
    list.count += 1;
    if (list.named.length < MOST_NAMED) list.named.push(thing);
  }

  /** The last word. */
  end(problem?: Problem): void {
    this.#problem = problem;
    this.#state = this.#outcome();
    this.flush();
  }

  flush(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#saidAt = this.#clock.now();
    const all = [...this.#leftOut.values()];
    this.#emit({
      salvageId: this.#salvageId,
      state: this.#state,
      parts: this.parts.map((part) => ({ ...part })),
      leftOut: all.flatMap(({ named }) => named).slice(0, MOST_NAMED),
      leftOutCount: all.reduce((sum, { count }) => sum + count, 0),
      ...(this.#clone === undefined ? {} : { clone: this.#clone }),
      ...(this.#problem === undefined ? {} : { problem: this.#problem }),
    });
  }

  #outcome(): Salvage['state'] {
    const isSaved = this.parts.some(({ state }) => state === 'saved');
    const isMissing = this.parts.some(({ state }) => state === 'failed' || state === 'skipped');
    const hasLeftOut = [...this.#leftOut.values()].some(
      ({ named, count }) => count > named.length || named.some(isLoss),
    );
    if (!isMissing && !hasLeftOut) return isSaved ? 'saved' : 'nothing';
    return isSaved ? 'partial' : 'failed';
  }

  #changed(): void {
    if (this.#cancel !== undefined || this.#state !== 'running') return;
    const passed = this.#clock.now() - this.#saidAt;
    // A clock that was set back must not silence anybody.
    const waitMs = passed < 0 ? EVERY_MS : Math.max(0, EVERY_MS - passed);
    this.#cancel = this.#clock.after(waitMs, () => this.flush());
  }
}

/** What lies in other repositories is theirs. */
const isLoss = ({ reason }: LeftOut): boolean => reason !== 'ignored';
