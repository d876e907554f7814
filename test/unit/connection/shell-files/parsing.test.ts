import { describe, expect, it } from 'vitest';
import {
  createBatchParser,
  createPrintfParser,
  type ListParser,
} from '../../../../main/connection/shell-files/list-parser.ts';
import { readFreeBytes, touchTime } from '../../../../main/connection/shell-files/path-scripts.ts';
import { readComplaint } from '../../../../main/connection/shell-files/shell-problems.ts';
import { pathWord, scriptCommand } from '../../../../main/connection/shell-files/shell-script.ts';
import { readSeconds, readStatLine } from '../../../../main/connection/shell-files/stat-fields.ts';

/** Gives the text in pieces of a few bytes. */
function feed(parser: ListParser, text: string, pieceBytes: number): string | undefined {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const wrong = parser.push(bytes.subarray(at, at + pieceBytes));
    if (wrong !== undefined) return wrong.code;
  }
  return undefined;
}

describe.each([1, 3, 10_000])('a listing that comes in pieces of %i bytes', (pieceBytes) => {
  it('of GNU find is read', () => {
    const parser = createPrintfParser();
    const file = ['f', 'f', '4755', '12', '1600000000.5000000000', 'me', 'my group', '', 'odd\nnäme'];
    const link = ['l', 'N', '777', '3', '5', 'me', 'us', '\ngone', 'link'];
    expect(feed(parser, [...file, ...link, ''].join('\0'), pieceBytes)).toBeUndefined();
    expect(parser.take()).toEqual([
      {
        name: 'odd\nnäme',
        stat: { kind: 'file', sizeBytes: 12, modifiedAt: 1_600_000_000_500, mode: 0o4755 },
        owner: 'me',
        group: 'my group',
      },
      {
        name: 'link',
        stat: { kind: 'link', sizeBytes: 3, modifiedAt: 5_000, mode: 0o777 },
        owner: 'me',
        group: 'us',
        link: { target: '\ngone', kind: 'missing' },
      },
    ]);
    expect(parser.isComplete).toBe(true);
    feed(parser, 'f\0f', pieceBytes);
    expect(parser.isComplete).toBe(false);
  });

  it('of stat in batches is read', () => {
    const parser = createBatchParser();
    const told = ['l', './b\n', 'd', '/else\nwhere'];
    const batch = ['2', '81a4/7/60/me/us\na1ff/1/61/me/us', './a', './b\n'];
    expect(feed(parser, [...told, ...batch, '1', '41ed/0/62/me/us', './c', ''].join('\0'), pieceBytes)).toBeUndefined();
    expect(parser.take().map(({ name, stat, link }) => [name, stat.kind, stat.modifiedAt, link])).toEqual([
      ['a', 'file', 60_000, undefined],
      ['b\n', 'link', 61_000, { target: '/else\nwhere', kind: 'folder' }],
      ['c', 'folder', 62_000, undefined],
    ]);
    expect(parser.isComplete).toBe(true);
  });
});

it.each([['2', '81a4/7/60/me/us', './a'], ['99999999999', 'x'], ['-1', 'x'], ['1', 'no numbers', './a'], ['hello']])(
  'nonsense is no listing: %j',
  (...fields) => {
    expect(feed(createBatchParser(), `${fields.join('\0')}\0`, 4)).toBe('protocol-error');
  },
);

it('a field without an end is no listing', () => {
  const parser = createPrintfParser();
  const piece = Buffer.alloc(1024 * 1024, 'x');
  let pieces = 0;
  while (parser.push(piece) === undefined && pieces < 100) pieces += 1;
  expect(pieces).toBeLessThan(20);
});

it('reads lines of stat', () => {
  expect(readStatLine('c1ff/5/60/a b/c')?.stat.kind).toBe('other');
  expect(readStatLine('81a4/99999999999999999999/60/a/b')).toBeUndefined();
  expect(readStatLine('/1/2/a/b')).toBeUndefined();
  expect(readSeconds('-5')).toBeUndefined();
  expect(readSeconds('1.999999999')).toBe(1_999);
});

describe('complaints of commands', () => {
  it.each([
    ["stat: cannot statx '/x/Permission denied': No such file or directory", 'not-found'],
    ["rm: cannot remove '/x: No such file or directory': Permission denied", 'not-allowed'],
    ['sh: 3: cannot create /x/y: Directory nonexistent', 'not-found'],
    ["sh: can't create /x: File exists", 'already-exists'],
    ["rmdir: '/x': Directory not empty", 'not-empty'],
    ["dd: error writing '/x': No space left on device\n1+0 records in\n0+0 records out\n512 bytes copied", 'disk-full'],
    ['touch: /x: Read-only file system', 'not-allowed'],
    ['ls: /x: Not a directory', 'not-found'],
    ['Segmentation fault', 'protocol-error'],
    ['', 'protocol-error'],
  ])('%j', (errors, code) => {
    expect(readComplaint(errors).code).toBe(code);
  });

  it('hide nothing on the screen', () => {
    expect(readComplaint('bad \u001b[31m\u202ename').detail).toBe('bad name');
  });
});

it('quotes paths, and takes none for an option', () => {
  expect(pathWord('/plain')).toBe('/plain');
  expect(pathWord("/it's")).toBe("'/it'\\''s'");
  expect(pathWord('-rf')).toBe('./-rf');
});

it('packs what shells that are not POSIX would change', () => {
  expect(scriptCommand('echo a')).toBe("exec sh -c 'LC_ALL=C TZ=UTC0; export LC_ALL TZ; echo a'");
  const packed = scriptCommand("echo 'a\\b!'\necho c");
  expect(packed.slice(packed.indexOf('eval'))).not.toMatch(/[\n!]|\\b/);
  expect(scriptCommand('echo \u0001\n')).toContain('\u0001\n');
});

it('writes times as touch reads them', () => {
  expect(touchTime(Date.UTC(2026, 0, 2, 3, 4, 5, 999))).toBe('202601020304.05');
  expect(touchTime(-1)).toBeUndefined();
  expect(touchTime(Number.NaN)).toBeUndefined();
  expect(touchTime(Date.UTC(10_000, 0, 1))).toBeUndefined();
});

it('reads what is free, whatever the disk and its place are called', () => {
  const head = 'Filesystem     1024-blocks     Used Available Capacity Mounted on\n';
  expect(readFreeBytes(`${head}/dev/a b 100 20 80 20% /mnt/1 2 3 4% x\n`)).toBe(80 * 1_024);
  expect(readFreeBytes(`${head}overlay 100 100 0 100% /\n`)).toBe(0);
  expect(readFreeBytes('nonsense')).toBeUndefined();
});
