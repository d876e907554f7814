import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { StepState } from '../../contract/build.ts';
import type { Clock } from '../../lib/clock.ts';
import { describe } from '../../lib/result.ts';
import type { BuildConfig } from '../config/config-schema.ts';
import type { StoredStep } from '../storage/step-table.ts';
import { keepArtifacts } from './artifacts.ts';
import { ARTIFACTS_STEP, CHECKOUT_STEP, type BuildRecords } from './build-records.ts';
import type { Machine } from './machine.ts';
import { readLog } from './read-log.ts';
import { waitForStep, type StepOutcome } from './run-command.ts';
import { HEAD_BYTES, StepLog, TAIL_BYTES } from './step-log.ts';
import { stateAfterStop, stopReason } from './stop-reason.ts';

export interface MachineRun {
  records: BuildRecords;
  clock: Clock;
  buildId: string;
  config: BuildConfig;
  machine: Machine;
  stop: AbortSignal;
  /** Where this machine's artifacts go. */
  artifactsFolder: string;
  /** Where the output of each step is put as a file when it is done; for machines that people visit. */
  logsFolder?: string | undefined;
  /** Fills the machine's clone. */
  checkOut(log: StepLog): Promise<void>;
  /** The clone is there; the steps begin. */
  onCheckedOut(): void;
  onFailed(stepName: string): void;
}

const MEBIBYTE = 1024 * 1024;

/** Runs one step with everything that is recorded of it. */
async function record(
  run: MachineRun,
  step: StoredStep,
  task: (log: StepLog) => Promise<StepOutcome>,
): Promise<StepOutcome> {
  const { records, clock, buildId } = run;
  const { storage } = records;
  records.updateStep(buildId, step, { state: 'running', startedAt: clock.now() });
  const log = new StepLog(clock, {
    store(chunks, gap, logEnd) {
      storage.transaction(() => {
        storage.logs.append(step.key, chunks);
        if (gap !== undefined) storage.logs.drop(step.key, gap.from, gap.to);
        storage.steps.update(step.key, { logEnd });
      });
      records.touchDetail(buildId);
    },
  });
  let outcome: StepOutcome;
  try {
    outcome = await task(log);
  } catch (error) {
    const reason = stopReason(run.stop);
    outcome = { state: reason === undefined ? 'failed' : stateAfterStop[reason] };
    log.note(reason === undefined ? describe(error) : 'Ended.');
  }
  if (log.omittedBytes > 0)
    log.note(
      `Only the first ${HEAD_BYTES / MEBIBYTE} MiB and the last ${TAIL_BYTES / MEBIBYTE} MiB of this output were kept; ` +
        `about ${Math.max(1, Math.round(log.omittedBytes / MEBIBYTE))} MiB between them were left out.`,
    );
  log.finish();
  records.updateStep(buildId, step, { ...outcome, finishedAt: clock.now() });
  if (outcome.state === 'failed') run.onFailed(step.name);
  if (run.logsFolder !== undefined) writeLogFile(run, step, run.logsFolder);
  return outcome;
}

function writeLogFile({ records, buildId, machine }: MachineRun, { id, position }: StoredStep, folder: string): void {
  const step = records.storage.steps.get(buildId, id);
  if (step === undefined) return;
  const script = machine.steps[position - 1]?.fileName.replace(/\.\w+$/, '');
  const name = position === 0 ? '00-checkout' : (script ?? `${String(position).padStart(2, '0')}-artifacts`);
  const { chunks } = readLog(records.storage.logs, step, { tailBytes: Math.max(1, step.logEnd) });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.log`), chunks.map(({ text }) => text).join(''));
}

async function checkOut(run: MachineRun, log: StepLog): Promise<StepOutcome> {
  run.machine.prepare();
  await run.checkOut(log);
  const { note } = run.machine.shell;
  if (note !== undefined) log.note(note);
  return { state: 'passed' };
}

async function runScript(run: MachineRun, index: number, log: StepLog): Promise<StepOutcome> {
  const { machine, clock, config, stop } = run;
  const ready = machine.steps[index];
  if (ready === undefined) throw new Error(`There is no step ${index + 1}.`);
  const [command = '', ...options] = machine.shell.command;
  const group = machine.start({
    command,
    args: [...options, ready.script],
    cwd: machine.buildFolder,
    env: ready.environment,
    onOutput: (bytes) => log.write(bytes),
  });
  return waitForStep(group, { clock, log, stop, timeoutMs: ready.config.timeoutMs, buildTimeoutMs: config.timeoutMs });
}

async function collectArtifacts(run: MachineRun, log: StepLog): Promise<StepOutcome> {
  const { machine, config, stop, artifactsFolder: target } = run;
  await keepArtifacts({ buildFolder: machine.buildFolder, patterns: config.artifacts, target, log, stop });
  return { state: 'passed' };
}

/** Runs all steps of one machine; says whether they did what they should. */
export async function runMachine(run: MachineRun): Promise<'passed' | 'failed' | 'stopped'> {
  const { records, machine, stop, buildId } = run;
  const steps = records.storage.steps.list(buildId).filter((step) => step.machine === machine.index);
  let hasFailed = false;
  let isCheckedOut = false;
  for (const step of steps) {
    const ready = machine.steps[step.position - 1];
    const isArtifacts = ready === undefined && step.name === ARTIFACTS_STEP;
    const condition = isArtifacts ? 'always' : (ready?.config.condition ?? 'success');
    const isWanted = condition === 'always' || (condition === 'failure') === hasFailed;
    const isCheckout = step.position === 0 && step.name === CHECKOUT_STEP;
    if (stop.aborted || !isWanted || (!isCheckout && !isCheckedOut)) {
      records.updateStep(buildId, step, { state: 'skipped' satisfies StepState });
      continue;
    }
    const { state } = await record(run, step, (log) => {
      if (isCheckout) return checkOut(run, log);
      return isArtifacts ? collectArtifacts(run, log) : runScript(run, step.position - 1, log);
    });
    if (state !== 'passed') hasFailed = true;
    else if (isCheckout) {
      isCheckedOut = true;
      run.onCheckedOut();
    }
  }
  if (stop.aborted) return 'stopped';
  return hasFailed ? 'failed' : 'passed';
}
