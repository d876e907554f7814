import type { Step } from '../../main/contract/build.ts';
import { stepLook, type Look } from './looks.ts';

/** Steps in groups of one machine each, both in order. */
export function stepsByMachine(steps: readonly Step[]): { machine: number; steps: Step[] }[] {
  const groups = Map.groupBy(steps, ({ machine }) => machine);
  return [...groups]
    .map(([machine, own]) => ({ machine, steps: own.toSorted((left, right) => left.position - right.position) }))
    .sort((left, right) => left.machine - right.machine);
}

/** The step whose output tells most: the first that failed, else the one that runs, else the last that has any. */
export function tellingStep(steps: readonly Step[]): Step | undefined {
  return (
    steps.find((step) => step.state === 'failed') ??
    steps.find((step) => step.state === 'running') ??
    steps.findLast((step) => step.logEnd > 0) ??
    steps[0]
  );
}

/** A step as a row of a list. */
export interface StepEntry extends Look {
  id: string;
  name: string;
  isBusy: boolean;
  startedAt: number | undefined;
  finishedAt: number | undefined;
  title: string | undefined;
}

export function stepEntry({ id, name, state, command, startedAt, finishedAt }: Step): StepEntry {
  return { id, name, isBusy: state === 'running', startedAt, finishedAt, title: command, ...stepLook(state) };
}
