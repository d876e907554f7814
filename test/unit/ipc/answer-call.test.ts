import { describe, expect, test, vi } from 'vitest';
import { callNames, type CallName } from '../../../main/contract/names.ts';
import { calls } from '../../../main/contract/calls.ts';
import { answerCall, type CallHandlers } from '../../../main/ipc/answer-call.ts';
import { ok } from '../../../main/lib/result.ts';

function handlersThat(act: (name: CallName, input: unknown) => unknown): CallHandlers {
  return Object.fromEntries(
    callNames.map((name) => [name, (input: unknown) => act(name, input)]),
  ) as unknown as CallHandlers;
}

const hostile: unknown[] = [
  null,
  0,
  '',
  'sessions.end',
  [],
  {},
  { buildId: 1 },
  { buildId: { toString: () => 'x' } },
  { sessionId: null, terminalId: [], nonce: 'x' },
  { text: 'x'.repeat(2_000_000) },
  { url: 'x'.repeat(9000) },
  { buildIds: Array.from({ length: 17 }, String) },
  { theme: '__proto__' },
  { terminalFontSize: Number.NaN },
  { sessionId: 's', machine: -1 },
  { sessionId: 's', machine: 0.5 },
  { sessionId: 's', terminalId: 't', nonce: '12345678', size: { columns: 0, rows: 1e9 } },
  () => {},
  Symbol('x'),
];

describe('hostile arguments', () => {
  test.each(callNames)('%s never reaches its handler with what its schema refuses', async (name) => {
    const handler = vi.fn((_name: CallName, _input: unknown) => ok());
    const handlers = handlersThat(handler);
    for (const input of hostile) {
      const isValid = calls[name].input.safeParse(input).success;
      const result = await answerCall(name, input, handlers, () => {});
      if (isValid) continue;
      expect(result).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
    }
    for (const [, input] of handler.mock.calls) expect(calls[name].input.safeParse(input).success).toBe(true);
  });
});

test('drops members the contract does not name', async () => {
  const handler = vi.fn((_name: CallName, _input: unknown) => ok());
  await answerCall('sessions.end', { sessionId: 'a', extra: 'b' }, handlersThat(handler), () => {});
  expect(handler).toHaveBeenCalledWith('sessions.end', { sessionId: 'a' });
});

test('turns an exception into an envelope and keeps its cause for the log', async () => {
  const lines: string[] = [];
  const handlers = handlersThat(() => {
    throw new Error('the disk caught fire');
  });
  const result = await answerCall('builds.refresh', undefined, handlers, (line) => lines.push(line));
  expect(result).toMatchObject({ ok: false, problem: { code: 'internal' } });
  expect(lines.join('\n')).toContain('the disk caught fire');
});
