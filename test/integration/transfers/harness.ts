import { createHash, randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { ConnectionService } from '../../../main/connection/connection-service.ts';
import type { ConnectionEvents, TransferOrder } from '../../../main/contract/connection-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import type { TransferProgress } from '../../../main/contract/transfer.ts';
import type { HostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import { startInProcess } from '../../fixtures/connection/in-process-service.ts';

/** For machines with much to do; nothing waits for it. */
export const TEST_LIMIT_MS = 180_000;
const WAIT_MS = 120_000;

/** The value of a result, or an error that says what went wrong. */
export async function get<T>(result: Result<T> | Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (settled.ok) return settled.value;
  throw new Error(`${settled.problem.code}: ${settled.problem.message} ${settled.problem.detail ?? ''}`);
}

/** A folder of its own, with a side that is "here" and one that is "there". */
export class Grounds implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'transfers-'));
  readonly here = join(this.root, 'here');
  readonly there = join(this.root, 'there');

  constructor() {
    mkdirSync(this.here);
    mkdirSync(this.there);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** Writes a file with a time in the past, folders above it included. */
export function put(path: string, content: string | Uint8Array, modifiedAt = 1_700_000_000_000): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, modifiedAt / 1000, modifiedAt / 1000);
}

export const sha256 = (bytes: string | Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Everything below a folder: by path, what it is, and of files the SHA-256. */
export function contents(folder: string, prefix = ''): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(folder).toSorted()) {
    const at = join(folder, name);
    const stats = lstatSync(at);
    if (stats.isDirectory())
      Object.assign(found, { [`${prefix}${name}/`]: 'folder' }, contents(at, `${prefix}${name}/`));
    else if (stats.isSymbolicLink()) found[prefix + name] = `-> ${readlinkSync(at)}`;
    else found[prefix + name] = sha256(readFileSync(at));
  }
  return found;
}

/** Names below a folder that look half-written. */
export function parts(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
}

type Change = { transferId: string; progress: TransferProgress };

/** A connection service behind the same typed channel that main uses, and what it says of its transfers. */
export class TransferHarness implements AsyncDisposable {
  readonly client;
  readonly batches: { at: number; changes: Change[] }[] = [];
  readonly links: ConnectionEvents['link'][] = [];
  readonly log: string[] = [];
  readonly progress = new Map<string, TransferProgress>();
  readonly #service: ConnectionService;
  readonly #waiting = new Set<() => void>();

  constructor() {
    const { service, client } = startInProcess();
    this.#service = service;
    this.client = client;
    this.client.on('link', (link) => this.#note(() => this.links.push(link)));
    this.client.on('log', ({ line }) => this.#note(() => this.log.push(line)));
    this.client.on('transfers', ({ changes }) =>
      this.#note(() => {
        this.batches.push({ at: Date.now(), changes });
        for (const { transferId, progress } of changes) this.progress.set(transferId, progress);
      }),
    );
  }

  /** Connects machine 0. */
  async connect(server: Pick<Sshd, 'host' | 'port' | 'user' | 'clientKey'> | HostileSftp): Promise<void> {
    const { host, port, user } = server;
    const privateKey = 'clientKey' in server ? server.clientKey.privateKey : server.privateKey;
    const endpoint = { kind: 'ssh' as const, host, port, user };
    const identities = [{ kind: 'private-key' as const, label: 'key', privateKey }];
    const seen = this.links.length;
    await get(this.client.call('connect', { machine: 0, endpoint, identities }));
    await this.until(() => this.links.slice(seen).some(({ state }) => state === 'connected' || state === 'failed'));
    if (this.links.at(-1)?.state === 'failed') throw new Error(JSON.stringify(this.links.at(-1)));
  }

  /** Starts a transfer of things and gives its id. */
  async start(
    grounds: Grounds,
    direction: 'upload' | 'download',
    sources: string[],
    targetFolder: string,
    more: Partial<TransferOrder> = {},
  ): Promise<string> {
    return this.order(grounds, { direction, what: { kind: 'things', sources, targetFolder }, ...more });
  }

  async order(
    grounds: Grounds,
    order: Pick<TransferOrder, 'direction' | 'what'> & Partial<TransferOrder>,
  ): Promise<string> {
    const id = order.id ?? randomUUID();
    const journalFile = join(grounds.root, `${id}.journal`);
    const usual = { id, machine: 0, purpose: 'transfer', journalFile, isPaused: false } as const;
    await get(this.client.call('startTransfer', { ...usual, ...order }));
    return id;
  }

  async control(transferId: string, action: 'pause' | 'resume' | 'cancel' | 'retry' | 'first'): Promise<void> {
    await get(this.client.call('controlTransfer', { transferId, action }));
  }

  /** How it is once it has come to one of these states. */
  async reaches(id: string, ...states: TransferProgress['state'][]): Promise<TransferProgress> {
    await this.until(() => states.includes(this.progress.get(id)?.state ?? 'queued') && this.progress.has(id));
    const progress = this.progress.get(id);
    if (progress === undefined) throw new Error('It is gone.');
    return progress;
  }

  async notes(transferId: string, kind: 'failed' | 'skipped' | 'renamed'): Promise<string[]> {
    const page = await get(this.client.call('transferNotes', { transferId, kind, offset: 0, limit: 500 }));
    return page.notes.map(({ path, message }) => `${path}: ${message}`);
  }

  /** Resolves when the condition holds; looks whenever the service says something. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const state = JSON.stringify([...this.progress]);
        reject(new Error(`Waited ${WAIT_MS} ms in vain: ${state}\n${this.log.slice(-20).join('\n')}`));
      }, WAIT_MS);
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      this.#waiting.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service[Symbol.asyncDispose]();
  }

  #note(take: () => void): void {
    take();
    for (const look of this.#waiting) look();
  }
}
