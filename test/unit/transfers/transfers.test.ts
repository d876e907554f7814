import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MOST_ENDED } from '../../../main/transfers/transfer-list.ts';
import { ready, turn } from '../sessions/session-harness.ts';
import { askedOf, begin, otherKey, ordersOf, run, tell, wish } from './transfer-harness.ts';

describe('a transfer', () => {
  test('is shown, noted down, and given to the process that holds its machine', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    expect(app.row(id)).toMatchObject({
      state: 'queued',
      sessionId: 's1',
      machineName: 'me@127.0.0.1',
      title: 'report.txt',
    });
    expect(ordersOf(connection)).toMatchObject([{ id, isPaused: false, what: wish.what, machine: 0 }]);
    tell(connection, id, { bytesDone: 40, rate: 8 });
    expect(app.row(id)).toMatchObject({ state: 'running', bytesDone: 40, rate: 8 });
    tell(connection, id, { state: 'done', bytesDone: 100, filesDone: 1 });
    expect(app.row(id)).toMatchObject({ state: 'done', endedAt: app.clock.now() });
    expect(app.row(id)).not.toHaveProperty('rate');
  });

  test('is refused for a machine that was never connected, and for one that is gone', async () => {
    const app = run();
    expect(await app.transfers.start(wish)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    app.sessions.take(ready);
    expect(await app.transfers.start(wish)).toMatchObject({ ok: false, problem: { code: 'connection-lost' } });
    await app.connect();
    app.sessions.take({ ...ready, state: 'expired', machines: [] });
    expect(await app.transfers.start(wish)).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
  });

  test('that cannot be noted down is not begun', async () => {
    const app = run();
    const connection = await app.connect();
    writeFileSync(`${app.kept.folder}/file`, '');
    const broken = run({ ...app.kept, folder: `${app.kept.folder}/file` });
    await broken.connect();
    expect(await broken.transfers.start(wish)).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
    expect(broken.truth.all('transfers')).toEqual([]);
    expect(ordersOf(connection)).toEqual([]);
  });

  test('is believed only by the process that has it', async () => {
    const app = run();
    const first = await app.connect();
    const id = await begin(app, first);
    const second = await app.connect({ ...ready, id: 's2' }, otherKey);
    tell(second, id, { state: 'done' });
    expect(app.row(id)?.state).toBe('queued');
  });

  test('that the process refuses has stopped, with the reason', async () => {
    const app = run();
    const connection = await app.connect();
    const refusal = { code: 'storage-failed', message: 'No journal.' } as const;
    connection.answers.set('startTransfer', () => ({ ok: false, problem: refusal }));
    const id = await begin(app, connection);
    await expect.poll(() => app.row(id)).toMatchObject({ state: 'stopped', problem: refusal });
  });
});

describe('after the connection process was killed', () => {
  test('the machine is connected again by itself, and everything unfinished goes on', async () => {
    const app = run();
    const first = await app.connect();
    const running = await begin(app, first);
    const paused = await begin(app, first);
    const done = await begin(app, first);
    tell(first, running, { bytesDone: 50 });
    tell(first, paused, { state: 'paused' });
    tell(first, done, { state: 'done' });
    app.crashes[0]?.('exit code 9');
    expect(app.row(running)).toMatchObject({ state: 'waiting', bytesDone: 50, problem: { code: 'process-crashed' } });
    expect(app.launched).toHaveLength(2);
    const second = await app.connect();
    await expect.poll(() => ordersOf(second).map(({ id }) => id)).toEqual([running]);
    tell(second, running, { state: 'running', bytesDone: 60 });
    expect(app.row(running)).toMatchObject({ state: 'running', bytesDone: 60 });
    expect(app.row(running)).not.toHaveProperty('problem');
    expect(app.row(paused)?.state).toBe('paused');
    expect(await app.transfers.control([paused], 'resume')).toEqual({ ok: true, value: undefined });
    expect(ordersOf(second).map(({ id }) => id)).toEqual([running, paused]);
    expect(askedOf(second)).toEqual(['resume']);
  });

  test('a process that dies again and again is left to the person, until a minute has passed', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    for (let round = 0; round < 4; round += 1) app.crashes[round]?.('exit code 9');
    expect(app.launched).toHaveLength(4);
    expect(app.row(id)?.state).toBe('waiting');
    await app.clock.pass(60_001);
    app.sessions.reconnect('s1', 0);
    expect(app.launched).toHaveLength(5);
    app.crashes[4]?.('exit code 9');
    expect(app.launched).toHaveLength(6);
  });

  test('a machine without work is not connected unasked', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    tell(connection, id, { state: 'done' });
    app.crashes[0]?.('exit code 9');
    expect(app.launched).toHaveLength(1);
  });
});

