import { describe, expect, it } from 'vitest';
import type { FileEntry } from '../../../../main/contract/files.ts';
import { countsText, modeText, nameMistake } from '../../../../renderer/features/files/entry-text.ts';
import { shownText } from '../../../../renderer/ui/text/shown-text.ts';
import { Listing } from '../../../../renderer/features/files/listing.ts';
import { baseName, parentPath, pathParts, typedPath } from '../../../../renderer/features/files/paths.ts';
import { decodeText } from '../../../../renderer/features/files/preview/decode-text.ts';
import { imageAddress } from '../../../../renderer/features/files/preview/image-address.ts';
import { comparison, insertSorted, sortInSlices } from '../../../../renderer/features/files/sort-entries.ts';
import { folderOfOsc1337, folderOfOsc633, folderOfOsc7 } from '../../../../renderer/features/terminal/folder-escape.ts';

function file(name: string, part: Partial<FileEntry> = {}): FileEntry {
  return { name, kind: 'file', sizeBytes: 0, ...part };
}

const byName = comparison({ column: 'name', isDescending: false });

describe('sorting', () => {
  const entries = Array.from({ length: 25_000 }, (_, index) => file(`file ${(index * 7_919) % 25_000}`));

  it('counts as people do, with folders first', () => {
    const some = [file('b 10'), file('B 2'), file('a'), file('z', { kind: 'folder' })];
    expect(some.toSorted(byName).map(({ name }) => name)).toEqual(['z', 'a', 'B 2', 'b 10']);
  });

  it('in slices gives what sorting at once gives', async () => {
    const sorted = await sortInSlices(entries, byName, new AbortController().signal);
    expect(sorted?.map(({ name }) => name)).toEqual(entries.toSorted(byName).map(({ name }) => name));
  });

  it('ends when another order is wanted', async () => {
    const stopping = new AbortController();
    stopping.abort();
    expect(await sortInSlices(entries, byName, stopping.signal)).toBeUndefined();
  });

  it('puts what comes later where it belongs', () => {
    const listing = new Listing(byName);
    for (let from = 0; from < entries.length; from += 1_000) {
      listing.add(entries.slice(from, from + 1_000));
      listing.flush();
    }
    expect(listing.sorted.map(({ name }) => name)).toEqual(entries.toSorted(byName).map(({ name }) => name));
    expect(insertSorted([], [], byName)).toEqual([]);
  });

  it('keeps what was removed away, also when the order changes meanwhile', async () => {
    const listing = new Listing(byName);
    listing.add(entries);
    listing.flush();
    const sorted = listing.sort(comparison({ column: 'name', isDescending: true }));
    listing.remove(new Set(['file 7']));
    expect(await sorted).toBe(true);
    expect(listing.sorted).toHaveLength(entries.length - 1);
    expect(listing.sorted[0]?.name).toBe('file 24999');
  });

  it('shows a name that comes twice once', () => {
    const listing = new Listing(byName);
    listing.add([file('a'), file('a'), file('..'), file('b/c')]);
    listing.flush();
    expect(listing.sorted.map(({ name }) => name)).toEqual(['a']);
    expect(listing.oddCount).toBe(3);
  });
});

describe('a link of a listing', () => {
  const link = (name: string, to?: FileEntry['link']): FileEntry => ({
    ...file(name),
    kind: 'link',
    ...(to === undefined ? {} : { link: to }),
  });

  it('comes again with where it leads, and stands where that belongs', () => {
    const listing = new Listing(byName);
    listing.add([file('a'), link('to-folder'), link('gone')]);
    listing.flush();
    listing.add([link('to-folder', { target: 'src', kind: 'folder' }), link('gone', { target: 'x', kind: 'missing' })]);
    listing.flush();
    expect(listing.sorted.map(({ name, link: to }) => [name, to?.kind])).toEqual([
      ['to-folder', 'folder'],
      ['a', undefined],
      ['gone', 'missing'],
    ]);
    expect(listing.oddCount).toBe(0);
    expect(listing.count).toBe(3);
  });

  it('is told once more only, and never of something else', () => {
    const listing = new Listing(byName);
    const known = link('b', { target: 'src', kind: 'folder' });
    listing.add([file('a'), link('b'), link('c')]);
    listing.add([known, known, link('a', { target: '/etc', kind: 'folder' })]);
    listing.remove(new Set(['c']));
    listing.flush();
    expect(listing.sorted.map(({ name, kind }) => [name, kind])).toEqual([
      ['b', 'link'],
      ['a', 'file'],
    ]);
    expect(listing.oddCount).toBe(2);
  });
});

