import { parse } from 'yaml';
import { describe, expect, test } from 'vitest';
import { holdSchema, type Hold } from '../../../main/contract/hold.ts';
import { bitriseHold } from '../../../main/providers/bitrise/hold.ts';
import { holdOf as buildHostHold } from '../../../main/providers/buildhost/hold.ts';
import { holdOf as circleciHold } from '../../../main/providers/circleci/hold.ts';
import { codemagicHold } from '../../../main/providers/codemagic/hold.ts';
import { renewHold } from '../../../main/providers/semaphore/renewal.ts';

const HOUR_MS = 3_600_000;
const idle = { kind: 'while-connected', idleMs: 600_000 } as const;
const span = { rule: { kind: 'span', spanMs: 4 * HOUR_MS }, events: { startedAt: 1_000 * HOUR_MS } } as const;

test.each<[string, Hold, RegExp]>([
  ['Bitrise', bitriseHold, /hour longer/],
  ['Codemagic', codemagicHold, /build minutes/],
  ['CircleCI', circleciHold({ ...idle, limitMs: 2 * HOUR_MS, isTold: true }), /credits.*2 hours/],
  ['CircleCI, of an unknown plan', circleciHold({ ...idle, limitMs: HOUR_MS, isTold: false }), /1 hour or 2 hours/],
  ['Semaphore', renewHold(span, { isOn: false }), /two machines.*4 hours/],
  ['the build host', buildHostHold(0), /no money/],
])('%s says what it does and what it costs, and fits into what the window takes', (_name, hold, costs) => {
  expect(holdSchema.parse(hold)).toEqual(hold);
  expect(hold.costs).toMatch(costs);
});

describe('a snippet', () => {
  test('for bitrise.yml is a step that always runs, and sleeps when the build has failed', () => {
    const text = `steps:\n${bitriseHold.kind === 'snippet' ? bitriseHold.snippet : ''}`;
    expect(parse(text)).toMatchObject({
      steps: [
        {
          'script@1': {
            is_always_run: true,
            run_if: '.IsBuildFailed',
            inputs: [{ content: expect.stringMatching(/sleep 3600$/) }],
          },
        },
      ],
    });
  });

  test('for codemagic.yaml is a script that runs last, whatever the build came to', () => {
    const text = `workflow:\n${codemagicHold.kind === 'snippet' ? codemagicHold.snippet : ''}`;
    expect(parse(text)).toMatchObject({ workflow: { publishing: { scripts: [{ script: 'sleep 2700' }] } } });
  });
});

test('the build host refuses once a machine was kept for a day', () => {
  expect(buildHostHold(22 * HOUR_MS)).not.toHaveProperty('refused');
  expect(buildHostHold(23 * HOUR_MS)).toMatchObject({ refused: expect.stringMatching(/24 hours/) });
});

test('the next machine of Semaphore is asked for some minutes before the end, and only once', () => {
  expect(renewHold(span, { isOn: true })).toMatchObject({ startsAt: 1_004 * HOUR_MS - 300_000 });
  expect(renewHold({ ...span, events: {} }, { isOn: true })).not.toHaveProperty('startsAt');
  const asked = renewHold(span, { isOn: true, nextSessionId: 's2' });
  expect(asked).toMatchObject({ nextSessionId: 's2' });
  expect(asked).not.toHaveProperty('startsAt');
});
