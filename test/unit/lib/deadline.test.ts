import { expect, test } from 'vitest';
import { deadline, type SessionEvents, type SessionRule } from '../../../main/lib/deadline.ts';

const MINUTE_MS = 60_000;
const rule: SessionRule = { kind: 'once-connected', idleMs: 10 * MINUTE_MS, connectedMs: 60 * MINUTE_MS };

const cases: [string, SessionEvents, number | undefined, string][] = [
  ['the build runs, nobody connected', {}, undefined, 'unknown'],
  ['the build ended, nobody connected', { finishedAt: 5 * MINUTE_MS }, 15 * MINUTE_MS, 'known'],
  ['connected while the build runs', { firstConnectedAt: 2 * MINUTE_MS }, 62 * MINUTE_MS, 'estimated'],
  [
    'connected, then the build ended',
    { firstConnectedAt: 2 * MINUTE_MS, finishedAt: 9 * MINUTE_MS },
    62 * MINUTE_MS,
    'known',
  ],
  [
    'connected after the build',
    { finishedAt: 5 * MINUTE_MS, firstConnectedAt: 9 * MINUTE_MS },
    69 * MINUTE_MS,
    'known',
  ],
  [
    'the build took longer than the hour',
    { firstConnectedAt: MINUTE_MS, finishedAt: 90 * MINUTE_MS },
    100 * MINUTE_MS,
    'known',
  ],
];

test.each(cases)('%s', (_name, events, at, certainty) => {
  const result = deadline(rule, events);
  expect(result.at).toBe(at);
  expect(result.certainty).toBe(certainty);
  expect(result.reason).not.toBe('');
});

test('says why in words', () => {
  expect(deadline(rule, { finishedAt: 0 }).reason).toBe('10 minutes after the build unless somebody connects');
});

const idle = 10 * MINUTE_MS;
test.each<[string, SessionRule, SessionEvents, { at?: number; certainty: string }]>([
  [
    'connected or not',
    { kind: 'after-build', idleMs: idle },
    { finishedAt: 1, firstConnectedAt: 5 },
    { at: idle + 1, certainty: 'known' },
  ],
  ['while the build runs', { kind: 'after-build', idleMs: idle }, {}, { certainty: 'unknown' }],
  [
    'a span from the start',
    { kind: 'span', spanMs: 3 * idle },
    { startedAt: 7 },
    { at: 3 * idle + 7, certainty: 'known' },
  ],
  ['a span that has not begun', { kind: 'span', spanMs: 3 * idle }, {}, { certainty: 'unknown' }],
  [
    'idle before the limit',
    { kind: 'build-limit', idleMs: idle, limitMs: 6 * idle },
    { startedAt: 0, finishedAt: idle },
    { at: 2 * idle, certainty: 'known' },
  ],
  [
    'the limit before the idle end',
    { kind: 'build-limit', idleMs: idle, limitMs: 6 * idle },
    { startedAt: 0, finishedAt: 5.5 * idle },
    { at: 6 * idle, certainty: 'estimated' },
  ],
  [
    'connected, up to the limit',
    { kind: 'build-limit', idleMs: idle, limitMs: 6 * idle },
    { startedAt: 3, finishedAt: idle, firstConnectedAt: idle },
    { at: 6 * idle + 3, certainty: 'estimated' },
  ],
  [
    'nothing known of the start',
    { kind: 'build-limit', idleMs: idle, limitMs: 6 * idle },
    { firstConnectedAt: 5 },
    { certainty: 'unknown' },
  ],
  ['a pasted machine', { kind: 'unknown' }, { startedAt: 1, firstConnectedAt: 2 }, { certainty: 'unknown' }],
])('%s', (_name, anyRule, events, expected) => {
  const { at, certainty, reason } = deadline(anyRule, events);
  expect({ ...(at === undefined ? {} : { at }), certainty }).toEqual(expected);
  expect(reason).not.toBe('');
});
