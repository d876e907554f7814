import { randomUUID } from 'node:crypto';
import type { Result } from '../contract/problem.ts';
import type { SyncPlan } from '../contract/sync.ts';
import type { Clock } from '../lib/clock.ts';
import { plainText } from '../lib/plain-text.ts';
import { fail, ok } from '../lib/result.ts';
import type { MachinePlace, SessionMachines } from '../sessions/session-machines.ts';
import type { TransferWish } from './transfer-record.ts';
import type { Transfers } from './transfers.ts';

/** After so long a plan says too little about how things are; milliseconds. */
const PLAN_LASTS_MS = 30 * 60_000;
/** Plans that are kept at a time. */
const MOST_PLANS = 10;

interface Kept {
  place: MachinePlace;
  plan: SyncPlan;
  madeAt: number;
}

/** Compares folders of this computer with folders of machines, and remembers what came of it until it is done. */
export class SyncPlans {
  readonly #machines: SessionMachines;
  readonly #transfers: Transfers;
  readonly #clock: Clock;
  readonly #plans = new Map<string, Kept>();
  /** Local folders as they were chosen, by session and folder of its machine. */
  readonly #folders = new Map<string, string>();

  constructor(machines: SessionMachines, transfers: Transfers, clock: Clock) {
    this.#machines = machines;
    this.#transfers = transfers;
    this.#clock = clock;
  }

  /** The local folder that was last compared with this one. */
  folderFor(place: MachinePlace, remoteFolder: string): string | undefined {
    return this.#folders.get(folderKey(place, remoteFolder));
  }

  /** `not-found`, `connection-lost`, `not-supported` */
  async plan(
    place: MachinePlace,
    folders: { direction: SyncPlan['direction']; localFolder: string; remoteFolder: string },
  ): Promise<Result<SyncPlan>> {
    const reached = this.#machines.reach(place);
    if (!reached.ok) return reached;
    this.#folders.set(folderKey(place, folders.remoteFolder), folders.localFolder);
    const planned = await reached.value.client.call('planSync', { machine: place.machine, ...folders });
    if (!planned.ok) return planned;
    const plan: SyncPlan = { planId: randomUUID(), ...planned.value };
    this.#plans.set(plan.planId, { place, plan, madeAt: this.#clock.now() });
    const [oldest] = this.#plans.keys();
    if (this.#plans.size > MOST_PLANS && oldest !== undefined) this.#plans.delete(oldest);
    return ok(plan);
  }

  /** Does what a plan says, but for what is left out. `not-found`, `bad-request` when nothing is left to do */
  async run(planId: string, leaveOut: readonly string[]): Promise<Result<{ transferId: string }>> {
    const kept = this.#plans.get(planId);
    if (kept === undefined || this.#clock.now() - kept.madeAt > PLAN_LASTS_MS)
      return fail('not-found', 'This comparison is too long ago.', 'Compare again.');
    const out = new Set(leaveOut);
    const files = kept.plan.items.filter(({ path }) => !out.has(path)).map(({ path, action }) => ({ path, action }));
    if (files.length === 0) return fail('bad-request', 'Nothing is chosen.', 'Choose at least one file.');
    const started = await this.#transfers.start(toWish(kept, files));
    // What it found is not so any more once it was acted upon.
    if (started.ok) this.#plans.delete(planId);
    return started;
  }
}

function toWish(
  { place, plan }: Kept,
  files: Extract<TransferWish['what'], { kind: 'listed' }>['files'],
): TransferWish {
  const { direction, localFolder, remoteFolder } = plan;
  const [local, remote] = [plainText(localFolder, 1000), plainText(remoteFolder, 1000)];
  return {
    place,
    direction,
    purpose: 'sync',
    title: files.length === 1 ? '1 change' : `${files.length} changes`,
    from: direction === 'upload' ? local : remote,
    to: direction === 'upload' ? remote : local,
    remoteFolder,
    // The person has seen what is there, and chosen.
    rule: 'replace',
    what: { kind: 'listed', localFolder, remoteFolder, files },
  };
}

function folderKey({ sessionId, machine }: MachinePlace, remoteFolder: string): string {
  return JSON.stringify([sessionId, machine, remoteFolder]);
}
