import type { Problem } from '../../../contract/problem.ts';
import type { FileOutcome, MoveContext, TreeItem } from '../mover.ts';
import { explainComplaint } from './tar-messages.ts';
import type { TarComplaint } from './tar-messages.ts';

/**
 * A file is believed to be written when this much that comes after it was taken: more than the windows and pipes between
 * here and tar hold (OpenSSH's window is 2 MiB).
 */
const BELIEVED_AFTER_BYTES = 4 * 1024 * 1024;

export interface SentItem {
  item: TreeItem;
  problem?: Problem | undefined;
  /** Where its last byte is in the archive, or later. */
  end: number;
}

/** What was sent to a tar and what is known of it, in order. */
export class SentItems {
  readonly #onOutcome: (outcome: FileOutcome) => void;
  readonly #onBytes: MoveContext['onBytes'];
  #pending: SentItem[] = [];
  #confirmedCount = 0;
  readonly #confirmed = new Set<string>();
  readonly #complaints = new Map<string, Problem>();
  /** Told to have arrived, and complained about afterwards: to be sent again. */
  readonly doubtful = new Set<string>();
  #unconfirmedBytes = 0;

  constructor(onOutcome: (outcome: FileOutcome) => void, onBytes: MoveContext['onBytes']) {
    this.#onOutcome = onOutcome;
    this.#onBytes = onBytes;
  }

  /** Those of which nothing is known yet. */
  get unknown(): readonly SentItem[] {
    return this.#pending.slice(this.#confirmedCount);
  }

  /** The next in line. */
  add(item: TreeItem, problem?: Problem): SentItem {
    const sent: SentItem = { item, problem, end: Number.POSITIVE_INFINITY };
    this.#pending.push(sent);
    return sent;
  }

  /** Bytes of a file are on their way. */
  onTheWay(byteCount: number): void {
    this.#unconfirmedBytes += byteCount;
    this.#onBytes(byteCount);
  }

  /** Everything up to this one ends before `offset`. */
  reached(last: SentItem, offset: number): void {
    for (let index = this.#pending.lastIndexOf(last); index >= 0; index -= 1) {
      const sent = this.#pending[index];
      if (sent === undefined || sent.end !== Number.POSITIVE_INFINITY) return;
      sent.end = offset;
    }
  }

  /** The machine has taken this much of the archive. */
  taken(offset: number): void {
    for (;;) {
      const first = this.#pending[this.#confirmedCount];
      if (first === undefined || first.end + BELIEVED_AFTER_BYTES > offset) break;
      this.#tell(first, undefined);
    }
    if (this.#confirmedCount > 1000) this.#shorten();
  }

  /** The machine complained about one. */
  complain(complaint: TarComplaint): void {
    const path = complaint.path.replace(/\/$/, '');
    if (this.#confirmed.has(path)) this.doubtful.add(path);
    else if (!this.#complaints.has(path)) this.#complaints.set(path, explainComplaint(complaint));
  }

  /** Tells of all the rest: what was complained about did not arrive; of the others, `problemOf` says. */
  async tellRest(problemOf: (sent: SentItem) => Promise<Problem | undefined>): Promise<void> {
    const rest = this.unknown;
    const problems = await Promise.all(
      rest.map(async (sent) => (this.#problemOf(sent) === undefined ? problemOf(sent) : undefined)),
    );
    for (const [index, sent] of rest.entries()) this.#tell(sent, problems[index]);
    this.#shorten();
    this.forget();
  }

  /** It was cut: what is on its way is not known to have arrived. */
  forget(): void {
    if (this.#unconfirmedBytes !== 0) this.#onBytes(-this.#unconfirmedBytes);
    this.#unconfirmedBytes = 0;
  }

  #problemOf({ item, problem }: SentItem): Problem | undefined {
    return problem ?? this.#complaints.get(item.path);
  }

  #tell(sent: SentItem, found: Problem | undefined): void {
    const { item } = sent;
    const problem = this.#problemOf(sent) ?? found;
    this.#confirmedCount += 1;
    this.#confirmed.add(item.path);
    if (problem === undefined) {
      if (item.kind === 'file') this.#unconfirmedBytes -= item.sizeBytes;
      this.#onOutcome({ path: item.path });
    } else {
      this.#onOutcome({ path: item.path, problem });
    }
  }

  #shorten(): void {
    this.#pending = this.#pending.slice(this.#confirmedCount);
    this.#confirmedCount = 0;
  }
}
