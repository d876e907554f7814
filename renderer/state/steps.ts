import type { Step, StepState } from '../../main/contract/build.ts';
import { stepLook, type Look } from './looks.ts';

/** Steps in groups of one machine each, both in order. */
export function stepsByMachine(steps: readonly Step[]): { machine: number; steps: Step[] }[] {
  const groups = Map.groupBy(steps, ({ machine }) => machine);
  return [...groups]
    .map(([machine, own]) => ({ machine, steps: own.toSorted((left, right) => left.position - right.position) }))
    .sort((left, right) => left.machine - right.machine);
}

/** States of a step in the order in which people want to read its output. */
const tellingStates = ['failed', 'running', 'interrupted', 'cancelled'] as const satisfies StepState[];

/** The step whose output tells most: what failed, runs or was stopped; else the last that has any. */
export function tellingStep(steps: readonly Step[]): Step | undefined {
  for (const state of tellingStates) {
    const step = steps.find((candidate) => candidate.state === state);
    if (step !== undefined) return step;
  }
  return steps.findLast(({ logEnd }) => logEnd > 0) ?? steps[0];
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
