import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { string, uint32 } from '../../../main/buildhost/access/sftp/packet-writer.ts';
import { packetType } from '../../../main/buildhost/access/sftp/protocol.ts';
import type { FileChannel, RemoteEntry } from '../../../main/connection/remote/remote-files.ts';
import type { HostileOptions } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import {
  attributesReply,
  dataReply,
  extendedReply,
  handleReply,
  nameReply,
  packet,
  statusReply,
  versionReply,
} from '../../fixtures/hostile-sftp/packets.ts';
import type { SftpRequest } from '../../fixtures/hostile-sftp/packets.ts';
import { badNames, file, folder, folderOfNames } from '../../fixtures/hostile-sftp/tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { everything, expectSentence, hostileScene, lie, types, world } from './hostile-scene.ts';
import { valueOf } from './sftp-link.ts';

const opened = perTest();
const scene = (options: HostileOptions) => hostileScene(opened, options);

it('works with the server of these tests as long as it is honest', async () => {
  const { files, server } = await scene({ tree: world() });
  valueOf(await everything(files));
  expect(new Set(server.requests.map(({ type }) => type)).size).toBeGreaterThan(15);
});

describe('lies of a server', () => {
  const cases: [string, (request: SftpRequest, right: () => Buffer) => Buffer][] = [
    ['a packet of 4 GiB', () => Buffer.concat([uint32(0xffff_ffff), Buffer.alloc(100, 1)])],
    ['a packet of 2 GiB', () => Buffer.concat([uint32(0x8000_0000), Buffer.alloc(100, 1)])],
    ['a packet of nothing', () => Buffer.concat([uint32(0), Buffer.alloc(100, 1)])],
    ['a packet larger than any', () => Buffer.concat([uint32(256 * 1024 + 1), Buffer.alloc(300_000, 1)])],
    ['a packet of one byte', () => packet(packetType.STATUS)],
    [
      'a packet shorter than its content',
      ({ id }) => packet(packetType.NAME, uint32(id), uint32(1), uint32(5_000_000)),
    ],
    ['a count that is not there', ({ id }) => nameReply(id, [{ name: 'x' }], 0xffff_ffff)],
    ['a status without a code', ({ id }) => packet(packetType.STATUS, uint32(id))],
    ['an unknown type', ({ id }) => packet(99, uint32(id), string('what'))],
    ['the type of a request', ({ id }) => packet(packetType.OPEN, uint32(id), string('what'))],
    ['an unknown id', ({ id }) => statusReply(id + 1000, 0)],
    ['a second VERSION', () => versionReply({})],
    ['an extended reply', ({ id }) => extendedReply(id, 1, 2, 3, 4)],
    ['noise', () => Buffer.alloc(70_000, 0xa5)],
  ];
  it.each(cases)(
    'ends the channel at %s, in answer to whatever',
    async (_name, answer) => {
      for (const type of types) {
        const { files, connection } = await scene(lie(type, answer));
        const problem = expectSentence(await everything(files));
        expect([type, problem.code]).toEqual([type, 'protocol-error']);
        expect(files.ended.aborted).toBe(true);
        expect(expectSentence(await files.stat('/file', true)).code).toBe('protocol-error');
        // The rest of the connection lives.
        const again = valueOf(await connection.openSftp());
        expect(valueOf(await again.realPath('/file'))).toBe('/file');
        connection.close();
      }
    },
    60_000,
  );

  const wrong: [string, string[], (request: SftpRequest) => Buffer][] = [
    [
      'OK',
      ['OPENDIR', 'READDIR', 'REALPATH', 'STAT', 'READLINK', 'OPEN', 'FSTAT', 'READ'],
      ({ id }) => statusReply(id, 0),
    ],
    ['a handle', types.filter((type) => !type.startsWith('OPEN')), ({ id }) => handleReply(id, 'x')],
    ['data', types.filter((type) => type !== 'READ'), ({ id }) => dataReply(id, Buffer.from('x'))],
    [
      'attributes',
      types.filter((type) => !type.includes('STAT') || type.includes('SETSTAT')),
      ({ id }) => attributesReply(id, {}),
    ],
    [
      'a name',
      types.filter((type) => !['READDIR', 'REALPATH', 'READLINK'].includes(type)),
      ({ id }) => nameReply(id, [{ name: 'x' }]),
    ],
  ];
  it.each(wrong)(
    'takes %s for no answer to what it does not answer',
    async (_name, asked, answer) => {
      for (const type of asked) {
        const { files, connection } = await scene(lie(type, answer));
        expect([type, expectSentence(await everything(files)).code]).toEqual([type, 'protocol-error']);
        connection.close();
      }
    },
    60_000,
  );

  it('takes no more data than it asked for', async () => {
    const { files } = await scene(lie('READ', ({ id, length }) => dataReply(id, Buffer.alloc(length + 1, 7))));
    const source = valueOf(await files.openFile('/file', 'read'));
    const room = Buffer.alloc(64);
    expect(expectSentence(await source.read(0, room.subarray(0, 4))).code).toBe('protocol-error');
    expect(room.every((byte) => byte === 0)).toBe(true);
  });

  it('asks again when it got less, and takes no empty answer for the end', async () => {
    const short = await scene({
      tree: world(),
      onRequest: ({ type, id, offset }) =>
        type === 'READ' && offset < 10 ? dataReply(id, Buffer.from(String(offset))) : undefined,
    });
    const source = valueOf(await short.files.openFile('/file', 'read'));
    const room = Buffer.alloc(20);
    expect(valueOf(await source.read(0, room))).toBe(10);
    expect(room.toString('latin1', 0, 10)).toBe('0123456789');
    const empty = await scene(lie('READ', ({ id }) => dataReply(id, Buffer.alloc(0))));
    const other = valueOf(await empty.files.openFile('/file', 'read'));
    expect(expectSentence(await other.read(0, room)).code).toBe('protocol-error');
  });

  it('refuses handles that are too long, and uses those that are odd as they are', async () => {
    for (const type of ['OPEN', 'OPENDIR']) {
      const { files } = await scene(lie(type, ({ id }) => handleReply(id, Buffer.alloc(257, 1))));
      expect(expectSentence(await everything(files)).code).toBe('protocol-error');
    }
    const odd = await scene(lie('OPEN', ({ id }) => handleReply(id, '')));
    const source = valueOf(await odd.files.openFile('/file', 'read'));
    expectSentence(await source.read(0, Buffer.alloc(4)));
    expect(odd.server.requests.findLast(({ type }) => type === 'READ')).toMatchObject({ handle: '' });
  });

  it.each([
    ['nothing at all', [] as string[]],
    ['an empty one', ['']],
    ['one with NUL', ['/a\0b']],
    ['one that leads from nowhere', ['relative/path']],
    ['one of 64 KiB', [`/${'x'.repeat(65_536)}`]],
  ])('believes no path such as %s', async (_name, answer) => {
    const { files } = await scene(
      lie('REALPATH', ({ id }) =>
        nameReply(
          id,
          answer.map((name) => ({ name })),
        ),
      ),
    );
    expect(expectSentence(await files.realPath('.')).code).toBe('protocol-error');
  });

  it('makes sizes and times out of whatever they say', async () => {
    const tree = folder({
      huge: file('', { size: 2n ** 63n }),
      all: file('', { size: 2n ** 64n - 1n, mtime: 0xffff_ffff, mode: 0xffff_ffff }),
      bare: file(''),
    });
    const { files } = await scene({
      tree,
      onRequest: ({ type, id, path }) => (type === 'LSTAT' && path === '/bare' ? attributesReply(id, {}) : undefined),
    });
    expect(valueOf(await files.stat('/huge', false)).sizeBytes).toBe(Number.MAX_SAFE_INTEGER);
    expect(valueOf(await files.stat('/all', false))).toEqual({
      kind: 'other',
      sizeBytes: Number.MAX_SAFE_INTEGER,
      modifiedAt: 0xffff_ffff * 1000,
      mode: 0o7777,
    });
    expect(valueOf(await files.stat('/bare', false))).toEqual({
      kind: 'other',
      sizeBytes: 0,
      modifiedAt: undefined,
      mode: undefined,
    });
  });

  it.each(['WRITE', 'CLOSE', 'OPEN', 'MKDIR'])('finds out that "failure" of %s means a full disk', async (type) => {
    const { files } = await scene({ ...lie(type, ({ id }) => statusReply(id, 4, 'Failure')), freeBytes: 0 });
    const problem = await (async () => {
      if (type === 'MKDIR') return files.makeFolder('/full');
      const made = await files.openFile('/full', 'create');
      if (!made.ok) return made;
      const written = await made.value.write(0, Buffer.alloc(100));
      return written.ok ? made.value.close() : written;
    })();
    expect(expectSentence(problem)).toMatchObject({ code: 'disk-full', message: expect.stringContaining('/full') });
  });

  it('says that nobody said why, when there is no other reason', async () => {
    const { files } = await scene(lie('WRITE', ({ id }) => statusReply(id, 4, '\u001B[31mbad\u202E disk')));
    const made = valueOf(await files.openFile('/new', 'create'));
    const problem = expectSentence(await made.write(0, Buffer.alloc(100)));
    expect(problem).toMatchObject({ code: 'not-allowed', detail: 'bad disk' });
    expect(valueOf(await files.realPath('/'))).toBe('/');
  });

  it('shows a path that was meant to deceive as it is', async () => {
    const { files } = await scene({ tree: world() });
    const problem = expectSentence(await files.stat(`/photo\u202Egnp.exe\u001B[2J${'x'.repeat(3000)}`, false));
    expect(problem.message.length).toBeLessThan(200);
  });

  it('keeps to limits within reason', async () => {
    const big = 2n ** 64n - 1n;
    const much = await scene({ tree: world(), limits: [big, big, big, big] });
    expect(much.files).toMatchObject({ readBytes: 261_120, writeBytes: 261_120, maxHandles: 1024 });
    const little = await scene({ tree: world(), limits: [1, 1, 1, 1] });
    expect(little.files).toMatchObject({ readBytes: 1024, writeBytes: 1024, maxHandles: 1 });
    valueOf(await everything(little.files));
    const none = await scene({ tree: world(), extensions: {} });
    expect(none.files).toMatchObject({ readBytes: 32_768, writeBytes: 32_768, maxHandles: 64 });
    valueOf(await everything(none.files));
  });
});

