import { describe, expect, test } from 'vitest';
import { BuildLog } from '../../../../main/providers/bitrise/build-log.ts';
import { buildState, machineKind, toBuild } from '../../../../main/providers/bitrise/build-row.ts';
import { findSections, isSameTitle } from '../../../../main/providers/bitrise/log-sections.ts';
import { rebuildParams } from '../../../../main/providers/bitrise/rebuild-params.ts';
import { failingStep, fromSummary } from '../../../../main/providers/bitrise/steps.ts';
import { buildSchema, logSchema, type WireBuild } from '../../../../main/providers/bitrise/wire.ts';
import { createServerTime } from '../../../../main/providers/server-time.ts';
import { processorMs } from '../../../fixtures/processor-time.ts';

const wire = (fields: Record<string, unknown>): WireBuild => buildSchema.parse({ slug: 's1', ...fields });

describe('words of the service', () => {
  test.each([
    [{ status: 0 }, 'queued'],
    [{ status: 0, started_on_worker_at: '2026-01-01T00:00:00Z' }, 'running'],
    [{ status: 0, started_on_worker_at: '2026-01-01T00:00:00Z', is_on_hold: true }, 'queued'],
    [{ status: 1 }, 'passed'],
    [{ status: 2 }, 'failed'],
    [{ status: 3 }, 'cancelled'],
    [{ status: 4 }, 'cancelled'],
    [{ status: 5 }, 'other'],
    [{}, 'other'],
  ])('%j is %s', (fields, state) => {
    expect(buildState(wire(fields))).toBe(state);
  });

  test.each([
    ['osx-xcode-16.0.x', 'g2-m1.4core', 'macos', 'macOS · g2-m1.4core'],
    ['linux-docker-android-22.04', undefined, 'linux', 'Linux'],
    ['ubuntu-24.04', 'g2.linux.medium', 'linux', 'Linux · g2.linux.medium'],
    ['plan9\u202E', 'x', 'other', 'plan9 · x'],
    [undefined, undefined, 'other', 'Bitrise machine'],
  ])('the stack %s is a machine', (stack, type, os, label) => {
    expect(machineKind(stack, type)).toEqual({ os, label, count: 1 });
  });

  test.each([
    ['manual-robin', 'robin', true],
    ['manual-kim', 'kim', false],
    ['webhook-github/robin', 'robin', true],
    ['webhook-github/kim', 'kim', undefined],
    ['scheduled', 'scheduled', undefined],
  ])('"%s" started it', (said, author, isMine) => {
    const row = toBuild(wire({ triggered_by: said }), {
      accountId: 'a',
      buildId: 'a:p:s1',
      projectId: 'a:app:p',
      projectName: 'p',
      webUrl: 'https://app.bitrise.io/app/p/build/s1',
      login: 'robin',
    });
    expect([row.author, row.isMine]).toEqual([author, isMine]);
  });
});

describe('steps in a log', () => {
  const box = (title: string, position: number): string =>
    [
      `+${'-'.repeat(78)}+`,
      `| (${position}) ${title}`.padEnd(79) + '|',
      `+${'-'.repeat(78)}+`,
      '| id: script'.padEnd(79) + '|',
      '| time: 2026-05-06T10:00:00Z'.padEnd(79) + '|',
      `+${'-'.repeat(78)}+`,
      '',
    ].join('\n');
  const end = (sign: string, took: string): string => {
    const line = `+---+${'-'.repeat(63)}+----------+`;
    return `${line}\n| \u001B[32;1m${sign}\u001B[0m | \u001B[32;1mtitle\u001B[0m | ${took} |\n${line}\n`;
  };

  test('are found by their boxes, with state and times', () => {
    const log = `Übersetzung\n${box('Grün', 0)}ok ✓\n${end('✓', '4.25 sec')}\n${box('Tests', 1)}no\n${end('x', '1.5 min')}${box('Later', 2)}half`;
    const bytes = new TextEncoder().encode(log);
    const sections = findSections(bytes);
    expect(sections.map(({ title, state }) => [title, state])).toEqual([
      ['Grün', 'passed'],
      ['Tests', 'failed'],
      ['Later', 'running'],
    ]);
    expect((sections[0]?.finishedAt ?? 0) - (sections[0]?.startedAt ?? 0)).toBe(4_250);
    const first = new TextDecoder().decode(bytes.subarray(sections[0]?.start, sections[0]?.end));
    expect(first).toMatch(/^\+-+\+\n\| \(0\) Grün/);
    expect(first).toContain('ok ✓');
    expect(sections.at(-1)?.end).toBe(bytes.length);
  });

  test.each([
    ['/', 'failed'],
    ['!', 'failed'],
    ['-', 'skipped'],
    ['?', 'other'],
  ])('the sign %s', (sign, state) => {
    expect(findSections(new TextEncoder().encode(`${box('One', 0)}${end(sign, '1 sec')}`))[0]?.state).toBe(state);
  });

  test('are not found in what only looks a little like it, however long', async () => {
    const text = `${'+'.repeat(100_000)}\n${`+${'-'.repeat(78)}+\n| (1) `.repeat(5_000)}${' '.repeat(100_000)}`;
    const bytes = new TextEncoder().encode(text);
    expect(await processorMs(() => expect(findSections(bytes)).toEqual([]))).toBeLessThan(2_000);
  });

  test('titles that the box cut off are recognised', () => {
    expect(isSameTitle('Very long step na...', 'Very long step name')).toBe(true);
    expect(isSameTitle('Short', 'Short')).toBe(true);
    expect(isSameTitle('Other...', 'Another')).toBe(false);
  });

  test('a step that failed without harm is not the one to blame', () => {
    const steps = fromSummary(
      [
        { uuid: 'u1', title: 'Notify', status: 'failed_skippable', step_id: undefined, started_at: 1, finished_at: 2 },
        { uuid: 'u2', title: '', status: 'failed', step_id: 'xcode-test', started_at: 2, finished_at: 3 },
        { uuid: 'u2', title: 'twice', status: 'success', step_id: undefined, started_at: 2, finished_at: 3 },
      ],
      [],
      'failed',
    );
    expect(steps).toHaveLength(2);
    expect(failingStep(steps)).toBe('xcode-test');
  });
});

