import { expect, it } from 'vitest';
import { callNames } from '../../../main/contract/names.ts';
import type { CallHandlers } from '../../../main/ipc/answer-call.ts';
import { lateHandlers } from '../../../main/ipc/late-handlers.ts';
import { ok } from '../../../main/lib/result.ts';

it('answers calls that came before there was anybody to answer them', async () => {
  const ready = Promise.withResolvers<CallHandlers>();
  const handlers = lateHandlers(ready.promise);
  expect(Object.keys(handlers).toSorted()).toEqual([...callNames].toSorted());
  const asked: unknown[] = [];
  const answer = handlers['builds.watch']({ buildIds: ['one'] });
  ready.resolve({
    'builds.watch': (input: unknown) => {
      asked.push(input);
      return ok();
    },
  } as unknown as CallHandlers);
  expect(await answer).toEqual(ok());
  expect(asked).toEqual([{ buildIds: ['one'] }]);
});
