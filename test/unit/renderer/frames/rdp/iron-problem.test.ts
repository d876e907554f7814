import { describe, expect, it } from 'vitest';
import { explainIronError, explainPanic } from '../../../../../renderer/frames/rdp/iron-problem.ts';

const ironError = (kind: number, text: string): unknown => ({ kind: () => kind, backtrace: () => text });

describe('explainIronError', () => {
  it.each([
    [0, 'rfx: decode block', 'protocol-error'],
    [1, 'credssp', 'sign-in-refused'],
    [2, 'credssp', 'sign-in-refused'],
    [3, 'denied', 'not-allowed'],
    [4, 'rdcleanpath', 'connection-lost'],
    [5, 'proxy', 'connection-lost'],
    [6, 'negotiation', 'not-supported'],
    [99, 'a kind of a later version', 'protocol-error'],
  ])('knows kind %d: %s', (kind, text, code) => {
    expect(explainIronError(ironError(kind, text))).toMatchObject({ code, detail: text });
  });

  it('tells an end from a breach', () => {
    expect(explainIronError(ironError(0, 'read frame: not enough bytes')).code).toBe('connection-lost');
    const cut = ironError(0, 'custom error: not enough bytes provided to decode: received 4 bytes, expected 6 bytes');
    expect(explainIronError(cut).code).toBe('protocol-error');
  });

  it('keeps the detail short and free of places in source code', () => {
    const text = `[ironrdp_session::fast_path @ crates/ironrdp-session/src/fast_path.rs:44] custom\n  error ${'x'.repeat(900)}`;
    const { detail } = explainIronError(ironError(0, text));
    expect(detail).toMatch(/^custom error x+$/);
    expect(detail).toHaveLength(400);
  });

  it('takes anything', () => {
    expect(explainIronError(new TypeError('no'))).toMatchObject({ code: 'internal', detail: 'TypeError: no' });
    expect(explainIronError(undefined).code).toBe('internal');
  });
});

describe('explainPanic', () => {
  it('says what to do', () => {
    expect(explainPanic('panicked at crates/ironrdp-web/src/image.rs:63:24:\nrange end').code).toBe('protocol-error');
  });
});
