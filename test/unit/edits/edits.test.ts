import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MOST_EDITED_BYTES } from '../../../main/edits/edits.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { ready, turn } from '../sessions/session-harness.ts';
import { editing } from './edit-harness.ts';

const stack = perTest();
const place = { sessionId: 's1', machine: 0 };
/** Long enough for a save to rest and to travel. */
const SOON = { timeout: 20_000, interval: 20 };

/** A file of the machine, open in an editor here. */
async function open(name = 'notes.txt', text = 'first', mode = 0o644) {
  const app = await editing(stack);
  app.machine.write(`/srv/${name}`, text, 60_000, mode);
  const connection = await app.connect();
  const begun = await app.edits.edit(place, `/srv/${name}`);
  if (!begun.ok) throw new Error(begun.problem.message);
  const { editId } = begun.value;
  const [copy] = app.opened;
  return { ...app, connection, editId, copy: copy ?? join(app.folder, editId, name), row: () => app.edit(editId) };
}

describe('a file of a machine', () => {
  test('is fetched, for this user alone, and opened', async () => {
    const { copy, row, folder } = await open('run me', 'x', 0o777);
    expect(readFileSync(copy, 'utf8')).toBe('x');
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    for (const path of [folder, dirname(copy)]) expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(row()).toMatchObject({ state: 'open', path: '/srv/run me', name: 'run me', sessionId: 's1' });
  });

  test('is uploaded when it is saved, with the mode it had', async () => {
    const { copy, row, machine, truth } = await open('tool', 'first', 0o755);
    writeFileSync(copy, 'second');
    await expect.poll(() => machine.read('/srv/tool'), SOON).toBe('second');
    await expect.poll(() => row()?.state, SOON).toBe('open');
    expect(row()?.savedAt).toBeGreaterThan(0);
    expect(machine.mode('/srv/tool')).toBe(0o755);
    // Saves are told by the edit itself; the list of transfers stays as it was.
    await expect.poll(() => truth.all('transfers'), SOON).toEqual([]);
    writeFileSync(copy, 'third');
    await expect.poll(() => machine.read('/srv/tool'), SOON).toBe('third');
  });

  test('is uploaded when an editor puts another file in its place', async () => {
    const { copy, machine } = await open();
    const beside = `${copy}.new`;
    writeFileSync(beside, 'replaced');
    renameSync(beside, copy);
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('replaced');
    rmSync(copy);
    writeFileSync(copy, 'made anew');
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('made anew');
  });

  test('is not uploaded half-written, nor when nothing changed in it', async () => {
    const { copy, machine, connection, clock } = await open();
    const uploads = () =>
      connection.calls.filter(
        ({ name, input }) => name === 'startTransfer' && (input as { direction: string }).direction === 'upload',
      ).length;
    // An editor that writes in steps, closer together than a save rests.
    const steps = ['', 'half ', 'half and half'];
    clock.hold();
    for (const text of steps) {
      writeFileSync(copy, text);
      await turn();
    }
    clock.release();
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('half and half');
    expect(uploads()).toBe(1);
    writeFileSync(copy, 'half and half');
    writeFileSync(copy, 'last');
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('last');
    expect(uploads()).toBe(2);
  });

  test('that is open already is opened again', async () => {
    const { edits, editId, opened } = await open();
    expect(await edits.edit(place, '/srv/notes.txt')).toEqual({ ok: true, value: { editId } });
    expect(opened).toHaveLength(2);
  });

  test.each(['setup.exe', 'start.COMMAND', 'link.desktop', 'job.ps1'])(
    'named %s is shown, never opened',
    async (name) => {
      const { opened, shown, row, copy, machine } = await open(name);
      expect(opened).toEqual([]);
      expect(shown).toEqual([copy]);
      expect(row()).toMatchObject({ state: 'open', problem: { code: 'not-supported' } });
      writeFileSync(copy, 'edited all the same');
      await expect.poll(() => machine.read(`/srv/${name}`), SOON).toBe('edited all the same');
    },
  );

  test.each([
    ['not-found', '/srv/gone', undefined],
    ['not-supported', '/srv/folder', { kind: 'folder', sizeBytes: 0 }],
    ['too-large', '/srv/disk.img', { kind: 'file', sizeBytes: MOST_EDITED_BYTES + 1 }],
    ['unsafe-name', '/srv/a\u202Eb', { kind: 'file', sizeBytes: 1 }],
    ['unsafe-name', '/srv/a\\b', { kind: 'file', sizeBytes: 1 }],
  ])('answers %s for %s, and leaves nothing behind', async (code, path, stat) => {
    const app = await editing(stack);
    const connection = await app.connect();
    if (stat !== undefined) connection.answers.set('statFile', () => ok(stat));
    expect(await app.edits.edit(place, path)).toMatchObject({ ok: false, problem: { code } });
    expect(app.truth.all('edits')).toEqual([]);
    expect(existsSync(app.folder)).toBe(false);
  });

  test('that cannot be fetched is not in the list, and nothing of it stays', async () => {
    const app = await editing(stack);
    app.machine.write('/srv/notes.txt', 'first');
    await app.connect();
    app.machine.failNext(fail('not-allowed', 'Refused.'));
    expect(await app.edits.edit(place, '/srv/notes.txt')).toMatchObject({ problem: { code: 'not-allowed' } });
    expect(app.truth.all('edits')).toEqual([]);
    expect(readdirSync(app.folder)).toEqual([]);
  });

  test('is fetched where a link leads, so that the link stays a link', async () => {
    const app = await editing(stack);
    app.machine.write('/srv/real.txt', 'first');
    const connection = await app.connect();
    const usual = connection.answers.get('statFile');
    connection.answers.set('statFile', ({ path }: { path: string }) =>
      path === '/srv/link'
        ? ok({ kind: 'file', sizeBytes: 5, realPath: '/srv/real.txt' })
        : (usual?.({ path } as never) ?? ok()),
    );
    await app.edits.edit(place, '/srv/link');
    const [copy] = app.opened;
    writeFileSync(copy ?? '', 'second');
    await expect.poll(() => app.machine.read('/srv/real.txt'), SOON).toBe('second');
    expect(existsSync(app.machine.path('/srv/link'))).toBe(false);
  });
});

