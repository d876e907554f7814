import { describe, expect, it } from 'vitest';
import type { Problem } from '../../../../../main/contract/problem.ts';
import { explainEnd } from '../../../../../main/connection/screens/rdp/explain-end.ts';
import { rdpProblems } from '../../../../../main/connection/screens/rdp/rdp-problems.ts';
import { splitUser } from '../../../../../main/connection/screens/rdp/sign-in-names.ts';

type End = Parameters<typeof explainEnd>[0];

const usual: End = {
  by: 'server',
  words: {},
  progress: 'active',
  isNla: false,
  viewerFailure: undefined,
  address: '10.0.0.7:3389',
};
const failure: Problem = { code: 'protocol-error', message: 'The viewer gave up.' };
const explain = (end: Partial<End>): Problem | undefined => explainEnd({ ...usual, ...end });

describe('why an RDP connection ended', () => {
  it.each<[string, Partial<End>, string, RegExp]>([
    ['a wrong password by NTSTATUS', { words: { logonStatus: 0xc000_006d } }, 'sign-in-refused', /password is wrong/],
    ['a locked account', { words: { logonStatus: 0xc000_0234 } }, 'sign-in-refused', /locked/],
    ['an expired password', { words: { logonStatus: 0xc000_0071 } }, 'sign-in-refused', /expired/],
    ['a status nobody knows', { words: { logonStatus: 0xc000_ffff } }, 'sign-in-refused', /refused the sign-in\.$/],
    ['an account that may not', { words: { isDenied: true } }, 'sign-in-refused', /may not sign in/],
    ['a drop during NLA', { isNla: true, progress: 'connecting' }, 'sign-in-refused', /during the sign-in/],
    ['a drop before the sign-in', { progress: 'sent-core' }, 'connection-lost', /before anybody signed in/],
    ['a drop after the sign-in', { progress: 'sent-info' }, 'sign-in-refused', /right after/],
    ['a drop of a session', { words: { isActive: true } }, 'connection-lost', /was lost/],
    ['another sign-in', { words: { errorInfo: 5, hasLeft: true } }, 'connection-lost', /from elsewhere/],
    ['idleness', { words: { errorInfo: 3 } }, 'connection-lost', /Nothing was done/],
    ['a restart', { words: { errorInfo: 0x1a } }, 'connection-lost', /restarting/],
    ['a licence by its error', { words: { errorInfo: 0x102 } }, 'not-supported', /licence/],
    ['a licence by licensing', { words: { licenceError: 2 } }, 'not-supported', /licence/],
    ['a broker', { words: { errorInfo: 0x408 } }, 'not-supported', /group of machines/],
    ['a broken protocol', { words: { errorInfo: 0x10d0 } }, 'protocol-error', /did not understand/],
    ['a reason nobody knows', { words: { errorInfo: 0xffff } }, 'connection-lost', /not known here/],
    ['another machine', { words: { isRedirected: true } }, 'not-supported', /another machine/],
    ['silence', { by: 'silent', progress: 'sent-info' }, 'timed-out', /stopped to answer/],
    ['a viewer that gave up', { by: 'viewer', viewerFailure: failure }, 'protocol-error', /gave up/],
    [
      'a viewer that gave up after the server said why',
      { by: 'viewer', viewerFailure: failure, words: { logonStatus: 0xc000_006a } },
      'sign-in-refused',
      /password is wrong/,
    ],
  ])('tells of %s', (_what, end, code, message) => {
    const problem = explain(end);
    expect(problem?.code).toBe(code);
    expect(problem?.message).toMatch(message);
    expect(problem?.message).toContain('10.0.0.7:3389'.slice(0, problem === failure ? 0 : undefined));
  });

  it.each<[string, Partial<End>]>([
    ['the person signs out', { words: { errorInfo: 0x0c, hasLeft: true } }],
    ['an administrator signs them out', { words: { errorInfo: 2 } }],
    ['the server takes leave', { words: { isActive: true, hasLeft: true } }],
    ['the viewer is done', { by: 'viewer', words: { isActive: true } }],
  ])('finds it in good order when %s', (_what, end) => {
    expect(explain(end)).toBeUndefined();
  });

  it('says of every refused negotiation what can be done', () => {
    for (let failureCode = 0; failureCode < 9; failureCode += 1) {
      const problem = rdpProblems.badConfirm({ kind: 'refused', failureCode }, 'host:1');
      expect(problem.code).toBe('not-supported');
      expect(problem.hint).toMatch(/\.$/);
    }
    expect(rdpProblems.badConfirm({ kind: 'refused', failureCode: 5 }, 'host:1').message).toMatch(/network level/);
    expect(rdpProblems.badConfirm({ kind: 'old' }, 'host:1').message).toMatch(/no TLS/);
  });
});

describe('names of Windows', () => {
  it.each([
    ['anna', { user: 'anna' }],
    ['ACME\\anna', { user: 'anna', domain: 'ACME' }],
    ['.\\anna', { user: 'anna', domain: '.' }],
    ['anna@acme.com', { user: 'anna@acme.com' }],
  ])('takes %s apart', (name, parts) => {
    expect(splitUser(name)).toEqual(parts);
  });
});
