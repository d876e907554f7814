import { expect, it } from 'vitest';
import { createQuitFlow, END_LIMIT_MS, type QuitAnswer } from '../../../main/attention/quit-flow.ts';
import { quitQuestion, type QuitQuestion } from '../../../main/attention/quit-question.ts';
import type { Account } from '../../../main/contract/account.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { account, serviceAccount, session } from '../../fixtures/fake-main/entries.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { recordWith } from './world.ts';

const accounts: Record<string, Account> = {
  'this-computer': account(),
  circleci: serviceAccount('circleci'),
  pasted: account({ id: 'pasted', provider: 'pasted' }),
};
const accountOf = (id: string): Account | undefined => accounts[id];

it('asks nothing when there is nothing to lose', () => {
  const over = [session({ id: 'a', state: 'closed' }), session({ id: 'b', state: 'expired' })];
  expect(quitQuestion(over, [recordWith('a', 'saved', 0)], accountOf)).toBeUndefined();
});

it('tells what ends with the app from what goes on without it', () => {
  const question = quitQuestion(
    [
      session({ id: 'here', title: 'here #1', state: 'ready' }),
      session({ id: 'there', title: 'there #1', state: 'ready', accountId: 'circleci' }),
      session({ id: 'visit', title: 'visit #1', state: 'ready', accountId: 'circleci', buildId: 'b', rebuildId: 'b' }),
      session({ id: 'own', title: 'own', state: 'ready', accountId: 'pasted' }),
    ],
    [recordWith('here', 'running', 0)],
    accountOf,
  );
  expect(question).toEqual({
    message: '4 sessions are open.',
    detail: [
      'On this computer, they end with Jumpseat: here #1.',
      'At their service, they can go on without Jumpseat: there #1, visit #1, own.',
      'Work on storefront #412 is being saved; quitting stops that.',
    ].join('\n'),
    surviving: ['there', 'visit', 'own'],
    ending: ['here', 'there'],
  });
});

function openFlow(answer: QuitAnswer, ends: Record<string, Promise<Result<undefined>>> = {}, quitsAnyway = false) {
  const clock = new StepClock();
  const happened: string[] = [];
  const question: QuitQuestion = { message: '', detail: '', surviving: [], ending: Object.keys(ends) };
  const flow = createQuitFlow({
    clock,
    question: () => question,
    ask: async () => {
      happened.push('asked');
      return answer;
    },
    end: (id) => {
      happened.push(`end ${id}`);
      return ends[id] ?? Promise.resolve(ok());
    },
    askAnyway: async (problems) => {
      happened.push(...problems.map(({ code }) => code));
      return quitsAnyway;
    },
    quit: () => happened.push('quit'),
  });
  return { clock, happened, flow };
}

it('quits when every session has ended, leaves them running, or does nothing, as the person says', async () => {
  const ending = openFlow('end', { a: Promise.resolve(ok()), b: Promise.resolve(ok()) });
  await ending.flow();
  expect(ending.happened).toEqual(['asked', 'end a', 'end b', 'quit']);
  const leaving = openFlow('leave', { a: Promise.resolve(ok()) });
  await leaving.flow();
  expect(leaving.happened).toEqual(['asked', 'quit']);
  const staying = openFlow('cancel', { a: Promise.resolve(ok()) });
  await staying.flow();
  expect(staying.happened).toEqual(['asked']);
});

it('does not quit over a session that did not end, unless the person wants that', async () => {
  const refused = Promise.resolve(fail('offline', 'The service cannot be reached.'));
  const staying = openFlow('end', { a: refused });
  await staying.flow();
  expect(staying.happened).toEqual(['asked', 'end a', 'offline']);
  const leaving = openFlow('end', { a: refused }, true);
  await leaving.flow();
  expect(leaving.happened).toEqual(['asked', 'end a', 'offline', 'quit']);
});

it('does not wait for ever, and asks once at a time', async () => {
  const { clock, happened, flow } = openFlow('end', { a: new Promise(() => {}) }, true);
  const quitting = flow();
  await flow();
  await clock.pass(END_LIMIT_MS);
  await quitting;
  expect(happened).toEqual(['asked', 'end a', 'timed-out', 'quit']);
});
