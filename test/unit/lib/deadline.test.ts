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
  expect(deadline(rule, { finishedAt: 0 }).reason).toBe('10 minutes after the build, nobody connected');
});
