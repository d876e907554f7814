import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Result } from '../../../main/contract/problem.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { DRAG_LIMIT_MS, DragOut, MOST_DRAGGED_BYTES } from '../../../main/transfers/drag-out.ts';
import { openPrivateFolders } from '../../../main/transfers/private-folders.ts';
import { ordersOf, run, tell, temporaryFolder, wish } from './transfer-harness.ts';

const file = { kind: 'file', sizeBytes: 10 };

async function dragging(stat: Result<unknown> = ok(file)) {
  const app = run();
  const connection = await app.connect();
  connection.answers.set('statFile', () => stat);
  connection.answers.set('transferNotes', () =>
    ok({ notes: [{ kind: 'failed', path: 'a.txt', message: 'Refused.' }], total: 1 }),
  );
  const parent = join(temporaryFolder(), 'drag-out');
  const dragged: string[][] = [];
  const listeners = new Set<() => void>();
  const mouse = {
    isHeld: true,
    onRelease(listener: () => void) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  function letGo(): void {
    mouse.isHeld = false;
    for (const listener of listeners) listener();
  }
  const dragOut = new DragOut({
    machines: app.sessions.machines,
    transfers: app.transfers,
    folders: openPrivateFolders(parent, () => {}),
    clock: app.clock,
    mouse,
    startDrag(paths) {
      dragged.push(paths);
      return ok();
    },
  });
  const drag = (paths = ['/srv/a.txt']) => dragOut.drag(wish.place, paths);
  /** The order of the drag, once the process has it. */
  async function order() {
    await expect.poll(() => ordersOf(connection).length).toBe(1);
    const [given] = ordersOf(connection);
    if (given?.what.kind !== 'things') throw new Error('no order');
    return { id: given.id, folder: given.what.targetFolder, purpose: given.purpose };
  }
  return { ...app, connection, dragOut, dragged, parent, drag, order, letGo };
}

describe('what is dragged out of the window', () => {
  test('is fetched into a folder of its own and given to the system', async () => {
    const { connection, drag, order, dragged, dragOut, parent, truth } = await dragging();
    const given = drag();
    const { id, folder, purpose } = await order();
    expect(purpose).toBe('drag-out');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    writeFileSync(join(folder, 'a.txt'), 'content');
    tell(connection, id, { state: 'done', filesDone: 1 });
    expect(await given).toEqual({ ok: true, value: undefined });
    expect(dragged).toEqual([[join(folder, 'a.txt')]]);
    expect(truth.all('transfers')).toEqual([]);
    await dragOut[Symbol.asyncDispose]();
    expect(existsSync(parent)).toBe(false);
  });

  test('is refused before anything is fetched when the files are too large', async () => {
    const { drag, connection } = await dragging(ok({ kind: 'file', sizeBytes: MOST_DRAGGED_BYTES / 2 + 1 }));
    expect(await drag(['/srv/a', '/srv/b'])).toMatchObject({ ok: false, problem: { code: 'too-large' } });
    expect(ordersOf(connection)).toEqual([]);
  });

  test.each([
    ['has too many bytes', { bytesTotal: MOST_DRAGGED_BYTES + 1 }],
    ['has too many files', { filesTotal: 501 }],
    ['raises a question', { state: 'asking' as const }],
  ])('is given up when a folder %s', async (_what, progress) => {
    const { drag, order, connection, parent, dragged } = await dragging(ok({ kind: 'folder', sizeBytes: 0 }));
    connection.answers.set('controlTransfer', (input: { transferId: string }) => {
      tell(connection, input.transferId, { state: 'cancelled' });
      return ok();
    });
    const refused = drag();
    const { id } = await order();
    tell(connection, id, progress);
    expect(await refused).toMatchObject({ ok: false, problem: { code: 'too-large' } });
    expect(dragged).toEqual([]);
    expect(readdirSync(parent)).toEqual([]);
  });

  test('is given up when it takes longer than a drag', async () => {
    const { drag, order, connection, clock } = await dragging();
    connection.answers.set('controlTransfer', (input: { transferId: string }) => {
      tell(connection, input.transferId, { state: 'cancelled' });
      return ok();
    });
    const refused = drag();
    await order();
    await clock.pass(DRAG_LIMIT_MS + 1);
    expect(await refused).toMatchObject({ ok: false, problem: { code: 'too-large' } });
  });

  test('is given up when the button is let go before everything is here', async () => {
    const { drag, order, connection, letGo, dragged, parent } = await dragging();
    connection.answers.set('controlTransfer', (input: { transferId: string }) => {
      tell(connection, input.transferId, { state: 'cancelled' });
      return ok();
    });
    const refused = drag();
    await order();
    letGo();
    expect(await refused).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(dragged).toEqual([]);
    expect(readdirSync(parent)).toEqual([]);
    expect(await drag()).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    expect(ordersOf(connection)).toHaveLength(1);
  });

  test('is not given to the system when something of it failed', async () => {
    const { drag, order, connection, dragged } = await dragging();
    const refused = drag();
    const { id } = await order();
    tell(connection, id, { state: 'done', failedCount: 1 });
    expect(await refused).toMatchObject({ ok: false, problem: { code: 'not-supported', detail: 'a.txt: Refused.' } });
    expect(dragged).toEqual([]);
  });

  test.each([
    ['not-found', fail('not-found', 'It is gone.')],
    ['not-supported', ok({ kind: 'other', sizeBytes: 0 })],
  ])('answers %s for what cannot be dragged', async (code, stat) => {
    const { drag } = await dragging(stat);
    expect(await drag()).toMatchObject({ ok: false, problem: { code } });
  });
});
