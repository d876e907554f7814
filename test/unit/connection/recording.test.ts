import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Recording } from '../../../main/connection/recording/recording.ts';
import { SecretTable } from '../../../main/connection/recording/secret-table.ts';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import { marksOf } from '../../../main/lib/secrets/secret-marks.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

const PATIENCE = { timeout: 15_000 };

const resources = perTest();
const token = 'CCIPAT_8f3aQz71_kLmN0pQrStUvWxYz';

/** https://docs.asciinema.org/manual/asciicast/v2/ */
const headerSchema = z.strictObject({
  version: z.literal(2),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  timestamp: z.number().int(),
  title: z.string(),
  env: z.record(z.string(), z.string()),
});
const eventSchema = z.union([
  z.tuple([z.number(), z.enum(['o', 'm']), z.string()]),
  z.tuple([z.number(), z.literal('r'), z.string().regex(/^\d+x\d+$/)]),
]);

type State = Omit<ConnectionEvents['recording'], 'terminalId'>;

function start({ limitBytes = 1_048_576, isPaused = false, secrets = [token] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'recording-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const clock = new StepClock();
  const table = new SecretTable();
  for (const secret of secrets) table.add(marksOf(secret, 'salt'));
  const states: State[] = [];
  const file = join(folder, 'terminal');
  const recording = new Recording({
    clock,
    file,
    title: 'storefront #412: Terminal 1',
    limitBytes,
    secrets: table,
    isPaused,
    onState: (state) => states.push(state),
    log: () => {},
  });
  const write = (text: string) => recording.output(new TextEncoder().encode(text));
  const text = () => readFileSync(`${file}.txt`, 'utf8');
  const read = () => {
    const bytes = readFileSync(`${file}.cast`, 'utf8');
    expect(bytes.endsWith('\n')).toBe(true);
    const [header = '', ...events] = bytes.trimEnd().split('\n');
    const parsed = events.map((line) => eventSchema.parse(JSON.parse(line)));
    expect(parsed.map(([at]) => at)).toEqual(parsed.map(([at]) => at).toSorted((one, other) => one - other));
    const shown = parsed.flatMap(([, code, data]) => (code === 'o' ? data : [])).join('');
    return { header: headerSchema.parse(JSON.parse(header)), events: parsed, shown };
  };
  return { folder, file, clock, recording, states, write, read, text };
}

test('is a valid asciicast with its size changes, and a text to search in', async () => {
  const { recording, clock, write, read, text, file } = start();
  recording.resize({ columns: 100, rows: 30 });
  await clock.pass(60_000);
  write('$ ls\r\n');
  await clock.pass(1_500);
  write('über');
  recording.resize({ columns: 80, rows: 30 });
  await clock.pass(500);
  write(' alles\r\n');
  await recording.end();
  const { header, events, shown } = read();
  expect(header).toMatchObject({ version: 2, width: 100, height: 30, timestamp: 1_060 });
  expect(events.map(([at, code]) => [at, code])).toEqual([
    [0, 'o'],
    [1.5, 'o'],
    [1.5, 'r'],
    [2, 'o'],
  ]);
  expect(shown).toBe('$ ls\r\nüber alles\r\n');
  expect(text()).toBe('     0.000   $ ls\n     1.500   über alles\n');
  expect(statSync(`${file}.cast`).mode & 0o777).toBe(0o600);
});

test('writes nothing when nothing was shown', async () => {
  const { recording, folder, states } = start();
  recording.resize({ columns: 80, rows: 24 });
  await recording.end();
  expect(readdirSync(folder)).toEqual([]);
  expect(states).toEqual([{ state: 'ended', sizeBytes: 0, redactions: 0 }]);
});

test('keeps letters whole that come in pieces', async () => {
  const { recording, read } = start();
  for (const byte of new TextEncoder().encode('a 𝄞 b ü')) recording.output(Uint8Array.of(byte));
  await recording.end();
  expect(read().shown).toBe('a 𝄞 b ü');
});

test('leaves out what is shown while it is paused, and says where', async () => {
  const { recording, read, write, text, states } = start();
  write('one ');
  recording.pause(true);
  recording.pause(true);
  write('unseen');
  recording.pause(false);
  write('two');
  await recording.end();
  expect(read().shown).toBe('one two');
  expect(
    read()
      .events.filter(([, code]) => code === 'm')
      .map(([, , data]) => data),
  ).toEqual(['paused', 'resumed']);
  expect(text()).not.toContain('unseen');
  expect(states.map(({ state }) => state)).toEqual(['paused', 'on', 'ended']);
});

test('has no text with a secret that was typed out of order', async () => {
  const { recording, write, text } = start();
  write(`${token.slice(0, 9)}${token.slice(12)}\x1b[${token.length - 12}D\x1b[3@${token.slice(9, 12)}\r\n`);
  write(`${'-'.repeat(token.length)}\r${token.slice(0, 4)}\x1b[9G${token.slice(8)}\x1b[5G${token.slice(4, 8)}\r\n`);
  await recording.end();
  expect(text()).toBe('     0.000   [secret]\n     0.000   [secret]\n');
});

test('writes every second, and says how large it is and what was struck out', async () => {
  const { recording, clock, write, states, read } = start();
  write(`token ${token}\r\n${'x'.repeat(200)}`);
  await clock.pass(1_000);
  await expect.poll(() => states.length, PATIENCE).toBe(1);
  expect(states[0]).toMatchObject({ state: 'on', redactions: 1 });
  expect(states[0]?.sizeBytes).toBeGreaterThan(100);
  expect(read().shown).toContain('token [secret]\r\n');
  await recording.end();
});

test('stops at its limit, and stays valid', async () => {
  const { recording, clock, write, read, states, text } = start({ limitBytes: 20_000 });
  for (let index = 0; index < 400; index += 1) {
    write(`line ${index} ${'x'.repeat(80)}\r\n`);
    await clock.pass(20);
  }
  await recording.end();
  expect(states.at(-1)).toMatchObject({ state: 'full' });
  expect(states.at(-1)?.sizeBytes).toBeLessThan(22_000);
  expect(read().events.at(-1)).toEqual([expect.any(Number), 'm', 'size limit reached']);
  expect(text()).toContain('its size limit is reached');
});

test('fails alone when its folder is gone', async () => {
  const { recording, clock, write, states, folder } = start();
  rmSync(folder, { recursive: true });
  write('x'.repeat(500));
  await clock.pass(1_000);
  await expect.poll(() => states.at(-1)?.state, PATIENCE).toBe('failed');
  expect(states.at(-1)?.problem?.code).toBe('storage-failed');
  write('more');
  await recording.end();
});
