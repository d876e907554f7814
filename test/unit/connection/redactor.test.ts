import { expect, test } from 'vitest';
import { PLACEHOLDER, Redactor } from '../../../main/connection/recording/redactor.ts';
import { SecretTable } from '../../../main/connection/recording/secret-table.ts';
import { marksOf, PIECE_BYTES } from '../../../main/lib/secrets/secret-marks.ts';

const token = 'CCIPAT_8f3aQz71_kLmN0pQrStUvWxYz';
const encode = (text: string) => new TextEncoder().encode(text);

/** A generator of numbers below a limit, the same for the same seed. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

function tableOf(...secrets: string[]): SecretTable {
  const table = new SecretTable();
  for (const secret of secrets) table.add(marksOf(secret, 'salt'));
  return table;
}

/** Puts the bytes through in pieces of random length, and gives what comes out. */
function redact(table: SecretTable, text: string | Uint8Array, pick?: (below: number) => number) {
  const parts: Uint8Array[] = [];
  const redactor = new Redactor(table, {
    bytes: (bytes) => parts.push(bytes.slice()),
    note: (note) => note(),
  });
  const bytes = typeof text === 'string' ? encode(text) : text;
  for (let at = 0; at < bytes.length;) {
    const end = pick === undefined ? bytes.length : at + 1 + pick(12);
    redactor.push(bytes.subarray(at, end), 0, true);
    at = end;
  }
  redactor.end();
  return { text: Buffer.concat(parts).toString(), redactions: redactor.redactions };
}

/** The text without all that does not count. */
function bare(text: string): string {
  return text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/[\x00-\x20\x7f]/g, '');
}

test('leaves everything else as it was, byte for byte', () => {
  const pick = random(1);
  const bytes = Uint8Array.from({ length: 20_000 }, () => pick(256));
  const out: Uint8Array[] = [];
  const redactor = new Redactor(tableOf(token), { bytes: (part) => out.push(part.slice()), note: () => {} });
  for (let at = 0; at < bytes.length; at += 777) redactor.push(bytes.subarray(at, at + 777), 0, true);
  redactor.end();
  expect(Buffer.compare(Buffer.concat(out), bytes)).toBe(0);
  expect(redactor.redactions).toBe(0);
});

test('finds a secret however it is cut, coloured, wrapped or typed', () => {
  const pick = random(7);
  const table = tableOf(token);
  const fillers = [
    '\x1b[31m',
    '\x1b[0m',
    '\r\n',
    ' \r',
    '\x1b[12;1H',
    '\x07',
    '\x1b(B',
    '\x1b]0;title\x07',
    '',
    '',
    '',
  ];
  for (let round = 0; round < 400; round += 1) {
    const dressed = [...token].map((letter) => letter + (fillers[pick(fillers.length)] ?? '')).join('');
    const { text, redactions } = redact(table, `before ${dressed} after`, pick);
    expect(redactions).toBeGreaterThan(0);
    expect(bare(text)).not.toContain(token);
    expect(bare(text).replaceAll(PLACEHOLDER, '')).toMatch(/^before.*after$/s);
    expect([...text.matchAll(/[A-Za-z0-9_]{5,}/g)].map(([word]) => word)).not.toContain(token.slice(0, 8));
  }
});

test('keeps what only looks like a secret', () => {
  const pick = random(3);
  const table = tableOf(token);
  for (let round = 0; round < 200; round += 1) {
    const at = pick(token.length);
    const near = `${token.slice(0, at)}${token[at] === 'x' ? 'y' : 'x'}${token.slice(at + 1)}`;
    const line = `a ${near} ${token.slice(1)} ${token.slice(0, -1)} !\r\n`;
    expect(redact(table, line, pick)).toEqual({ text: line, redactions: 0 });
  }
});

test('finds it in a window’s title, after a broken sequence, and after letters that were taken back', () => {
  const table = tableOf(token);
  for (const text of [
    `\x1b]0;export TOKEN=${token}\x07$ `,
    `\x1b[1${token}`,
    `\x1b[${token}`,
    `C\x08${token}`,
    `xyz\x08\x08\x08${token}`,
    `${token.slice(0, 5)}x\x08 \x08${token.slice(5)}`,
    `${token.slice(0, 5)}xy\x08\x08  \x08\x08${token.slice(5)}`,
  ]) {
    const result = redact(table, text, random(5));
    expect(result.text).not.toContain(token.slice(5));
    expect(result.redactions).toBe(1);
  }
});

