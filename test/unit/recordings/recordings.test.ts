import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { connectionWorkCalls } from '../../../main/contract/connection-work.ts';
import { settingsSchema } from '../../../main/contract/settings.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { Records } from '../../../main/records/records.ts';
import { Recordings } from '../../../main/recordings/recordings.ts';
import { createSavedRecordings } from '../../../main/recordings/saved-recordings.ts';
import { SecretsInUse } from '../../../main/recordings/secrets-in-use.ts';
import { MemoryVault } from '../../fixtures/memory-vault.ts';
import { createLastingSecrets } from '../../../main/keychain/lasting-secrets.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { ready, setUp } from '../sessions/session-harness.ts';

const PATIENCE = { timeout: 15_000 };

const resources = perTest();
const orderSchema = connectionWorkCalls.startRecording.input;
const hostKey = { algorithm: 'ssh-ed25519', sha256: `SHA256:${'a'.repeat(43)}`, source: 'first-contact' as const };

/** A session whose machine is connected, so that its first terminal is open, with its records. */
async function start({
  recordTerminals = true,
  answer = ok(),
}: { recordTerminals?: boolean; answer?: Result<undefined> } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  const scene = setUp();
  const { truth, sessions, clock, launched } = scene;
  truth.set('settings', settingsSchema.parse({ recordTerminals, recordingLimit: 3 }));
  const settings = () => truth.snapshot().truth.settings;
  const records = resources.use(new Records({ truth, folder, settings, clock, log: () => {} }));
  const secrets = new SecretsInUse();
  secrets.note('token', ['a-token-in-use']);
  const { machines } = sessions;
  const recordings = resources.use(
    new Recordings({ truth, records, machines, secrets, settings, clock, log: () => {} }),
  );
  sessions.take(ready);
  const connection = launched[0];
  if (connection === undefined) throw new Error('no connection');
  connection.answers.set('startRecording', () => answer);
  connection.say('link', { machine: 0, state: 'connected', hostKey, signedInWith: 'own key' });
  const orders = () =>
    connection.calls.filter(({ name }) => name === 'startRecording').map(({ input }) => orderSchema.parse(input));
  const named = (name: string) => connection.calls.filter((call) => call.name === name).map(({ input }) => input);
  const recorded = () => records.get('s1')?.recordings ?? [];
  const say = (state: 'on' | 'paused' | 'full' | 'failed' | 'ended', sizeBytes = 100, redactions = 0) =>
    connection.say('recording', { terminalId: recorded()[0]?.id ?? '', state, sizeBytes, redactions });
  const saved = createSavedRecordings(records, () => {});
  return { ...scene, folder, records, recordings, secrets, connection, orders, named, recorded, say, saved };
}

test('records every terminal as soon as it is asked for, with the secrets that are in use', async () => {
  const { orders, recorded, sessions, say, folder } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  const [order] = orders();
  expect(order).toMatchObject({ title: 'storefront #412: Terminal 1', limitBytes: 3 * 1_048_576, isPaused: false });
  expect(order?.file.startsWith(folder)).toBe(true);
  expect(order?.secrets.length).toBeGreaterThan(3);
  expect(JSON.stringify(order)).not.toContain('a-token-in-use');
  expect(recorded()).toMatchObject([{ machine: 0, machineName: 'storefront-412', title: 'Terminal 1', state: 'on' }]);
  say('on', 5_000, 2);
  expect(recorded()).toMatchObject([{ state: 'on', sizeBytes: 5_000, redactions: 2 }]);
  await sessions.openTerminal('s1', 0);
  await expect.poll(orders, PATIENCE).toHaveLength(2);
});

test('records nothing when it is not wished for, and pauses when it is not wished for any more', async () => {
  const silent = await start({ recordTerminals: false });
  expect([silent.orders(), silent.recorded()]).toEqual([[], []]);
  const { truth, orders, named } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  truth.set('settings', settingsSchema.parse({ recordTerminals: false }));
  expect(named('pauseRecording')).toMatchObject([{ isPaused: true }]);
});

