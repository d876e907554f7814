import { join } from 'node:path';
import type { Clock } from '../../lib/clock.ts';
import type { SteadyTime } from '../../lib/steady-time.ts';
import { toBuildConfig } from '../config/config-schema.ts';
import type { Sources } from '../source/sources.ts';
import type { StoredBuild } from '../storage/build-table.ts';
import type { Source } from '../storage/source-table.ts';
import type { BuildRecords } from './build-records.ts';
import { Machine, slugOf } from './machine.ts';
import { runMachine } from './run-machine.ts';
import { stateAfterStop, stopReason } from './stop-reason.ts';

export interface RunContext {
  records: BuildRecords;
  sources: Sources;
  clock: Clock;
  /** For what must not move when the clock is set. */
  time: SteadyTime;
  /** The environment builds start from. */
  environment(): Promise<Record<string, string>>;
  workspacesFolder: string;
  artifactsFolder: string;
  log(line: string): void;
}

/** Where a build's artifacts are kept. */
export function artifactsFolderOf(context: Pick<RunContext, 'artifactsFolder'>, buildId: string): string {
  return join(context.artifactsFolder, buildId);
}

export interface BuildRun {
  build: StoredBuild;
  source: Source;
  projectName: string;
  projectFolder: string;
  stop: AbortSignal;
  /** A machine is about to begin. */
  onMachine?: ((machine: Machine) => void) | undefined;
  /** A machine's clone is there. */
  onCheckedOut?: ((machine: Machine) => void) | undefined;
  /** Where a machine's step logs go as files. */
  logsFolder?: ((machine: Machine) => string) | undefined;
}

/** Runs a build on all its machines and records how it ended. The machines stay until they are disposed of. */
export async function runBuild(context: RunContext, run: BuildRun): Promise<Machine[]> {
  const { records, clock, sources } = context;
  const { build, source, stop: stopBuild } = run;
  const config = toBuildConfig(build.config);
  records.update(build.id, { state: 'running', startedAt: clock.now() });
  const baseEnvironment = await context.environment();
  const timeout = new AbortController();
  const cancelTimer = clock.after(config.timeoutMs, () => timeout.abort('timed-out'));
  const stop = AbortSignal.any([stopBuild, timeout.signal]);
  const machines = Array.from(
    { length: config.machines },
    (_, index) =>
      new Machine({
        folder: join(context.workspacesFolder, build.id, String(index)),
        slug: slugOf(run.projectName),
        index,
        number: build.number,
        source,
        config,
        baseEnvironment,
        log: context.log,
      }),
  );
  for (const machine of machines) run.onMachine?.(machine);
  let failingStep: string | undefined;
  const outcomes = await Promise.all(
    machines.map((machine) =>
      runMachine({
        records,
        clock,
        buildId: build.id,
        config,
        machine,
        stop,
        artifactsFolder: join(artifactsFolderOf(context, build.id), String(machine.index)),
        logsFolder: run.logsFolder?.(machine),
        async checkOut(log) {
          await sources.checkOut(source, run.projectFolder, {
            target: machine.clone,
            buildNumber: build.number,
            say: (line) => log.write(Buffer.from(`${line}\n`)),
            onOutput: (bytes) => log.write(bytes),
            signal: stop,
          });
        },
        onCheckedOut: () => run.onCheckedOut?.(machine),
        onFailed(stepName) {
          if (failingStep !== undefined) return;
          failingStep = stepName;
          records.update(build.id, { failingStep });
        },
      }),
    ),
  );
  cancelTimer();
  const reason = outcomes.includes('stopped') ? stopReason(stop) : undefined;
  const state = reason === undefined ? (outcomes.includes('failed') ? 'failed' : 'passed') : stateAfterStop[reason];
  records.update(build.id, { state, finishedAt: clock.now() });
  return machines;
}
