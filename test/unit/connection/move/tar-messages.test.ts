import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { TarMessages, explainComplaint, readComplaint } from '../../../../main/connection/move/tar/tar-messages.ts';
import type { TarComplaint } from '../../../../main/connection/move/tar/tar-messages.ts';

it.each([
  ['tar: a/b: Cannot open: Permission denied', 'a/b', 'not-allowed'],
  ['tar: ./a: Cannot stat: No such file or directory', 'a', 'not-found'],
  ['tar: a\\303\\244 \\n\\\\: Cannot open: File exists', 'aä \n\\', 'storage-failed'],
  ['tar: ./log: file changed as we read it', 'log', 'changed-meanwhile'],
  ['tar: ./log: File shrank by 100 bytes; padding with zeros', 'log', 'changed-meanwhile'],
  ['tar: a: b: Cannot write: No space left on device', 'a: b', 'disk-full'],
  ["tar: can't open 'a/b': Permission denied", 'a/b', 'not-allowed'],
  ["tar: can't create directory 'x': Read-only file system", 'x', 'not-allowed'],
  ["tar: x/y: Can't create 'x/y': Permission denied", 'x/y', 'not-allowed'],
])('reads %j', (line, path, code) => {
  const complaint = readComplaint(line);
  expect(complaint?.path).toBe(path);
  expect(complaint === undefined ? undefined : explainComplaint(complaint).code).toBe(code);
});

it.each([
  'tar: Exiting with failure status due to previous errors',
  'tar: a: time stamp 2030-01-01 00:00:00 is 3 s in the future',
  'tar: a: implausibly old time stamp 1970-01-01 00:00:00',
  'Warning: no home',
  '',
])('takes %j for no complaint about a file', (line) => {
  expect(readComplaint(line)).toBeUndefined();
});

async function read(text: string, pieceLength: number) {
  const complaints: TarComplaint[] = [];
  const pieces = text.match(new RegExp(`[^]{1,${pieceLength}}`, 'g')) ?? [];
  const errors = Readable.from(pieces.map((piece) => Buffer.from(piece)));
  const messages = new TarMessages(errors, (complaint) => void complaints.push(complaint));
  await new Promise((resolve) => errors.once('end', resolve));
  return { messages, complaints };
}

it('reads lines whatever pieces they come in, and a last one without an end', async () => {
  const text = 'tar: a: Cannot open: Permission denied\nhello\ntar: b: Cannot open: Permission denied';
  for (const length of [1, 7, 1000]) {
    const { messages, complaints } = await read(text, length);
    expect(complaints.map(({ path }) => path)).toEqual(['a', 'b']);
    expect(messages.text).toBe('hello');
  }
});

it('does not take a file for missing whose time or permissions could not be set', async () => {
  const { complaints } = await read(
    'tar: a: Cannot utime: Operation not permitted\ntar: b: Cannot change mode to rwx: x\n',
    50,
  );
  expect(complaints).toEqual([]);
});

it('keeps little of a tar that talks without end, and nothing that moves the cursor', async () => {
  const { messages } = await read(`${'x'.repeat(300_000)}\n${'\u001B[2Jnoise\n'.repeat(5000)}`, 60_000);
  expect(messages.lines.length).toBe(20);
  expect(messages.text.length).toBeLessThan(5000);
  expect(messages.text).not.toContain('\u001B');
});
