import type { Build } from '../../contract/build.ts';
import type { AppProjects } from '../app-projects.ts';
import type { ProviderChange } from '../provider.ts';
import { buildPage } from './addresses.ts';
import { toBuild } from './build-row.ts';
import type { WireBuild } from './wire.ts';

/** How Bitrise names a build. */
export interface BuildRef {
  appSlug: string;
  buildSlug: string;
}

/** What only we know of a build. */
interface OwnFacts {
  failingStep?: string | undefined;
  rebuildOf?: string | undefined;
  hasAccess?: boolean | undefined;
}

export interface KnownBuild extends OwnFacts {
  ref: BuildRef;
  wire: WireBuild;
  row: Build;
}

interface Options {
  accountId: string;
  origin: string;
  login: string | undefined;
  apps: AppProjects;
  tell(change: ProviderChange): void;
}

/** The builds of one account as far as they were seen; tells what changed about them. */
export class BuildStore {
  readonly #options: Options;
  readonly #known = new Map<string, KnownBuild>();

  constructor(options: Options) {
    this.#options = options;
  }

  /** Our id of a build; unique over all accounts. */
  idOf({ appSlug, buildSlug }: BuildRef): string {
    return `${this.#options.accountId}:${appSlug}:${buildSlug}`;
  }

  refOf(buildId: string): BuildRef | undefined {
    const { accountId } = this.#options;
    const own = buildId.startsWith(`${accountId}:`) ? buildId.slice(accountId.length + 1) : '';
    const [, appSlug, buildSlug] = /^([A-Za-z0-9_-]{1,100}):([A-Za-z0-9_-]{1,100})$/.exec(own) ?? [];
    return appSlug === undefined || buildSlug === undefined ? undefined : { appSlug, buildSlug };
  }

  get(ref: BuildRef): KnownBuild | undefined {
    return this.#known.get(this.idOf(ref));
  }

  /** Newest first. */
  newest(): KnownBuild[] {
    return [...this.#known.values()].sort((left, right) => right.row.queuedAt - left.row.queuedAt);
  }

  /** Takes what a reply says about a build. */
  take(appSlug: string, said: WireBuild, facts: OwnFacts = {}): KnownBuild {
    const ref = { appSlug, buildSlug: said.slug };
    const id = this.idOf(ref);
    const before = this.#known.get(id);
    // The list over all apps leaves these out.
    const wire: WireBuild = {
      ...said,
      rebuildable: said.rebuildable ?? before?.wire.rebuildable,
      pipeline_workflow_id: said.pipeline_workflow_id ?? before?.wire.pipeline_workflow_id,
    };
    const own: OwnFacts = {
      failingStep: facts.failingStep ?? before?.failingStep,
      rebuildOf: facts.rebuildOf ?? before?.rebuildOf,
      hasAccess: facts.hasAccess ?? before?.hasAccess,
    };
    const row = toBuild(wire, {
      ...own,
      accountId: this.#options.accountId,
      buildId: id,
      projectId: this.#options.apps.idOf(appSlug),
      projectName: this.#options.apps.nameOf(appSlug),
      webUrl: buildPage(this.#options.origin, appSlug, wire.slug),
      login: this.#options.login,
    });
    const known: KnownBuild = { ref, wire, row, ...own };
    this.#known.set(id, known);
    if (before === undefined || JSON.stringify(before.row) !== JSON.stringify(row)) {
      this.#options.tell({ kind: 'build', buildId: id, build: row });
    }
    return known;
  }
}
