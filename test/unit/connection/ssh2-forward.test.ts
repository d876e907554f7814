import { describe, expect, it } from 'vitest';
import { explainForward } from '../../../main/connection/ssh2-forward.ts';

describe('a connection that the SSH server does not open', () => {
  const explain = (reason: unknown) =>
    explainForward('machine.example', '127.0.0.1:5900', Object.assign(new Error('no\u001B[31m\nway'), { reason }));

  it.each([
    [1, 'not-allowed'],
    [2, 'connection-refused'],
    [3, 'not-supported'],
    [4, 'busy'],
    // A server may make reasons up, or close the channel in place of an answer.
    [77, 'busy'],
    ['', 'busy'],
  ])('for the reason %s is %s', (reason, code) => {
    expect(explain(reason)).toMatchObject({ ok: false, problem: { code, detail: 'no way' } });
  });

  it('names the setting that forbids it', () => {
    expect(explain(1).problem.hint).toContain('AllowTcpForwarding');
  });
});