describe('a file that was changed on the machine meanwhile', () => {
  async function conflict() {
    const app = await open();
    app.machine.write('/srv/notes.txt', 'theirs', 0);
    writeFileSync(app.copy, 'ours');
    await expect
      .poll(() => app.row(), SOON)
      .toMatchObject({ state: 'conflict', problem: { code: 'changed-meanwhile' } });
    expect(app.machine.read('/srv/notes.txt')).toBe('theirs');
    return app;
  }

  test('is never overwritten, whatever is saved, until somebody chose', async () => {
    const { copy, row, machine, edits, editId } = await conflict();
    const { savedAt } = row() ?? {};
    writeFileSync(copy, 'ours again');
    await expect.poll(() => row()?.savedAt, SOON).not.toBe(savedAt);
    expect(row()?.state).toBe('conflict');
    expect(machine.read('/srv/notes.txt')).toBe('theirs');
    expect(edits.resolve(editId, 'overwrite')).toEqual({ ok: true, value: undefined });
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('ours again');
    await expect.poll(() => row()?.state, SOON).toBe('open');
    expect(edits.resolve(editId, 'overwrite')).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
  });

  test('stays beside ours, which the edit follows from then on', async () => {
    const { copy, row, machine, edits, editId } = await conflict();
    machine.write('/srv/notes (mine).txt', 'taken');
    edits.resolve(editId, 'keep-both');
    await expect.poll(() => row()?.path, SOON).toBe('/srv/notes (mine 2).txt');
    await expect.poll(() => row()?.state, SOON).toBe('open');
    expect(machine.read('/srv/notes (mine 2).txt')).toBe('ours');
    expect(row()?.name).toBe('notes (mine 2).txt');
    writeFileSync(copy, 'ours, later');
    await expect.poll(() => machine.read('/srv/notes (mine 2).txt'), SOON).toBe('ours, later');
    expect(machine.read('/srv/notes.txt')).toBe('theirs');
    expect(machine.read('/srv/notes (mine).txt')).toBe('taken');
  });

  test('takes the place of ours', async () => {
    const { copy, row, machine, edits, editId } = await conflict();
    edits.resolve(editId, 'take-theirs');
    await expect.poll(() => readFileSync(copy, 'utf8'), SOON).toBe('theirs');
    await expect.poll(() => row()?.state, SOON).toBe('open');
    writeFileSync(copy, 'on top of theirs');
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('on top of theirs');
  });

  test('is no conflict when only its time is another, or when it became the same as ours', async () => {
    const { copy, row, machine } = await open();
    machine.write('/srv/notes.txt', 'first', 5_000);
    writeFileSync(copy, 'second');
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('second');
    machine.write('/srv/notes.txt', 'third', 0);
    writeFileSync(copy, 'third');
    await expect.poll(() => row()?.state, SOON).toBe('open');
    expect(row()).not.toHaveProperty('problem');
  });

  test('is one too when it was removed there', async () => {
    const { copy, row, machine } = await open();
    rmSync(machine.path('/srv/notes.txt'));
    writeFileSync(copy, 'ours');
    await expect
      .poll(() => row()?.problem?.message, SOON)
      .toBe('notes.txt was removed from the machine while you edited it.');
  });
});

