import { expect, test } from 'vitest';
import { deadline } from '../../../../main/lib/deadline.ts';
import type { SessionEvents, SessionRule } from '../../../../main/lib/deadline/rule.ts';

const MINUTE_MS = 60_000;
/** Whatever is asked, it is asked at this moment: long after the events, before every deadline unless a case says so. */
const NOW = 1_000 * MINUTE_MS;

/** Minutes before now, or after it. */
function at(minutes: number): number {
  return NOW + minutes * MINUTE_MS;
}

function minutes(count: number): number {
  return count * MINUTE_MS;
}

interface Case {
  events: SessionEvents;
  /** Minutes from now; undefined: nobody knows. */
  end: number | undefined;
  certainty: 'known' | 'estimated' | 'unknown';
  reason?: RegExp;
  moves?: RegExp;
}

/** What the deadline is, with a moment that may be missing. */
function found(rule: SessionRule, { events }: Case) {
  const { moves, ...rest } = deadline(rule, events, NOW);
  return { at: undefined, ...rest, moves: moves?.join('\n') ?? '' };
}

function wanted({ end, certainty, reason = /./, moves = /^/ }: Case) {
  return {
    at: end === undefined ? undefined : at(end),
    certainty,
    reason: expect.stringMatching(reason),
    moves: expect.stringMatching(moves),
  };
}

const buildHost: SessionRule = { kind: 'once-connected', idleMs: minutes(10), connectedMs: minutes(60) };

test.each<[string, Case]>([
  ['the build runs, nobody connected', { events: {}, end: undefined, certainty: 'unknown', moves: /1 hour/ }],
  [
    'the build ended, nobody connected',
    { events: { finishedAt: at(-5) }, end: 5, certainty: 'known', reason: /^10 minutes after the build unless/ },
  ],
  ['connected while the build runs', { events: { firstConnectedAt: at(-2) }, end: 58, certainty: 'estimated' }],
  [
    'connected, then the build ended',
    { events: { firstConnectedAt: at(-12), finishedAt: at(-1) }, end: 48, certainty: 'known', reason: /^1 hour after/ },
  ],
  [
    'connected after the build',
    { events: { finishedAt: at(-9), firstConnectedAt: at(-4) }, end: 56, certainty: 'known' },
  ],
  [
    'the build took longer than the hour',
    { events: { firstConnectedAt: at(-90), finishedAt: at(-1) }, end: 9, certainty: 'known' },
  ],
  [
    'an hour was added, and another one',
    {
      events: { firstConnectedAt: at(-70), finishedAt: at(-80), extendedMs: minutes(120) },
      end: 110,
      certainty: 'known',
      reason: /2 hours more/,
    },
  ],
  [
    'an hour was added before anybody connected',
    { events: { finishedAt: at(-30), extendedMs: minutes(60) }, end: 40, certainty: 'known' },
  ],
])('build host: %s', (_name, given) => {
  expect(found(buildHost, given)).toMatchObject(wanted(given));
});

const told: SessionRule = { kind: 'while-connected', idleMs: minutes(10), limitMs: minutes(120), isTold: true };

test.each<[string, Case]>([
  ['the job runs, nobody connected', { events: {}, end: undefined, certainty: 'unknown', moves: /2 hours in all/ }],
  [
    'the job ended, nobody connected',
    { events: { finishedAt: at(-4) }, end: 6, certainty: 'known', reason: /10 minutes after the build unless/ },
  ],
  [
    'somebody is on it',
    {
      events: { finishedAt: at(-9), firstConnectedAt: at(-5), openConnections: 2 },
      end: 115,
      certainty: 'known',
      reason: /2 hours after the first connection$/,
      moves: /10 minutes later unless somebody connects again/,
    },
  ],
  [
    'somebody is on it while the job runs',
    {
      events: { firstConnectedAt: at(-5), openConnections: 1 },
      end: 115,
      certainty: 'estimated',
      reason: /later if the build takes longer/,
    },
  ],
  [
    'the last one has left',
    {
      events: { finishedAt: at(-50), firstConnectedAt: at(-45), lastDisconnectedAt: at(-3), openConnections: 0 },
      end: 7,
      certainty: 'estimated',
      reason: /after the last SSH session was closed/,
      moves: /Connecting again/,
    },
  ],
  [
    'the last one left before the job ended',
    {
      events: { firstConnectedAt: at(-45), lastDisconnectedAt: at(-30), finishedAt: at(-2), openConnections: 0 },
      end: 8,
      certainty: 'estimated',
    },
  ],
  [
    'the last one left, and the job runs',
    { events: { firstConnectedAt: at(-45), lastDisconnectedAt: at(-30) }, end: undefined, certainty: 'unknown' },
  ],
  [
    'the last one left when the longest time was nearly over',
    {
      events: { finishedAt: at(-119), firstConnectedAt: at(-115), lastDisconnectedAt: at(-1), openConnections: 0 },
      end: 5,
      certainty: 'known',
    },
  ],
  [
    'the job took longer than the longest time',
    { events: { firstConnectedAt: at(-150), finishedAt: at(-1), openConnections: 1 }, end: 9, certainty: 'estimated' },
  ],
])('CircleCI, which says how long: %s', (_name, given) => {
  expect(found(told, given)).toMatchObject(wanted(given));
});

const untold: SessionRule = {
  kind: 'while-connected',
  idleMs: minutes(10),
  limitMs: minutes(60),
  longerLimitMs: minutes(120),
  isTold: false,
};