describe('a log in pieces', () => {
  function logOf(replies: Record<string, unknown>[]): { log: BuildLog; text(): string; asked: (string | undefined)[] } {
    const asked: (string | undefined)[] = [];
    let now = 0;
    const log = new BuildLog({
      clock: { now: () => (now += 10_000), after: () => () => {} },
      log(after) {
        asked.push(after);
        return Promise.resolve({ ok: true, value: logSchema.parse(replies.shift() ?? {}) });
      },
      raw: () => Promise.reject(new Error('there is no file')),
    });
    return { log, text: () => new TextDecoder().decode(log.bytes), asked };
  }
  const pieces = (...given: [number, string][]) => given.map(([position, chunk]) => ({ position, chunk }));

  test('is put together in the order of its numbers, and asked for from where it was', async () => {
    const { log, text, asked } = logOf([
      { log_chunks: pieces([2, 'c'], [1, 'b'], [0, 'a']), next_after_timestamp: 't1' },
      { log_chunks: pieces([3, 'd']), next_after_timestamp: 't2' },
    ]);
    await log.load(false);
    await log.load(false);
    expect(text()).toBe('abcd');
    expect(asked).toEqual([undefined, 't1']);
  });

  test('a piece that is late is waited for, one that never comes is not', async () => {
    const { log, text } = logOf([
      { log_chunks: pieces([0, 'a'], [2, 'c']), next_after_timestamp: 't1' },
      { log_chunks: pieces([1, 'b']), next_after_timestamp: 't2' },
      { log_chunks: pieces([4, 'e']), next_after_timestamp: 't3' },
      { log_chunks: [], next_after_timestamp: 't4' },
      { log_chunks: pieces([5, 'f']), next_after_timestamp: 't5' },
      { log_chunks: pieces([3, 'd']), next_after_timestamp: 't6' },
    ]);
    await log.load(false);
    expect(text()).toBe('a');
    await log.load(false);
    expect(text()).toBe('abc');
    await log.load(false);
    await log.load(false);
    expect(text()).toBe('abc');
    await log.load(false);
    expect(text()).toBe('abcef');
    // What was shown already stays where it is.
    await log.load(false);
    expect(text()).toBe('abcef');
  });

  test('when the build is over nothing is held back', async () => {
    const { log, text } = logOf([{ log_chunks: pieces([1, 'b'], [7, 'h']) }]);
    await log.load(true);
    expect(text()).toBe('bh');
  });
});

describe('what a build is repeated with', () => {
  test('what it was started with, filled in with what is known of it', () => {
    expect(
      rebuildParams(
        wire({
          triggered_workflow: 'check',
          branch: 'main',
          commit_hash: 'abc',
          original_build_params: { branch: 'dev', environments: [] },
        }),
      ),
    ).toEqual({ workflow_id: 'check', branch: 'dev', commit_hash: 'abc', environments: [] });
  });

  test('a build of a pipeline by itself', () => {
    expect(
      rebuildParams(wire({ triggered_workflow: 'test', original_build_params: { pipeline_id: 'all', branch: 'x' } })),
    ).toEqual({
      workflow_id: 'test',
      branch: 'x',
    });
  });

  test('nothing is not enough', () => {
    expect(rebuildParams(wire({}))).toBeUndefined();
  });
});

describe("the service's clock", () => {
  test('is followed only when it is off by more than the way takes', () => {
    const time = createServerTime({ now: () => 10_000_000, after: () => () => {} });
    expect(time.toLocal(5_000)).toBe(5_000);
    time.note(new Date(10_000_000 - 10_000).toUTCString());
    expect(time.toLocal(5_000)).toBe(5_000);
    time.note(new Date(10_000_000 - 3_600_000).toUTCString());
    expect(time.toLocal(5_000)).toBe(3_605_000);
    time.note('nonsense');
    expect(time.toLocal(undefined)).toBeUndefined();
    expect(time.toLocal(5_000)).toBe(3_605_000);
  });

  test('does not lead beyond what dates can show', () => {
    const time = createServerTime({ now: () => 10_000_000_000_000, after: () => () => {} });
    time.note(new Date(0).toUTCString());
    const latest = time.toLocal(Date.parse('+275760-09-13T00:00:00Z')) ?? 0;
    expect(() => new Date(latest).toISOString()).not.toThrow();
  });
});
