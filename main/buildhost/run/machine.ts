import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildConfig, StepConfig } from '../config/config-schema.ts';
import { buildEnvironment } from '../environment/build-environment.ts';
import { stepShell, type StepShell } from '../environment/step-shell.ts';
import { removeTree } from '../source/remove-tree.ts';
import type { Source } from '../storage/source-table.ts';
import { endLeftoverProcesses } from './leftover-processes.ts';
import { ProcessGroup, type GroupOptions } from './process-group.ts';

/** A step of jumpseat.yml as it stands ready on a machine. */
export interface ReadyStep {
  config: StepConfig;
  /** `01-install.sh` */
  fileName: string;
  script: string;
  /** Everything the step's shell gets. */
  environment: Record<string, string>;
}

interface Options {
  /** The machine's folder, which it makes and removes. */
  folder: string;
  /** Name of the clone's folder; what a shell's prompt shows. */
  slug: string;
  index: number;
  number: number;
  source: Source;
  config: BuildConfig;
  baseEnvironment: Record<string, string>;
  log(line: string): void;
}

/** Lower-case letters, digits and hyphens, to stand in file and login names. */
export function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40);
  return slug.replace(/-+$/, '') || 'project';
}

/** One of the places a build runs in: a folder of its own, and all processes that were started in it. */
export class Machine implements AsyncDisposable {
  readonly index: number;
  readonly folder: string;
  /** The clone's root. */
  readonly clone: string;
  /** Where steps start: the project's folder within the clone. */
  readonly buildFolder: string;
  readonly stepsFolder: string;
  readonly shell: StepShell;
  readonly environment: Record<string, string>;
  readonly steps: ReadyStep[];
  readonly #groups: ProcessGroup[] = [];
  readonly #log: (line: string) => void;

  constructor(options: Options) {
    const { folder, index, source, config } = options;
    this.index = index;
    this.folder = folder;
    this.#log = options.log;
    this.clone = join(folder, options.slug);
    this.buildFolder = join(this.clone, source.prefix);
    this.stepsFolder = join(folder, 'steps');
    this.shell = stepShell(config.shell, options.baseEnvironment);
    this.environment = {
      ...buildEnvironment(options.baseEnvironment, {
        buildFolder: this.buildFolder,
        number: options.number,
        source,
        machineIndex: index,
        machineCount: config.machines,
      }),
      ...config.env,
    };
    this.steps = config.steps.map((step, at) => {
      const fileName = `${String(at + 1).padStart(2, '0')}-${slugOf(step.name)}${this.shell.extension}`;
      return {
        config: step,
        fileName,
        script: join(this.stepsFolder, fileName),
        environment: { ...this.environment, ...step.env },
      };
    });
  }

  /** Makes the machine's folder and writes the steps as scripts. */
  prepare(): void {
    mkdirSync(this.stepsFolder, { recursive: true, mode: 0o700 });
    for (const { script, config } of this.steps) {
      writeFileSync(script, this.shell.scriptOf(config.run));
      chmodSync(script, 0o755);
    }
  }

  /** Starts a program that ends with the machine at the latest. */
  start(options: GroupOptions): ProcessGroup {
    for (const earlier of this.#groups) earlier.checkGone();
    const group = new ProcessGroup(options);
    this.#groups.push(group);
    return group;
  }

  /** Ends every process and removes the folder. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#groups.splice(0).map((group) => group[Symbol.asyncDispose]()));
    await endLeftoverProcesses(this.folder);
    try {
      await removeTree(this.folder);
    } catch (error) {
      this.#log(`workspace ${this.folder} could not be removed: ${String(error)}`);
    }
  }
}
