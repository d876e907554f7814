import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import type { SalvageOrder } from '../../../main/contract/connection-work.ts';
import type { Result } from '../../../main/contract/problem.ts';
import type { SalvagePart, SalvagePartKind } from '../../../main/contract/salvage.ts';
import { startInProcess } from '../../fixtures/connection/in-process-service.ts';
import type { Sshd } from '../../fixtures/sshd.ts';

type Report = ConnectionEvents['salvage'];

export const MIB = 1024 * 1024;
/** For machines with much to do; nothing waits for it. */
export const TEST_LIMIT_MS = 120_000;
const WAIT_MS = 60_000;

/** The value of a result, or an error that says what went wrong. */
export async function get<T>(result: Result<T> | Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (settled.ok) return settled.value;
  const { code, message, detail = '' } = settled.problem;
  throw new Error(`${code}: ${message} ${detail}`);
}

/** An order for everything there is, but for what is said. */
export function orderOf(folder: string, more: Partial<SalvageOrder> = {}): SalvageOrder {
  mkdirSync(folder, { recursive: true });
  return {
    machine: 0,
    salvageId: randomUUID(),
    folder,
    clones: [],
    wishes: { paths: [], patterns: [] },
    since: Date.now() - 60_000,
    limitBytes: 64 * MIB,
    fileLimitBytes: 8 * MIB,
    known: [],
    ...more,
  };
}

/** A part of what was reported. */
export function partOf({ parts }: Pick<Report, 'parts'>, kind: SalvagePartKind): SalvagePart {
  const part = parts.find((one) => one.kind === kind);
  if (part === undefined) throw new Error(`There is no part named ${kind}.`);
  return part;
}

/** States of all parts, by kind. */
export function statesOf({ parts }: Pick<Report, 'parts'>): Partial<Record<SalvagePartKind, string>> {
  return Object.fromEntries(parts.map(({ kind, state }) => [kind, state]));
}

/** A folder of its own. */
export class Ground implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'salvage-'));

  at(name: string): string {
    return join(this.root, name);
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}

/** What a connection process holds, and what it says of its salvages. */
export class SalvageBench implements AsyncDisposable {
  readonly client;
  readonly reports = new Map<string, Report[]>();
  readonly log: string[] = [];
  readonly #service;
  readonly #waiting = new Set<() => void>();
  #links: ConnectionEvents['link'][] = [];

  constructor() {
    const { service, client } = startInProcess();
    this.#service = service;
    this.client = client;
    client.on('link', (link) => this.#note(() => this.#links.push(link)));
    client.on('log', ({ line }) => this.log.push(line));
    client.on('salvage', (report) =>
      this.#note(() => this.reports.set(report.salvageId, [...(this.reports.get(report.salvageId) ?? []), report])),
    );
  }

  /** Connects machine 0; `to` may be a relay in front of it. */
  async connect(sshd: Sshd, to: { host: string; port: number } = sshd): Promise<void> {
    const { privateKey } = sshd.clientKey;
    const endpoint = { kind: 'ssh' as const, host: to.host, port: to.port, user: sshd.user };
    const identities = [{ kind: 'private-key' as const, label: 'test', privateKey }];
    await get(this.client.call('connect', { machine: 0, endpoint, identities }));
    await this.until(() => this.#links.some(({ state }) => state === 'connected'));
  }

  get link(): string | undefined {
    return this.#links.at(-1)?.state;
  }

  async start(order: SalvageOrder): Promise<string> {
    await get(this.client.call('startSalvage', order));
    return order.salvageId;
  }

  last(id: string): Report | undefined {
    return this.reports.get(id)?.at(-1);
  }

  /** The last word about a salvage. */
  async ended(id: string): Promise<Report> {
    await this.until(() => (this.last(id)?.state ?? 'running') !== 'running');
    const report = this.last(id);
    if (report === undefined) throw new Error('Nothing was said.');
    return report;
  }

  async salvage(order: SalvageOrder): Promise<Report> {
    return this.ended(await this.start(order));
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!holds()) return;
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(look);
        const said = JSON.stringify({
          links: this.#links,
          reports: [...this.reports.values()].map((all) => all.at(-1)),
        });
        reject(new Error(`Waited ${WAIT_MS} ms in vain: ${said}\n${this.log.join('\n')}`));
      }, WAIT_MS);
      this.#waiting.add(look);
      look();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#service[Symbol.asyncDispose]();
  }

  #note(note: () => void): void {
    note();
    for (const look of this.#waiting) look();
  }
}
