import { expect, test } from 'vitest';
import { toLogPage } from '../../../main/providers/circleci/log-page.ts';
import { machineKind } from '../../../main/providers/circleci/machine-kind.ts';
import { originOf, webOriginOf } from '../../../main/providers/circleci/origin.ts';
import { cleanSlug, placeOf, slugPath } from '../../../main/providers/circleci/slug.ts';
import { jobState, phaseState } from '../../../main/providers/circleci/states.ts';

test.each([
  [undefined, 'https://circleci.com'],
  [' ', 'https://circleci.com'],
  ['https://app.circleci.com/pipelines', 'https://circleci.com'],
  ['ci.example.com', 'https://ci.example.com'],
  ['ci.example.com:8443', 'https://ci.example.com:8443'],
  ['https://ci.example.com/', 'https://ci.example.com'],
  ['HTTPS://CI.example.com/x?y', 'https://ci.example.com'],
  ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'],
  ['http://localhost:8080/', 'http://localhost:8080'],
])('"%s" is the account of %s', (typed, origin) => {
  expect(originOf(typed)).toEqual({ ok: true, value: origin });
});

test.each([
  'http://ci.example.com',
  'http://127.0.0.1.example.com',
  'user:pw@ci.example.com',
  'ftp://ci.example.com',
  'a b',
  'javascript:alert(1)',
  'https://',
  'file:///etc/passwd',
])('"%s" is refused with what to write instead', (typed) => {
  const result = originOf(typed);
  expect(result).toMatchObject({
    ok: false,
    problem: { code: 'bad-request', hint: expect.stringContaining('https://') },
  });
});

test('pages of the cloud are at a host of their own', () => {
  expect(webOriginOf('https://circleci.com')).toBe('https://app.circleci.com');
  expect(webOriginOf('https://ci.example.com')).toBe('https://ci.example.com');
});

test('slugs have one spelling and stay one part of an address', () => {
  expect(cleanSlug('github/acme/shop')).toBe('gh/acme/shop');
  expect(cleanSlug('gh/../me')).toBeUndefined();
  expect(cleanSlug('gh/acme/..')).toBeUndefined();
  expect(cleanSlug('gh/acme/shop/job')).toBeUndefined();
  expect(cleanSlug('gh/acme/sh?op')).toBeUndefined();
  // Half a character cannot be written into an address, and what every object has is no service.
  expect(cleanSlug('gh/acme/\ud800')).toBeUndefined();
  expect(cleanSlug('constructor/acme/shop')).toBe('constructor/acme/shop');
  expect(slugPath('gh/ac me/ü')).toBe('gh/ac%20me/%C3%BC');
  expect(placeOf('one', 'one/gh/acme/shop/12')).toEqual({ slug: 'gh/acme/shop', number: 12 });
  expect(placeOf('one', 'one/gh/acme/shop')).toBeUndefined();
  expect(placeOf('one', 'two/gh/acme/shop/12')).toBeUndefined();
});

test.each([
  [{ executor: 'docker', resourceClass: 'medium', cpu: 2 }, 'linux', 'Linux · 2 vCPU · docker'],
  [{ executor: 'machine', resourceClass: 'arm.large' }, 'linux', 'Linux · arm.large · machine'],
  [{ executor: 'macos', resourceClass: 'm4pro.medium' }, 'macos', 'macOS · m4pro.medium · macos'],
  [{ executor: 'machine', resourceClass: 'windows.large' }, 'windows', 'Windows · windows.large · machine'],
  [{ executor: 'machine', resourceClass: 'acme/linux-runner' }, 'other', 'acme/linux-runner · machine'],
  [{}, 'other', 'CircleCI machine'],
] as const)('%o is %s', (facts, os, label) => {
  expect(machineKind(facts)).toEqual({ os, label, count: 1 });
});

test('words for states, the unknown ones too', () => {
  expect(
    ['success', 'fixed', 'failed', 'timedout', 'canceled', 'running', 'on_hold', 'infrastructure_fail', 'dreaming'].map(
      (word) => jobState(word),
    ),
  ).toEqual(['passed', 'passed', 'failed', 'failed', 'cancelled', 'running', 'queued', 'interrupted', 'other']);
  expect(jobState('retried', 'failed')).toBe('failed');
  for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    expect(jobState(word)).toBe('other');
    expect(phaseState('ended', word)).toBe('other');
  }
  expect(phaseState('started', '')).toBe('running');
  expect(phaseState('warming', undefined)).toBe('queued');
  expect(phaseState('ended', 'unheard_of')).toBe('other');
});

test('pages of a log hold whole characters', () => {
  const bytes = new TextEncoder().encode('ab🚀c');
  expect(toLogPage({ bytes: bytes.subarray(0, 4), offset: 0, end: 9, isComplete: false }, 7)).toEqual({
    chunks: [{ offset: 0, at: 7, text: 'ab' }],
    nextOffset: 2,
    endOffset: 9,
    omittedBytes: 0,
    complete: false,
  });
  expect(toLogPage({ bytes: bytes.subarray(4), offset: 4, end: 7, isComplete: true }, 7)).toMatchObject({
    chunks: [{ offset: 6, text: 'c' }],
    nextOffset: 7,
  });
  // What ends in the middle of a character and never goes on is shown all the same.
  const torn = toLogPage({ bytes: bytes.subarray(0, 4), offset: 0, end: 4, isComplete: true }, 7);
  expect(torn).toMatchObject({ nextOffset: 4, chunks: [{ text: 'ab\uFFFD' }] });
});
