import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { downloadWishes, uploadWishes } from '../../../main/transfers/wishes.ts';
import { temporaryFolder } from './transfer-harness.ts';
import { posixMissing } from '../../fixtures/needs.ts';

const place = { sessionId: 's1', machine: 0 };

describe('an upload', () => {
  test('is one transfer for each thing, with what people read about it', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'one\u202E.txt'), '');
    mkdirSync(join(folder, 'two'));
    symlinkSync('nowhere', join(folder, 'dead link'));
    const wished = await uploadWishes(place, '/srv/in', [
      join(folder, 'one\u202E.txt'),
      `${join(folder, 'two')}/`,
      join(folder, 'dead link'),
    ]);
    expect(wished).toMatchObject({
      ok: true,
      value: [
        { title: 'one.txt', from: folder, to: '/srv/in', remoteFolder: '/srv/in', direction: 'upload' },
        { title: 'two/', what: { kind: 'things', sources: [join(folder, 'two')], targetFolder: '/srv/in' } },
        { title: 'dead link' },
      ],
    });
  });

  test('takes a backslash for a part of the name (not so on Windows)', async (context) => {
    context.skip(posixMissing !== undefined, posixMissing);
    const path = join(temporaryFolder(), 'a\\..\\b\\');
    writeFileSync(path, '');
    expect(await uploadWishes(place, '/srv', [path])).toMatchObject({
      ok: true,
      value: [{ title: 'a\\..\\b\\', what: { sources: [path] } }],
    });
  });

  test('of very many things is one transfer', async () => {
    const folder = temporaryFolder();
    const paths = Array.from({ length: 21 }, (_, index) => join(folder, `${index}`));
    for (const path of paths) writeFileSync(path, '');
    const wished = await uploadWishes(place, '/srv', paths);
    expect(wished).toMatchObject({ ok: true, value: [{ title: '21 items', from: folder }] });
    expect(await uploadWishes(place, '/srv', paths.slice(1))).toHaveProperty('value.length', 20);
  });

  test.each([
    ['a path that is not whole', 'etc/passwd', 'bad-request'],
    ['a path that leads elsewhere', '/tmp/../etc/passwd', 'bad-request'],
    ['a path with a NUL', '/tmp/a\0b', 'bad-request'],
    ['a thing that is gone', '/nowhere/at/all', 'not-found'],
  ])('refuses %s', async (_what, path, code) => {
    expect(await uploadWishes(place, '/srv', [path])).toMatchObject({ ok: false, problem: { code } });
  });

  test('refuses a folder of the machine that is not whole', async () => {
    const refused = await uploadWishes(place, 'srv', [temporaryFolder()]);
    expect(refused).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  });
});

describe('a download', () => {
  test('is one transfer for each thing', () => {
    expect(downloadWishes(place, ['/srv/a\u0007.txt', '/var/log/', '/srv/a\u0007.txt'], '/home/anna')).toMatchObject({
      ok: true,
      value: [
        { title: 'a.txt', from: '/srv', to: '/home/anna', remoteFolder: '/srv', direction: 'download' },
        { title: 'log/', from: '/var', remoteFolder: '/var', what: { sources: ['/var/log'] } },
      ],
    });
  });

  test('of a drag is one transfer, however many things there are', () => {
    const wished = downloadWishes(place, ['/srv/a', '/var/b'], '/tmp/drag', 'drag-out');
    expect(wished).toMatchObject({ ok: true, value: [{ title: '2 items', from: 'several folders' }] });
  });

  test.each(['relative', '/', '/srv/..', '/srv/.', '/srv//', '/srv/../', '/srv/../etc'])('refuses %j', (path) => {
    expect(downloadWishes(place, [path], '/home/anna')).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  });
});