test.each<[string, Case]>([
  [
    'the shorter one is expected',
    {
      events: { finishedAt: at(-9), firstConnectedAt: at(-5), openConnections: 1 },
      end: 55,
      certainty: 'estimated',
      reason: /1 hour after the first connection, as the plan/,
    },
  ],
  [
    'what has outlived it must have the longer one',
    {
      events: { finishedAt: at(-70), firstConnectedAt: at(-61), openConnections: 1 },
      end: 59,
      certainty: 'estimated',
      reason: /2 hours/,
    },
  ],
])('CircleCI, whose plan is not known: %s', (_name, given) => {
  expect(found(untold, given)).toMatchObject(wanted(given));
});

const bitrise: SessionRule = { kind: 'after-build', idleMs: minutes(10) };

test.each<[string, Case]>([
  ['the build runs', { events: { startedAt: at(-5) }, end: undefined, certainty: 'unknown', moves: /sleeps/ }],
  ['connected or not', { events: { finishedAt: at(-4), firstConnectedAt: at(-3) }, end: 6, certainty: 'known' }],
])('Bitrise: %s', (_name, given) => {
  expect(found(bitrise, given)).toMatchObject(wanted(given));
});

const codemagic: SessionRule = { kind: 'build-limit', idleMs: minutes(10), limitMs: minutes(60), isTold: false };

test.each<[string, Case]>([
  [
    'nobody connected after the build',
    {
      events: { startedAt: at(-20), finishedAt: at(-4) },
      end: 6,
      certainty: 'known',
      moves: /until the build reaches its time limit, 1 hour after its start/,
    },
  ],
  [
    'the limit comes before the idle end',
    { events: { startedAt: at(-58), finishedAt: at(-4) }, end: 2, certainty: 'estimated', reason: /time limit/ },
  ],
  [
    'connected, up to the limit',
    {
      events: { startedAt: at(-20), finishedAt: at(-4), firstConnectedAt: at(-2) },
      end: 40,
      certainty: 'estimated',
      reason: /1 hour unless it has its own/,
    },
  ],
  ['nothing is known of the start', { events: { firstConnectedAt: at(-5) }, end: undefined, certainty: 'unknown' }],
  ['the build runs, nobody connected', { events: { startedAt: at(-20) }, end: 40, certainty: 'estimated' }],
])('Codemagic: %s', (_name, given) => {
  expect(found(codemagic, given)).toMatchObject(wanted(given));
});

test.each<[string, SessionRule, Case]>([
  [
    'Codemagic, the limit of the build itself, somebody is connected',
    { ...codemagic, limitMs: minutes(90), isTold: true },
    {
      events: { startedAt: at(-20), firstConnectedAt: at(-2) },
      end: 70,
      certainty: 'known',
      reason: /\(1 hour 30 minutes\)/,
    },
  ],
  [
    'Codemagic, the limit of the build itself, nobody is connected',
    { ...codemagic, limitMs: minutes(90), isTold: true },
    { events: { startedAt: at(-20) }, end: 70, certainty: 'estimated' },
  ],
  [
    'Semaphore, the span that was chosen',
    { kind: 'span', spanMs: minutes(120) },
    { events: { startedAt: at(-7), firstConnectedAt: at(-1) }, end: 113, certainty: 'known', reason: /^2 hours after/ },
  ],
  [
    'Semaphore, before the machine is there',
    { kind: 'span', spanMs: minutes(60) },
    { events: { requestedAt: at(-1) }, end: undefined, certainty: 'unknown' },
  ],
  [
    'Semaphore, the machine of a job that runs',
    { kind: 'with-build' },
    { events: { startedAt: at(-5), firstConnectedAt: at(-2) }, end: undefined, certainty: 'unknown', reason: /job/ },
  ],
  [
    'a pasted machine',
    { kind: 'unknown' },
    { events: { firstConnectedAt: at(-2) }, end: undefined, certainty: 'unknown' },
  ],
])('%s', (_name, rule, given) => {
  expect(found(rule, given)).toMatchObject(wanted(given));
});

const hour: SessionRule = { kind: 'span', spanMs: minutes(60) };

test.each<[string, SessionRule, Case]>([
  [
    'hours of sleep: a moment that has passed stays what it was, and is not sure any more',
    bitrise,
    {
      events: { finishedAt: at(-300) },
      end: -290,
      certainty: 'estimated',
      reason: /has passed, and the service has not ended it yet$/,
    },
  ],
  ['hours of sleep, of a span', hour, { events: { startedAt: at(-300) }, end: -240, certainty: 'estimated' }],
  [
    'a clock that is ahead: what it tells of the future has happened now, and that is less sure',
    bitrise,
    { events: { finishedAt: at(25) }, end: 10, certainty: 'estimated' },
  ],
  ['half a minute is no difference', bitrise, { events: { finishedAt: NOW + 30_000 }, end: 10, certainty: 'known' }],
  [
    'a clock that is behind: no machine started before it was asked for',
    hour,
    { events: { requestedAt: at(-3), startedAt: at(-200) }, end: 57, certainty: 'estimated' },
  ],
  ['a clock that is right', hour, { events: { requestedAt: at(-3), startedAt: at(-2) }, end: 58, certainty: 'known' }],
  [
    'our own clock was set back, and the request is no measure',
    hour,
    { events: { requestedAt: at(50), startedAt: at(-2) }, end: 58, certainty: 'known' },
  ],
])('%s', (_name, rule, given) => {
  expect(found(rule, given)).toMatchObject(wanted(given));
});
