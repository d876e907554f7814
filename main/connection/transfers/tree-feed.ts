import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { FileOutcome, MoveContext, TreeItem } from '../move/mover.ts';
import { ItemStream } from './item-stream.ts';
import type { Run } from './run.ts';
import type { SourceFile } from './source-item.ts';

/** Larger files are faster by themselves, with many requests in flight. */
export const SMALL_FILE_BYTES = 1024 * 1024;
/** So many small files are worth a `tar`. */
export const MANY_FILES = 200;
const AHEAD = 256;
/** Files that are asked for and have not come; more would only take memory. */
const MAX_OFFERED = 4_096;
/** Of some it is told only in the end. When nothing comes for this long, others are asked for all the same. */
const STALL_MS = 1_000;

interface Offered {
  sizeBytes: number;
  done(result: Result<undefined>, renamedTo?: string): Promise<void>;
}

type Move = (
  context: MoveContext,
  items: AsyncIterable<TreeItem>,
  onOutcome: (outcome: FileOutcome) => void,
) => Promise<Result<undefined>>;

/** Gives small files to one `tar`, and tells each of them what became of it. */
export class TreeFeed {
  readonly #run: Run;
  readonly #move: Move;
  readonly #items = new ItemStream<TreeItem>(AHEAD);
  readonly #offered = new Map<string, Offered>();
  #waiting: (() => void)[] = [];
  readonly #ending = new Set<Promise<void>>();
  #moving: Promise<Result<undefined>> | undefined;
  #flyingBytes = 0;
  #isBroken = false;
  #isShort = false;

  constructor(run: Run, move: Move) {
    this.#run = run;
    this.#move = move;
  }

  takes({ sizeBytes }: SourceFile): boolean {
    return !this.#isBroken && sizeBytes <= SMALL_FILE_BYTES;
  }

  /** Resolves when there is room for more. */
  async offer(item: SourceFile, path: string, done: Offered['done']): Promise<void> {
    if (this.#isBroken || this.#offered.has(path)) {
      return done(fail('changed-meanwhile', 'It is moved by itself.'));
    }
    this.#offered.set(path, { sizeBytes: item.sizeBytes, done });
    this.#moving ??= this.#start();
    const { sizeBytes, modifiedAt, mode } = item;
    await this.#items.push({ path, kind: 'file', sizeBytes, modifiedAt, mode });
    if (this.#offered.size > MAX_OFFERED && !this.#isBroken) await this.#someOutcome();
  }

  /** No more comes. Resolves when everything is through; false when some must be moved by themselves. */
  async finish(): Promise<boolean> {
    this.#items.end();
    const moved = (await this.#moving) ?? ok();
    this.#isBroken = true;
    if (!moved.ok && moved.problem.code === 'disk-full') this.#run.stop(moved.problem);
    else if (!moved.ok && !this.#run.signal.aborted) this.#run.parts.log(`tar: ${moved.problem.message}`);
    const left = [...this.#offered.values()];
    this.#offered.clear();
    for (const { done } of left) this.#end(done(fail('changed-meanwhile', 'It is moved by itself.')));
    while (this.#ending.size > 0) await Promise.all(this.#ending);
    this.#run.parts.tally.land(this.#flyingBytes, 0);
    return left.length === 0 && !this.#isShort;
  }

  #start(): Promise<Result<undefined>> {
    const { machine, clock, log, tally } = this.#run.parts;
    const context: MoveContext = {
      machine,
      clock,
      log,
      signal: this.#run.signal,
      onBytes: (delta) => {
        this.#flyingBytes += delta;
        tally.fly(delta);
      },
    };
    const moving = this.#move(context, this.#items, (outcome) => this.#outcome(outcome));
    // Whoever fills it must not wait for somebody who has gone.
    void moving.finally(() => {
      this.#isBroken = true;
      this.#items.end();
      for (const wake of this.#waiting.splice(0)) wake();
    });
    return moving;
  }

  #someOutcome(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#run.parts.clock.after(STALL_MS, resolve);
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #outcome({ path, problem, renamedTo }: FileOutcome): void {
    const offered = this.#offered.get(path);
    if (offered === undefined) return;
    this.#offered.delete(path);
    for (const wake of this.#waiting.splice(0)) wake();
    this.#isShort ||= problem?.code === 'already-exists' || problem?.code === 'changed-meanwhile';
    const landed = Math.min(this.#flyingBytes, offered.sizeBytes);
    this.#flyingBytes -= landed;
    this.#run.parts.tally.land(landed, 0);
    this.#end(offered.done(problem === undefined ? ok() : { ok: false, problem }, renamedTo));
  }

  #end(ending: Promise<void>): void {
    const tracked = ending.finally(() => this.#ending.delete(tracked));
    this.#ending.add(tracked);
  }
}

/** Whether the machine can pack many files into one stream. */
export async function canPack(run: Run): Promise<boolean> {
  const abilities = await run.parts.machine.abilities();
  return abilities.ok && abilities.value.hasShell && abilities.value.tar !== undefined;
}
