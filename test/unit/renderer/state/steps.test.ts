import { describe, expect, it } from 'vitest';
import type { StepState } from '../../../../main/contract/build.ts';
import { stepsByMachine, tellingStep } from '../../../../renderer/state/steps.ts';
import { step } from '../../../fixtures/fake-main/entries.ts';

function telling(...states: StepState[]): string | undefined {
  return tellingStep(states.map((state, index) => step({ id: `${index}`, name: '', state, logEnd: 9 - index })))?.id;
}

describe('the step that is shown first', () => {
  it('is the first that failed, wherever it stands', () => {
    expect(telling('passed', 'failed', 'failed', 'running')).toBe('1');
  });

  it('is the one that runs, or that was stopped', () => {
    expect(telling('passed', 'running', 'pending')).toBe('1');
    expect(telling('passed', 'interrupted', 'skipped')).toBe('1');
    expect(telling('passed', 'cancelled', 'skipped')).toBe('1');
  });

  it('is the last with output when all went well, and none when there are none', () => {
    const steps = [
      step({ id: 'a', name: '', logEnd: 5 }),
      step({ id: 'b', name: '', logEnd: 5 }),
      step({ id: 'c', name: '' }),
    ];
    expect(tellingStep(steps)?.id).toBe('b');
    expect(tellingStep([])).toBeUndefined();
  });
});

describe('steps by machine', () => {
  it('are in order of machine and position, however they came', () => {
    const steps = [
      step({ id: 'b1', name: '', machine: 1, position: 1 }),
      step({ id: 'a0', name: '', machine: 0, position: 0 }),
      step({ id: 'b0', name: '', machine: 1, position: 0 }),
    ];
    expect(stepsByMachine(steps).map((group) => group.steps.map(({ id }) => id))).toEqual([['a0'], ['b0', 'b1']]);
  });
});