describe('texts', () => {
  it('count folders and files apart', () => {
    const folder = { kind: 'folder' } as const;
    const plain = { kind: 'file' } as const;
    const linked = { kind: 'link', link: { target: 'src', kind: 'folder' } } as const;
    expect(countsText([])).toBe('0 files');
    expect(countsText([folder])).toBe('1 folder');
    expect(countsText([folder, linked, plain])).toBe('2 folders, 1 file');
  });

  it('show permissions as ls does', () => {
    expect(modeText({ kind: 'folder', mode: 0o1777 })).toBe('drwxrwxrwt');
    expect(modeText({ kind: 'file', mode: 0o4755 })).toBe('-rwsr-xr-x');
    expect(modeText({ kind: 'link', mode: 0o2640 })).toBe('lrw-r-S---');
    expect(modeText({ kind: 'file', mode: undefined })).toBe('');
  });

  it('write out what cannot be seen', () => {
    expect(shownText('a\u202eb\nc\u200b')).toBe(String.raw`a\u{202e}b\u{a}c\u{200b}`);
  });

  it('say why a name cannot be', () => {
    expect(nameMistake('fine.txt', 'posix')).toBeUndefined();
    expect(nameMistake('..', 'posix')).toContain('stands for a folder');
    expect(nameMistake('a\nb', 'posix')).toContain('line ends');
    expect(nameMistake('ü'.repeat(128), 'posix')).toContain('255 bytes');
    expect(nameMistake('a:b', 'posix')).toBeUndefined();
    expect(nameMistake('a:b', 'windows')).toContain('On Windows');
    expect(nameMistake('a.', 'windows')).toContain('end in a dot');
  });

  it('take paths apart and put them together', () => {
    expect(pathParts('/C:/Users').map(({ path }) => path)).toEqual(['/', '/C:', '/C:/Users']);
    expect([baseName('/a/b/'), parentPath('/a/b/'), parentPath('/a'), parentPath('/')]).toEqual(['b', '/a', '/', '/']);
    expect([typedPath(' b ', '/a'), typedPath('/b', '/a'), typedPath('~/b', '/a')]).toEqual(['/a/b', '/b', '~/b']);
  });
});

describe('a preview', () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const uncut = { startsInside: false, endsInside: false };

  it('knows its encoding', () => {
    expect(decodeText(bytes('grüße'), uncut)).toEqual({ text: 'grüße', encoding: 'UTF-8', isGuess: false });
    expect(decodeText(new Uint8Array([0xff, 0xfe, 0x41, 0]), uncut)?.encoding).toBe('UTF-16');
    expect(decodeText(new Uint8Array([0x67, 0x72, 0xfc, 0xdf]), uncut)).toEqual({
      text: 'grüß',
      encoding: 'Windows-1252',
      isGuess: true,
    });
  });

  it('is not broken by a cut within a character', () => {
    const all = bytes('€€€');
    expect(decodeText(all.slice(0, 7), { startsInside: false, endsInside: true })?.text).toBe('€€');
    expect(decodeText(all.slice(1), { startsInside: true, endsInside: false })?.text).toBe('€€');
    expect(decodeText(all, { startsInside: false, endsInside: true })?.text).toBe('€€€');
  });

  it('takes nothing for text that is none', () => {
    expect(decodeText(new Uint8Array([1, 0, 2]), uncut)).toBeUndefined();
    expect(decodeText(new Uint8Array(100).fill(1), uncut)).toBeUndefined();
  });

  it('goes by what an image begins with', () => {
    const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(imageAddress(png)).toBe('data:image/png;base64,iVBORw0KGgo=');
    expect(imageAddress(bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'))).toBeUndefined();
  });
});

describe('the folder of a shell', () => {
  it('is read from the three escapes that tell it', () => {
    expect(folderOfOsc7('file://host/home/ada/a%20b')).toEqual({ host: 'host', path: '/home/ada/a b' });
    expect(folderOfOsc7('file:///home/ada')).toEqual({ host: undefined, path: '/home/ada' });
    expect(folderOfOsc1337('CurrentDir=/home/ada')).toEqual({ host: undefined, path: '/home/ada' });
    expect(folderOfOsc633(String.raw`P;Cwd=/a\x3bb\\c`)).toEqual({ host: undefined, path: String.raw`/a;b\c` });
  });

  it('is nothing else, whatever the machine sends', () => {
    for (const data of [
      'http://host/home',
      'file://ho st/home',
      'file://host',
      'file://host/%ZZ',
      'file://host/%00',
      'file://host/a%0ab',
      `file://host/${'a'.repeat(5_000)}`,
      'file://a:b@host/home',
    ]) {
      expect(folderOfOsc7(data)).toBeUndefined();
    }
    expect(folderOfOsc1337('RemoteHost=/x')).toBeUndefined();
    expect(folderOfOsc1337('CurrentDir=relative')).toBeUndefined();
    expect(folderOfOsc633(String.raw`P;Cwd=/a\x1bb`)).toBeUndefined();
    expect(folderOfOsc633('E;ls')).toBeUndefined();
  });
});
