import type { Build } from '../../contract/build.ts';
import type { AppProjects } from '../app-projects.ts';
import type { ProviderChange } from '../provider.ts';
import { buildPage } from './addresses.ts';
import { toBuild } from './build-row.ts';
import type { WireBuild } from './wire.ts';

/** What is known of one build besides its row. */
export interface KnownBuild {
  wire: WireBuild;
  row: Build;
  failingStep?: string | undefined;
  rebuildOf?: string | undefined;
}

interface Options {
  accountId: string;
  origin: string;
  apps: AppProjects;
  tell(change: ProviderChange): void;
}

/** The builds of one account as far as they were seen; tells what changed about them. */
export class BuildStore {
  readonly #options: Options;
  readonly #known = new Map<string, KnownBuild>();
  readonly #teamOfApp = new Map<string, string>();
  /** The machine a workflow ran on last; the list does not say it. */
  readonly #instanceOfWorkflow = new Map<string, string>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Our id of a build; unique over all accounts. */
  idOf(codemagicId: string): string {
    return `${this.#options.accountId}:${codemagicId}`;
  }

  /** Codemagic's own id. */
  nativeId(buildId: string): string | undefined {
    const id = buildId.startsWith(`${this.#options.accountId}:`)
      ? buildId.slice(this.#options.accountId.length + 1)
      : '';
    return /^[A-Za-z0-9_-]{1,100}$/.test(id) ? id : undefined;
  }

  get(codemagicId: string): KnownBuild | undefined {
    return this.#known.get(codemagicId);
  }

  /** Newest first. */
  newest(): KnownBuild[] {
    return [...this.#known.values()].sort((left, right) => right.row.queuedAt - left.row.queuedAt);
  }

  /** Which team's list has the builds of an app. */
  placeApp(appId: string, teamId: string): void {
    this.#teamOfApp.set(appId, teamId);
  }

  teamOf(appId: string): string | undefined {
    return this.#teamOfApp.get(appId);
  }

  /** Takes what a reply says. What only the full reply has is kept when the list's comes after it. */
  take(wire: WireBuild, facts: { failingStep?: string | undefined; rebuildOf?: string | undefined } = {}): KnownBuild {
    const before = this.#known.get(wire.id);
    const merged: WireBuild = {
      ...wire,
      // Their addresses are good for a short time only, and asked for when they are needed.
      artifacts: [],
      instance_type: wire.instance_type ?? before?.wire.instance_type,
      remote_access_enabled: wire.remote_access_enabled ?? before?.wire.remote_access_enabled,
    };
    const workflow = `${wire.app_id}/${wire.workflow.id ?? ''}`;
    if (merged.instance_type !== undefined) this.#instanceOfWorkflow.set(workflow, merged.instance_type);
    const failingStep = facts.failingStep ?? before?.failingStep;
    const rebuildOf = facts.rebuildOf ?? before?.rebuildOf;
    const row = toBuild(merged, {
      accountId: this.#options.accountId,
      buildId: this.idOf(wire.id),
      projectId: this.#options.apps.idOf(wire.app_id),
      projectName: this.#options.apps.nameOf(wire.app_id),
      webUrl: buildPage(this.#options.origin, wire.app_id, wire.id),
      failingStep,
      rebuildOf,
      instanceType: this.#instanceOfWorkflow.get(workflow),
    });
    const known: KnownBuild = { wire: merged, row, failingStep, rebuildOf };
    this.#known.set(wire.id, known);
    if (before === undefined || JSON.stringify(before.row) !== JSON.stringify(row)) {
      this.#options.tell({ kind: 'build', buildId: row.id, build: row });
    }
    return known;
  }
}