describe('after Jumpseat was started again', () => {
  test('what is unfinished waits, and goes on in whatever session its machine turns up', async () => {
    const before = run();
    const connection = await before.connect();
    const running = await begin(before, connection);
    const paused = await begin(before, connection);
    tell(connection, running, { bytesDone: 70, rate: 5, current: 'report.txt' });
    tell(connection, paused, { state: 'paused' });
    await before.close();

    const after = run(before.kept);
    expect(after.row(running)).toMatchObject({ state: 'waiting', bytesDone: 70 });
    expect(after.row(running)?.problem?.message).toBe(
      'Waiting for me@127.0.0.1: connect to it again and this goes on.',
    );
    expect(after.row(running)).not.toHaveProperty('sessionId');
    expect(after.row(running)).not.toHaveProperty('rate');
    expect(after.row(paused)?.state).toBe('paused');
    const other = await after.connect({ ...ready, id: 's8' }, otherKey);
    const same = await after.connect({ ...ready, id: 's9' });
    await expect.poll(() => ordersOf(same).map(({ id }) => id)).toEqual([running]);
    expect(ordersOf(other)).toEqual([]);
    expect(after.row(running)).toMatchObject({ sessionId: 's9' });
  });

  test('a run that was killed left all it needs', async () => {
    const before = run();
    const connection = await before.connect();
    const id = await begin(before, connection);
    tell(connection, id, {});
    await expect.poll(() => before.kept.storage.text).toContain('running');
    const after = run(before.kept);
    expect(after.row(id)?.state).toBe('waiting');
  });

  test('a machine with its key at another address only goes on when the person says so', async () => {
    const before = run();
    const id = await begin(before, await before.connect());
    await before.close();
    const after = run(before.kept);
    const [machine] = ready.machines;
    if (machine === undefined) throw new Error('no machine');
    const moved = { ...machine, endpoints: [{ kind: 'ssh' as const, host: '127.0.0.2', port: 2222, user: 'me' }] };
    const connection = await after.connect({ ...ready, id: 's2', machines: [moved] });
    await turn();
    expect(ordersOf(connection)).toEqual([]);
    await after.transfers.control([id], 'resume');
    expect(ordersOf(connection).map((order) => order.id)).toEqual([id]);
  });

  test('what belongs to no transfer is removed', async () => {
    const before = run();
    const connection = await before.connect();
    const id = await begin(before, connection);
    writeFileSync(`${before.kept.folder}/stranger.jsonl`, '');
    await before.close();
    const after = run(before.kept);
    await expect.poll(() => readdirSync(after.kept.folder)).toEqual([`${id}.order.json`]);
  });
});