describe('a save that cannot be uploaded', () => {
  test('waits for the machine, and goes there when it is back', async () => {
    const { copy, row, machine, connection } = await open();
    connection.say('link', { machine: 0, state: 'lost' });
    writeFileSync(copy, 'saved meanwhile');
    await expect.poll(() => row()?.state, SOON).toBe('waiting');
    expect(row()?.problem?.hint).toContain(dirname(copy));
    connection.say('link', { machine: 0, state: 'connected' });
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('saved meanwhile');
    await expect.poll(() => row()?.state, SOON).toBe('open');
  });

  test('says why, and is tried again with the next save', async () => {
    const { copy, row, machine } = await open();
    machine.failNext(fail('disk-full', 'The disk of the machine is full.'));
    writeFileSync(copy, 'second');
    await expect.poll(() => row(), SOON).toMatchObject({ state: 'waiting', problem: { code: 'disk-full' } });
    writeFileSync(copy, 'third');
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('third');
  });

  test('is not lost with the app: the next run lists it, checks for conflicts, and uploads it', async () => {
    const before = await open();
    before.connection.say('link', { machine: 0, state: 'lost' });
    writeFileSync(before.copy, 'saved meanwhile');
    await expect.poll(() => before.row()?.state, SOON).toBe('waiting');
    await before.close();
    expect(existsSync(before.copy)).toBe(true);

    const { machine, folder, kept } = before;
    const after = await editing(stack, { kept, folder, machine });
    await after.edits.restore();
    await expect
      .poll(() => after.edit(before.editId), SOON)
      .toMatchObject({ state: 'waiting', path: '/srv/notes.txt' });
    await after.connect({ ...ready, id: 's7' });
    await expect.poll(() => machine.read('/srv/notes.txt'), SOON).toBe('saved meanwhile');
    await expect.poll(() => after.edit(before.editId), SOON).toMatchObject({ state: 'open', sessionId: 's7' });
    await after.close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('stays when the app ends while an editor is putting another file in its place', async () => {
    const before = await open();
    before.connection.say('link', { machine: 0, state: 'lost' });
    rmSync(before.copy);
    writeFileSync(`${before.copy}.new`, 'all there is of it');
    await before.close();
    expect(readFileSync(`${before.copy}.new`, 'utf8')).toBe('all there is of it');
  });

  test('keeps the editing from being ended, unless it shall be lost', async () => {
    const { copy, row, connection, edits, editId, folder } = await open();
    connection.say('link', { machine: 0, state: 'lost' });
    writeFileSync(copy, 'second');
    await expect.poll(() => row()?.state, SOON).toBe('waiting');
    expect(await edits.stop(editId, false)).toMatchObject({ ok: false, problem: { code: 'busy' } });
    expect(await edits.stop(editId, true)).toEqual({ ok: true, value: undefined });
    expect(row()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the end', () => {
  test('of an edit removes the copy', async () => {
    const { edits, editId, folder, row } = await open();
    expect(await edits.stop(editId, false)).toEqual({ ok: true, value: undefined });
    expect(row()).toBeUndefined();
    expect(readdirSync(folder)).toEqual([]);
    expect(await edits.stop(editId, false)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('of a session keeps what is saved, and says where', async () => {
    const { copy, row, sessions } = await open();
    sessions.take({ ...ready, state: 'expired', machines: [] });
    expect(row()?.problem).toMatchObject({ code: 'session-ended' });
    expect(row()?.problem?.hint).toContain(dirname(copy));
    writeFileSync(copy, 'too late');
    await expect.poll(() => row()?.state, SOON).toBe('waiting');
    expect(readFileSync(copy, 'utf8')).toBe('too late');
  });

  test('of the app removes copies that are on the machine as they are', async () => {
    const { close, folder } = await open();
    await close();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of an app that was killed leaves nothing for long that nobody changed', async () => {
    const before = await open();
    writeFileSync(join(before.folder, 'leftover'), '');
    const after = await editing(stack, { folder: before.folder, machine: before.machine });
    await after.edits.restore();
    expect(readdirSync(before.folder)).toEqual([]);
  });
});