test('is paused by the person, as long as it goes on', async () => {
  const { recordings, orders, named, recorded, say } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  const id = recorded()[0]?.id ?? '';
  expect(await recordings.pause('s1', id, true)).toMatchObject({ ok: true });
  expect(named('pauseRecording')).toEqual([{ terminalId: id, isPaused: true }]);
  expect(await recordings.pause('s2', id, true)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  expect(await recordings.remove('s1', id)).toMatchObject({ ok: false, problem: { code: 'busy' } });
  say('full');
  expect(recorded()).toMatchObject([{ state: 'full', endedAt: 1_000_000 }]);
  expect(await recordings.pause('s1', id, true)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  expect(await recordings.remove('s1', id)).toMatchObject({ ok: true });
  expect(recorded()).toEqual([]);
});

test('notes growth now and then, and everything else at once', async () => {
  const { orders, recorded, say, clock } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  say('on', 100);
  say('on', 200);
  expect(recorded()).toMatchObject([{ sizeBytes: 100 }]);
  await clock.pass(5_000);
  expect(recorded()).toMatchObject([{ sizeBytes: 200 }]);
  say('on', 300, 1);
  expect(recorded()).toMatchObject([{ sizeBytes: 300, redactions: 1 }]);
});

test('ends with the connection process and with the session', async () => {
  const crashed = await start();
  await expect.poll(crashed.orders, PATIENCE).toHaveLength(1);
  crashed.crashes[0]?.('exit code 1');
  expect(crashed.recorded()).toMatchObject([{ state: 'ended', problem: { code: 'process-crashed' } }]);
  const closed = await start();
  await expect.poll(closed.orders, PATIENCE).toHaveLength(1);
  closed.say('on', 10);
  closed.sessions.take({ ...ready, state: 'closed', machines: [] });
  expect(closed.recorded()).toMatchObject([{ state: 'ended', sizeBytes: 10, endedAt: 1_000_000 }]);
});

test('keeps nothing of a terminal that showed nothing, or that could not be recorded', async () => {
  const empty = await start();
  await expect.poll(empty.orders, PATIENCE).toHaveLength(1);
  empty.say('ended', 0);
  expect(empty.recorded()).toEqual([]);
  const refused = await start({ answer: fail('not-found', 'This terminal is closed.') });
  await expect.poll(refused.orders, PATIENCE).toHaveLength(1);
  await expect.poll(refused.recorded, PATIENCE).toEqual([]);
});

test('tells of secrets that come into use later, and forgets those that are not in use any more', async () => {
  const { orders, named, secrets } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  const run = secrets.watchRun(createRunSecrets());
  const before = secrets.all().length;
  const handle = run.keep({ kind: 'password', label: 'x', password: 'typed later' });
  expect(named('addSecrets')).toHaveLength(1);
  expect(JSON.stringify(named('addSecrets'))).not.toContain('typed');
  expect(run.read(handle)).toMatchObject({ password: 'typed later' });
  run.forget(handle);
  expect(secrets.all()).toHaveLength(before);
  const lasting = secrets.watchLasting(
    createLastingSecrets({ vault: new MemoryVault(), log: () => {}, onKeychain: () => {}, onMoved: () => {} }),
  );
  const kept = await lasting.put('a token of an account', { label: 'x' });
  expect(secrets.all().length).toBeGreaterThan(before);
  await lasting.forget(kept.handle);
  expect(secrets.all()).toHaveLength(before);
  await lasting.read(kept.handle);
  const keys = secrets.watchKeys({
    identities: () =>
      Promise.resolve({
        identities: [{ kind: 'private-key', label: 'k', privateKey: 'PRIVATE', passphrase: 'open sesame' }],
        locked: [],
      }),
    noteSuccess: () => {},
  });
  await keys.identities({ accountId: 'here', host: 'h' });
  await keys.identities({ accountId: 'here', host: 'h' });
  expect(named('addSecrets')).toHaveLength(3);
});

test('is read by pages, searched, and saved, long after its session', async () => {
  const { orders, recorded, say, sessions, saved, folder } = await start();
  await expect.poll(orders, PATIENCE).toHaveLength(1);
  const file = orders()[0]?.file ?? '';
  const id = recorded()[0]?.id ?? '';
  const event = `[1.000, "o", "${'x'.repeat(90)}"]\n`;
  const cast = `{"version": 2, "width": 80, "height": 24}\n${event.repeat(9_000)}`;
  writeFileSync(`${file}.cast`, `${cast}[2.0, "o", "torn`);
  writeFileSync(
    `${file}.txt`,
    `     1.500 > npm test\n     2.000   Expected FIVE, got 4\n     2.500 = 1\n     3.000   ${'y'.repeat(700)} five ${'z'.repeat(700)}\n     9.0`,
  );
  say('ended', 900_000);
  sessions.take({ ...ready, state: 'closed', machines: [] });
  let text = '';
  let pages = 0;
  for (let offset = 0, isEnd = false; !isEnd; pages += 1) {
    const page = await saved.read({ sessionId: 's1', recordingId: id, offset });
    if (!page.ok) throw new Error(page.problem.message);
    expect(page.value.text.endsWith('\n')).toBe(true);
    ({ nextOffset: offset, isEnd } = page.value);
    text += page.value.text;
  }
  expect(text).toBe(cast);
  expect(pages).toBe(2);
  const found = await saved.search({ text: 'five' });
  expect(found).toMatchObject({
    ok: true,
    value: {
      isCut: false,
      places: [
        { sessionId: 's1', recordingId: id, atSeconds: 2, line: 'Expected FIVE, got 4' },
        { atSeconds: 3, line: expect.stringMatching(/^y{99} five z{395}$/) },
      ],
    },
  });
  expect(await saved.search({ sessionId: 'elsewhere', text: 'five' })).toEqual({
    ok: true,
    value: { places: [], isCut: false },
  });
  expect(saved.fileName({ sessionId: 's1', recordingId: id, format: 'markdown' })).toEqual({
    ok: true,
    value: 'storefront-412-Terminal-1.md',
  });
  const target = join(dirname(folder), `${id}.md`);
  resources.defer(() => rmSync(target, { force: true }));
  for (const format of ['cast', 'text', 'markdown'] as const)
    expect(await saved.save({ sessionId: 's1', recordingId: id, format }, target)).toEqual({
      ok: true,
      value: undefined,
    });
  expect(
    await saved.save({ sessionId: 's1', recordingId: id, format: 'text' }, join(folder, 'no', 'folder')),
  ).toMatchObject({ ok: false, problem: { code: 'storage-failed' } });
  expect(await saved.text({ sessionId: 's1', recordingId: 'gone', format: 'text' })).toMatchObject({
    ok: false,
    problem: { code: 'not-found' },
  });
  expect(readdirSync(folder)).toHaveLength(1);
});