test('leaves nothing of what was written over on the way to a secret', () => {
  const [begin, end] = [token.slice(0, 5), token.slice(6)];
  const typed = `$ ${begin}${end}${'\x08'.repeat(end.length)}${token.slice(5)}`;
  const { text, redactions } = redact(tableOf(token), typed, random(7));
  expect(text.replaceAll('\x08', '')).toBe('$ [secret]');
  expect(redactions).toBe(1);
});

test('finds what has letters beyond ASCII, spaces and quotes, as shells print it', () => {
  const password = `pä ss'wörd "𝄞" $x\\`;
  const table = tableOf(password);
  for (const form of [
    password,
    JSON.stringify(password),
    encodeURIComponent(password),
    password.replaceAll("'", "'\\''"),
    Buffer.from(password).toString('base64'),
    Buffer.from(`user:${password}`).toString('base64'),
    Buffer.from(`me:${password}\n`).toString('base64'),
    Buffer.from(password).toString('hex'),
  ]) {
    const { redactions, text } = redact(table, `> ${form}\r\n`, random(11));
    expect({ form, redactions, isWhole: text.includes('�') }).toEqual({ form, redactions: 1, isWhole: false });
  }
});

test('finds a private key, whole, by lines, wrapped anew, and in base64', () => {
  const pick = random(23);
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const body = Array.from({ length: 1_590 }, () => letters[pick(64)]).join('');
  const lines = body.match(/.{1,70}/g) ?? [];
  const key = `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines.join('\n')}\n-----END OPENSSH PRIVATE KEY-----\n`;
  const table = tableOf(key);
  expect(table.longestBytes).toBeLessThanOrEqual(PIECE_BYTES);
  const forms = {
    whole: key.replaceAll('\n', '\r\n'),
    json: JSON.stringify(key),
    narrow: (body.match(/.{1,20}/g) ?? []).join('\r\n'),
    variable: `KEY="${lines.join('')}"`,
    base64: (
      Buffer.from(key)
        .toString('base64')
        .match(/.{1,76}/g) ?? []
    ).join('\r\n'),
  };
  for (const [name, form] of Object.entries(forms)) {
    const { text } = redact(table, form, pick);
    const left = bare(text);
    const kept = lines.filter((line) => left.includes(line.slice(0, 12)));
    expect({ name, kept }).toEqual({ name, kept: [] });
    expect(left.length).toBeLessThan(330);
  }
});

test('strikes out what straddles a pause, and short secrets', () => {
  const parts: string[] = [];
  const redactor = new Redactor(tableOf(token, 'geheim', '4711'), {
    bytes: (bytes) => parts.push(Buffer.from(bytes).toString()),
    note: (note) => note(),
  });
  redactor.push(encode(`one ${token.slice(0, 10)}`), 0, true);
  redactor.note(() => parts.push('|'));
  redactor.push(encode(`${token.slice(10)} unseen`), 1, false);
  redactor.note(() => parts.push('|'));
  redactor.push(encode(' pin 4711, geheim!'), 2, true);
  redactor.end();
  expect(parts.join('')).toBe(`one ${PLACEHOLDER}|| pin ${PLACEHOLDER},${PLACEHOLDER}!`.replace(',[', ', ['));
});

test('holds back no more than it must, and nothing when there are no secrets', () => {
  const seen: number[] = [];
  const sink = { bytes: (bytes: Uint8Array) => seen.push(bytes.length), note: () => {} };
  new Redactor(new SecretTable(), sink).push(encode('x'.repeat(100)), 0, true);
  expect(seen.splice(0)).toEqual([100]);
  const table = tableOf(token);
  const redactor = new Redactor(table, sink);
  redactor.push(encode('x'.repeat(1_000)), 0, true);
  expect(seen.splice(0)).toEqual([1_000 - table.longestBytes + 1]);
  redactor.push(encode('\x1b[m'.repeat(50_000)), 0, true);
  expect(seen.reduce((sum, bytes) => sum + bytes, 0)).toBeGreaterThan(80_000);
});
