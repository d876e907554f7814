import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { buildSchema, type Build } from '../contract/build.ts';
import { projectSchema, type Project } from '../contract/project.ts';
import type { Clock } from '../lib/clock.ts';
import { describe } from '../lib/result.ts';

/** Changes are written this long after the first of them. */
const WRITE_DELAY_MS = 15_000;
/** A file of another version is dropped. To be counted up when builds or projects get another form. */
const VERSION = 1;

/** What was last known of an account's builds. */
export interface CachedAccount {
  projects: Project[];
  builds: Build[];
}

/**
 * The file: one line with the SHA-256 of the rest, then JSON. What has not changed by a bit is what was written here, so
 * only the first entries are looked at closely: thousands would hold back the first paint.
 */
const fileSchema = z.object({
  version: z.literal(VERSION),
  accountId: z.string(),
  projects: z.custom<Project[]>((value) => startsWith(projectSchema, value)),
  builds: z.custom<Build[]>((value) => startsWith(buildSchema, value)),
});

function startsWith(schema: z.ZodType, list: unknown): boolean {
  return Array.isArray(list) && (list.length === 0 || schema.safeParse(list[0]).success);
}

function digest(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

interface Options {
  folder: string;
  clock: Clock;
  /** What is to be written of an account. */
  collect(accountId: string): CachedAccount;
  log(line: string): void;
}

/**
 * One file per account with the builds known last, so that the list is there before any service has answered. Nothing
 * of it is missed: what cannot be read is dropped.
 */
export class BuildCache implements AsyncDisposable {
  readonly #options: Options;
  readonly #pending = new Map<string, () => void>();
  #writing: Promise<unknown> = Promise.resolve();

  constructor(options: Options) {
    this.#options = options;
  }

  /** What is there of these accounts; files of others are removed. */
  async read(accountIds: readonly string[]): Promise<CachedAccount[]> {
    const { folder } = this.#options;
    const files = await readdir(folder).catch((): string[] => []);
    const known = new Set(accountIds.map(fileName));
    const left = files.filter((file) => /\.json(?:\.new)?$/.test(file) && !known.has(file));
    await Promise.all(left.map((file) => rm(join(folder, file), { force: true })));
    const cached = await Promise.all(
      accountIds.filter((id) => files.includes(fileName(id))).map((id) => this.#readFile(id)),
    );
    return cached.filter((account) => account !== undefined);
  }

  /** Something about this account's builds changed. */
  note(accountId: string): void {
    if (this.#pending.has(accountId)) return;
    const cancel = this.#options.clock.after(WRITE_DELAY_MS, () => this.#writeSoon(accountId));
    this.#pending.set(accountId, cancel);
  }

  async forget(accountId: string): Promise<void> {
    this.#pending.get(accountId)?.();
    this.#pending.delete(accountId);
    await this.#writing;
    await rm(this.#path(accountId), { force: true });
  }

  /** Writes what is still to be written. */
  async [Symbol.asyncDispose](): Promise<void> {
    for (const [accountId, cancel] of this.#pending) {
      cancel();
      this.#writeSoon(accountId);
    }
    await this.#writing;
  }

  #path(accountId: string): string {
    return join(this.#options.folder, fileName(accountId));
  }

  #writeSoon(accountId: string): void {
    this.#pending.delete(accountId);
    // One after the other: they share a disk with the builds themselves.
    this.#writing = this.#writing
      .then(() => this.#write(accountId))
      .catch((error: unknown) => this.#options.log(`builds of ${accountId} could not be kept: ${describe(error)}`));
  }

  async #write(accountId: string): Promise<void> {
    const { folder, collect } = this.#options;
    const path = this.#path(accountId);
    const temporary = `${path}.new`;
    await mkdir(folder, { recursive: true });
    const content: z.input<typeof fileSchema> = { version: VERSION, accountId, ...collect(accountId) };
    const text = JSON.stringify(content);
    await writeFile(temporary, `${digest(text)}\n${text}`, { mode: 0o600 });
    await rename(temporary, path);
  }

  async #readFile(accountId: string): Promise<CachedAccount | undefined> {
    const { log } = this.#options;
    const path = this.#path(accountId);
    try {
      const whole = await readFile(path, 'utf8');
      const end = whole.indexOf('\n');
      const text = whole.slice(end + 1);
      if (whole.slice(0, end) !== digest(text)) throw new Error('the file is damaged');
      const { builds, projects, ...file } = fileSchema.parse(JSON.parse(text));
      const isOwn = (entry: { accountId: string }): boolean => entry.accountId === accountId;
      if (file.accountId !== accountId || !builds.every(isOwn) || !projects.every(isOwn))
        throw new Error('not its own');
      return { builds, projects };
    } catch (error) {
      log(`the builds kept of ${accountId} cannot be read and are dropped: ${describe(error).slice(0, 200)}`);
      await rm(path, { force: true }).catch(() => {});
      return undefined;
    }
  }
}

/** Account ids are ours; whatever else somebody put into the accounts file stays within the folder. */
function fileName(accountId: string): string {
  return `${accountId.replaceAll(/[^A-Za-z0-9-]/g, '_')}.json`;
}
