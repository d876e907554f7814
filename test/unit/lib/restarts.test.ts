import { expect, test } from 'vitest';
import { createRestartBudget } from '../../../main/lib/restarts.ts';

test('allows so many crashes in a while, and forgets old ones', () => {
  let now = 0;
  const budget = createRestartBudget({ now: () => now, after: () => () => {} }, 2, 1000);
  expect([budget.mayRestart(), budget.mayRestart(), budget.mayRestart()]).toEqual([true, true, false]);
  now = 5000;
  expect(budget.mayRestart()).toBe(true);
});