describe('listings of a server', () => {
  async function list(files: FileChannel, path: string): Promise<RemoteEntry[]> {
    const all: RemoteEntry[] = [];
    valueOf(await files.list(path, (entries) => void all.push(...entries)));
    return all;
  }

  it('hands names on as they are, for others to judge', async () => {
    const duplicates = Array.from({ length: 300 }, () => 'twice');
    const { files } = await scene({ tree: folder({ bad: folderOfNames([badNames, duplicates]) }) });
    const names = (await list(files, '/bad')).map(({ name }) => name);
    expect(names.filter((name) => name === 'twice')).toHaveLength(300);
    expect(names).not.toContain('..');
    expect(names).toContain('../escaped');
    expect(names).toHaveLength(badNames.length - 2 + 300);
  });

  it('makes owners fit for the screen', async () => {
    const longnames = [
      '-rw-r--r--    1 ann      staff          12 Nov 22 03:19 a file',
      `-rw-r--r-- 1 \u001B[31m\u202Eevil ${'g'.repeat(64)} 1 Nov 22 x`,
      `-rw-r--r-- 1 ${'o'.repeat(70_000)} g 1 Nov 22 x`,
      'nothing that anybody knows',
      '',
    ];
    const entries = longnames.map((longname, index) => ({
      name: String(index),
      longname,
      attributes: { uid: 1000 + index, gid: 5, mode: 0o100644 },
    }));
    const { files } = await scene({ tree: folder({ owned: folder({}, { listing: () => [entries] }) }) });
    expect((await list(files, '/owned')).map(({ owner, group }) => [owner, group])).toEqual([
      ['ann', 'staff'],
      ['evil', 'g'.repeat(64)],
      ['1002', '5'],
      ['1003', '5'],
      ['1004', '5'],
    ]);
  });

  it('stops an endless one as soon as nobody wants more', async () => {
    const endless = function* () {
      for (let batch = 0; ; batch += 1) yield Array.from({ length: 100 }, (_, index) => `file-${batch}-${index}`);
    };
    const { files, server } = await scene({ tree: folder({ endless: folderOfNames(endless()) }) });
    const stop = new AbortController();
    let seen = 0;
    const listed = await files.list(
      '/endless',
      async (entries) => {
        seen += entries.length;
        await turn();
        if (seen >= 20_000) stop.abort();
      },
      stop.signal,
    );
    expect(expectSentence(listed).code).toBe('cancelled');
    // Those that were asked for at once, and no more.
    await server.asked(({ type }) => type === 'CLOSE');
    expect(server.requests.filter(({ type }) => type === 'READDIR').length).toBeLessThan(200 + 32);
    expect(valueOf(await files.realPath('/'))).toBe('/');
  });

  it('ends one that goes on without a name', async () => {
    const nothing = function* () {
      for (;;) yield [];
    };
    const { files } = await scene({ tree: folder({ empty: folderOfNames(nothing()) }) });
    expect(expectSentence(await files.list('/empty', () => {})).code).toBe('protocol-error');
  });
});