describe('when a session is over', () => {
  test('its transfers wait with a sentence, and can be cancelled and cleared', async () => {
    const app = run();
    const connection = await app.connect();
    const upload = await begin(app, connection);
    const download = await begin(app, connection, { direction: 'download' });
    app.sessions.take({ ...ready, state: 'expired', machines: [] });
    for (const id of [upload, download])
      expect(app.row(id)).toMatchObject({ state: 'waiting', problem: { code: 'session-ended' } });
    expect(await app.transfers.control([upload], 'clear')).toMatchObject({ ok: false, problem: { code: 'busy' } });
    expect(await app.transfers.control([upload, download], 'cancel')).toEqual({ ok: true, value: undefined });
    expect(app.row(upload)).toMatchObject({ state: 'cancelled' });
    // What lies half-written on this computer goes at once, without any machine.
    expect(app.desks.map(ordersOf)).toMatchObject([[{ id: download, isPaused: true }]]);
    expect(app.desks.map(askedOf)).toEqual([['cancel']]);
    expect(await app.transfers.control([upload, download], 'clear')).toEqual({ ok: true, value: undefined });
    expect(app.truth.all('transfers')).toEqual([]);
    // What lies on the machine is still removed if it ever comes back, in this run or the next.
    await expect.poll(() => readdirSync(app.kept.folder)).toEqual([`${upload}.order.json`]);
    await app.close();
    const next = run(app.kept);
    expect(next.truth.all('transfers')).toEqual([]);
    const back = await next.connect({ ...ready, id: 's2' });
    await expect.poll(() => askedOf(back)).toEqual(['cancel']);
    await expect.poll(() => readdirSync(app.kept.folder)).toEqual([]);
    expect(next.truth.all('transfers')).toEqual([]);
  });

  test('what nobody sees any more is forgotten after a day, if its machine never comes back', async () => {
    const app = run();
    const id = await begin(app, await app.connect());
    app.sessions.take({ ...ready, state: 'expired', machines: [] });
    await app.transfers.control([id], 'cancel');
    await app.transfers.control([id], 'clear');
    await app.close();
    const { text } = app.kept.storage;
    app.kept.storage.text = text.replaceAll(/"endedAt":\d+/g, `"endedAt":${app.clock.now() - 86_400_001}`);
    run(app.kept);
    await expect.poll(() => readdirSync(app.kept.folder)).toEqual([]);
  });

  test('what was cancelled meanwhile is cleaned up when the machine comes back', async () => {
    const app = run();
    const id = await begin(app, await app.connect());
    app.sessions.take({ ...ready, state: 'expired', machines: [] });
    await app.transfers.control([id], 'cancel');
    expect(app.row(id)?.problem?.message).toContain('goes when it is connected again');
    const back = await app.connect({ ...ready, id: 's2' });
    await expect.poll(() => askedOf(back)).toEqual(['cancel']);
    expect(ordersOf(back)).toMatchObject([{ id, isPaused: true }]);
    await expect.poll(() => app.row(id)).not.toHaveProperty('problem');
  });

  test('notes can still be read', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    tell(connection, id, { state: 'done', failedCount: 2 });
    app.sessions.take({ ...ready, state: 'expired', machines: [] });
    const notes = await app.transfers.notes({ transferId: id, kind: 'failed', offset: 0, limit: 10 });
    expect(notes).toEqual({ ok: true, value: { notes: [], total: 0 } });
    expect(app.desks).toHaveLength(1);
    await app.clock.pass(10_001);
    expect(app.desks[0]?.isDisposed()).toBe(true);
  });
});

describe('the list', () => {
  test('passes on what is asked, and clears what has ended with its files', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    for (const action of ['pause', 'resume', 'first', 'retry', 'cancel'] as const)
      expect(await app.transfers.control([id], action)).toEqual({ ok: true, value: undefined });
    expect(askedOf(connection)).toEqual(['pause', 'resume', 'first', 'retry', 'cancel']);
    tell(connection, id, { state: 'cancelled' });
    const order = `${app.kept.folder}/${id}.order.json`;
    expect(existsSync(order)).toBe(true);
    expect(await app.transfers.control([id], 'clear')).toEqual({ ok: true, value: undefined });
    expect(askedOf(connection).at(-1)).toBe('forgetTransfer');
    await expect.poll(() => existsSync(order)).toBe(false);
    expect(await app.transfers.control([id], 'clear')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('keeps so many that have ended, and no more', async () => {
    const app = run();
    const connection = await app.connect();
    const ids: string[] = [];
    for (let count = 0; count < MOST_ENDED + 3; count += 1) {
      const id = await begin(app, connection);
      ids.push(id);
      await app.clock.pass(1);
      tell(connection, id, { state: 'done' });
    }
    await expect.poll(() => app.truth.all('transfers').length).toBe(MOST_ENDED);
    expect(ids.slice(0, 3).map((id) => app.row(id))).toEqual([undefined, undefined, undefined]);
  });

  test('is written when states change, never for mere progress', async () => {
    const app = run();
    const connection = await app.connect();
    const id = await begin(app, connection);
    tell(connection, id, {});
    await expect.poll(() => app.kept.storage.text).toContain('"state":"running"');
    const { text } = app.kept.storage;
    for (let bytesDone = 1; bytesDone < 50; bytesDone += 1) tell(connection, id, { bytesDone });
    await turn();
    expect(app.kept.storage.text).toBe(text);
  });

  test('survives what it cannot read', () => {
    const app = run();
    app.kept.storage.text = JSON.stringify({ transfers: [{ row: 'no' }, 7] });
    expect(run(app.kept).truth.all('transfers')).toEqual([]);
    app.kept.storage.text = JSON.stringify({ transfers: 'no list' });
    expect(run(app.kept).truth.all('transfers')).toEqual([]);
  });
});
