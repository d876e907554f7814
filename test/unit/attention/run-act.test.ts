import { expect, it } from 'vitest';
import { createActRunner } from '../../../main/attention/run-act.ts';
import { session } from '../../fixtures/fake-main/entries.ts';

function openRunner(answer: 'save' | 'end' | 'cancel' = 'cancel') {
  const done: unknown[] = [];
  const run = createActRunner({
    async call(name, input) {
      done.push([name, input]);
      const values: Record<string, unknown> = {
        'sessions.start': { sessionId: 's2' },
        'builds.rebuild': { buildId: 'b2' },
      };
      return { ok: true, value: values[name] as never };
    },
    session: (id) => (id === 's1' ? session({ id }) : undefined),
    askEnd: async () => answer,
    openWindow: () => done.push('window'),
    openSession: (id) => done.push(`session ${id}`),
    openBuild: (id) => done.push(`build ${id}`),
    quit: () => done.push('quit'),
  });
  return { run, done };
}

it('asks before it ends a session', async () => {
  for (const [answer, call] of [
    ['cancel', []],
    ['save', [['sessions.end', { sessionId: 's1' }]]],
    ['end', [['sessions.end', { sessionId: 's1', withoutSalvage: true }]]],
  ] as const) {
    const { run, done } = openRunner(answer);
    await run({ kind: 'end', sessionId: 's1' });
    await run({ kind: 'end', sessionId: 'gone' });
    expect(done).toEqual(call);
  }
});

it('shows what a rebuild has started', async () => {
  const { run, done } = openRunner();
  await run({ kind: 'rebuild', buildId: 'b1', withAccess: true });
  await run({ kind: 'rebuild', buildId: 'b1', withAccess: false });
  expect(done).toEqual([
    ['sessions.start', { buildId: 'b1' }],
    'session s2',
    ['builds.rebuild', { buildId: 'b1' }],
    'build b2',
  ]);
});
