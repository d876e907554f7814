import { basename, dirname, join } from 'node:path';
import type { Problem, Result } from '../../../contract/problem.ts';
import { partName } from '../../local/file-names.ts';
import { LocalPart } from '../../local/local-part.ts';
import { openTarget } from '../../local/target-folder.ts';
import type { Placed, TargetFolder } from '../../local/target-folder.ts';
import type { FileOutcome, MoveContext, TreeDownload } from '../mover.ts';

/** Files that are being written at the same time. */
const AT_ONCE = 24;

/** What an archive says of a file, checked. */
export interface ArrivingFile {
  /** Path within the tree. */
  path: string;
  sizeBytes: number;
  modifiedAt: number | undefined;
  mode: number | undefined;
}

/** Puts the files of an archive into a folder of this computer, several at once. */
export class TreeWriter {
  readonly target: TargetFolder;
  readonly #context: MoveContext;
  readonly #job: TreeDownload;
  readonly #atWork = new Set<Promise<void>>();
  #problem: Problem | undefined;

  constructor(context: MoveContext, job: TreeDownload) {
    this.#context = context;
    this.#job = job;
    this.target = openTarget(job.localFolder);
  }

  /** What makes it useless to go on. */
  get problem(): Problem | undefined {
    return this.#problem;
  }

  /** Writes a file that is here as a whole; resolves as soon as there is room for the next one. */
  async putWhole(file: ArrivingFile, bytes: Uint8Array): Promise<void> {
    const work = this.putPieces(file, [bytes]).finally(() => this.#atWork.delete(work));
    this.#atWork.add(work);
    if (this.#atWork.size >= AT_ONCE) await Promise.race(this.#atWork);
  }

  /** Writes a file as it comes. What the source throws is thrown on, and nothing of the file is left. */
  async putPieces(file: ArrivingFile, pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<void> {
    let counted = 0;
    const count = (byteCount: number) => {
      counted += byteCount;
      this.#context.onBytes(byteCount);
    };
    let isDone = false;
    try {
      const placed = await this.target.place(file.path);
      const written = placed.ok ? await this.#write(file, placed.value, pieces, count) : placed;
      isDone = written.ok;
      this.#tell(file.path, written, placed.ok ? placed.value : undefined);
    } finally {
      if (!isDone && counted > 0) this.#context.onBytes(-counted);
    }
  }

  /** Resolves when everything that was put is written. */
  async settled(): Promise<void> {
    await Promise.all(this.#atWork);
  }

  async #write(
    { sizeBytes, modifiedAt, mode }: ArrivingFile,
    { path }: Placed,
    pieces: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    count: (byteCount: number) => void,
  ): Promise<Result<undefined>> {
    const { replace, tag } = this.#job;
    const created = await LocalPart.create(join(dirname(path), partName(basename(path), tag)), mode);
    if (!created.ok) return created;
    const part = created.value;
    let isDone = false;
    try {
      let position = 0;
      for await (const piece of pieces) {
        const written = await part.write(position, piece);
        if (!written.ok) return written;
        position += piece.byteLength;
        count(piece.byteLength);
      }
      const finished = await part.finish({ path, sizeBytes, modifiedAt, mode, replace });
      isDone = finished.ok;
      return finished;
    } finally {
      if (!isDone) await part.remove();
    }
  }

  #tell(path: string, written: Result<undefined>, placed: Placed | undefined): void {
    if (!written.ok) {
      // The rest would not fit either.
      if (written.problem.code === 'disk-full') this.#problem ??= written.problem;
      else this.#job.onOutcome({ path, problem: written.problem });
      return;
    }
    const outcome: FileOutcome = { path };
    if (placed?.renamedTo !== undefined) outcome.renamedTo = placed.renamedTo;
    this.#job.onOutcome(outcome);
  }
}
