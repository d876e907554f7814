import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Result } from '../../../contract/problem.ts';
import { ok } from '../../../lib/result.ts';
import { codeOf, explainLocal } from '../../local/local-problems.ts';
import type { CloneGit } from './clone-git.ts';

/** A place beside a clone where git can work without changing it: an index and objects of its own. */
export class Scratch implements AsyncDisposable {
  readonly folder: string;
  readonly index: string;
  /** For every run of git that works here. */
  readonly environment: Record<string, string>;

  private constructor(folder: string, index: string, environment: Record<string, string>) {
    this.folder = folder;
    this.index = index;
    this.environment = environment;
  }

  /** @param folder made, and removed in the end */
  static async open(folder: string, git: CloneGit): Promise<Result<Scratch>> {
    const index = join(folder, 'index');
    const objects = join(folder, 'objects');
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(join(objects, 'pack'), { recursive: true, mode: 0o700 });
      await copyFile(git.index, index).catch((error: unknown) => {
        // A clone without a file in it has no index yet.
        if (codeOf(error) !== 'ENOENT') throw error;
      });
    } catch (error) {
      await rm(folder, { recursive: true, force: true }).catch(() => {});
      return { ok: false, problem: explainLocal(error, folder) };
    }
    return ok(new Scratch(folder, index, git.beside(index, objects)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true }).catch(() => {});
  }
}
