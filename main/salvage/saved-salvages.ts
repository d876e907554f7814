import { randomUUID } from 'node:crypto';
import type { CallOutput } from '../contract/calls.ts';
import type { ApplyOrder } from '../contract/connection-work.ts';
import type { Result } from '../contract/problem.ts';
import type { SessionRecord } from '../contract/record.ts';
import type { ApplyPlan, Salvage, SalvagePartKind } from '../contract/salvage.ts';
import type { TruthStore } from '../ipc/truth.ts';
import type { Clock } from '../lib/clock.ts';
import { fail, ok } from '../lib/result.ts';
import type { Records } from '../records/records.ts';
import type { SalvageDesk } from './salvage-desk.ts';
import type { Salvages } from './salvages.ts';
import type { ProjectWishes } from './salvage-wishes.ts';

/** After so long a plan says too little about how things are; milliseconds. */
const PLAN_LASTS_MS = 30 * 60_000;
/** Plans that are kept at a time. */
const MOST_PLANS = 10;

interface Options {
  truth: TruthStore;
  records: Pick<Records, 'get' | 'folder' | 'dropSalvage'>;
  salvages: Pick<Salvages, 'isRunning' | 'stop' | 'projectOf'>;
  projects: ProjectWishes;
  desk: SalvageDesk;
  clock: Clock;
}

interface KeptPlan {
  order: ApplyOrder & { fingerprint: string };
  madeAt: number;
}

const gone = fail('not-found', 'This salvage is not kept any more.');

/** Salvages on this computer: read, applied to clones of the person, removed. */
export class SavedSalvages {
  readonly #options: Options;
  readonly #plans = new Map<string, KeptPlan>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Its folder on this computer. `not-found` */
  async folder(sessionId: string, salvageId: string): Promise<Result<string>> {
    if (this.#find(sessionId, salvageId) === undefined) return gone;
    return this.#options.records.folder(sessionId, 'salvages', salvageId);
  }

  /** `not-found` */
  async read(sessionId: string, salvageId: string, kind: SalvagePartKind): Promise<Result<CallOutput<'salvage.read'>>> {
    const folder = await this.folder(sessionId, salvageId);
    if (!folder.ok) return folder;
    return this.#options.desk.with((client) => client.call('readSalvage', { folder: folder.value, kind }));
  }

  /** The clone that this project's salvages are applied to, as far as it is known. */
  cloneFor(sessionId: string): string | undefined {
    const { truth, records, projects, salvages } = this.#options;
    const projectId = records.get(sessionId)?.projectId;
    const own = projectId === undefined ? undefined : truth.get('projects', projectId)?.folder;
    return own ?? projects.folder(salvages.projectOf(sessionId));
  }

  /** `not-found`, `not-supported`, `busy` while it is still being saved */
  async plan(sessionId: string, salvageId: string, clone: string): Promise<Result<ApplyPlan>> {
    const { desk, projects, salvages, clock } = this.#options;
    const found = this.#find(sessionId, salvageId);
    if (found === undefined) return gone;
    if (salvages.isRunning(salvageId)) return fail('busy', 'This is still being saved.', 'Wait for it, or stop it.');
    const folder = await this.folder(sessionId, salvageId);
    if (!folder.ok) return folder;
    const { head } = found.salvage.clone ?? {};
    const ref = refOf(found.record, salvageId);
    const order: ApplyOrder = { folder: folder.value, clone, ref, ...(head === undefined ? {} : { head }) };
    const planned = await desk.with((client) => client.call('planApply', order));
    if (!planned.ok) return planned;
    await projects.setFolder(salvages.projectOf(sessionId), clone);
    const planId = randomUUID();
    this.#plans.set(planId, { order: { ...order, fingerprint: planned.value.fingerprint }, madeAt: clock.now() });
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return ok({ planId, ...planned.value.plan });
  }

  /** `not-found` when the plan is too old, `changed-meanwhile`, `not-allowed` */
  async apply(planId: string): Promise<Result<CallOutput<'salvage.apply'>>> {
    const { desk, clock } = this.#options;
    const kept = this.#plans.get(planId);
    if (kept === undefined || clock.now() - kept.madeAt > PLAN_LASTS_MS)
      return fail('not-found', 'This dry run is too long ago.', 'Look again, then apply.');
    this.#plans.delete(planId);
    return desk.with((client) => client.call('apply', kept.order));
  }

  /** Stops it first when it is still being saved. `not-found`, `storage-failed` */
  async remove(sessionId: string, salvageId: string): Promise<Result<undefined>> {
    if (this.#find(sessionId, salvageId) === undefined) return gone;
    await this.#options.salvages.stop(sessionId, salvageId);
    return this.#options.records.dropSalvage(sessionId, salvageId);
  }

  #find(sessionId: string, salvageId: string): { record: SessionRecord; salvage: Salvage } | undefined {
    const record = this.#options.records.get(sessionId);
    const salvage = record?.salvages.find(({ id }) => id === salvageId);
    return record === undefined || salvage === undefined ? undefined : { record, salvage };
  }
}

/** Under which a salvage's commits are fetched: "refs/jumpseat/storefront-412-1b2c3d4e". */
export function refOf({ title }: Pick<SessionRecord, 'title'>, salvageId: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60);
  return `refs/jumpseat/${[name, salvageId.replaceAll(/[^a-z0-9]/g, '').slice(0, 8)].filter(Boolean).join('-')}`;
}
