import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CHECK_LIFE_MS } from '../../../main/accounts/pending-checks.ts';
import type { Session } from '../../../main/contract/session.ts';
import { settle } from '../../simulators/lib/step-until.ts';
import { valueOf } from './harness.ts';
import { twoServices } from './two-services.ts';

const { at, start } = twoServices();
const host = 'acme.semaphoreci.com';

function session(accountId: string, state: Session['state']): Session {
  const deadline = { reason: '', certainty: 'unknown' as const };
  return {
    id: 's',
    accountId,
    title: 's',
    state,
    stateSince: 1,
    machines: [],
    terminals: [],
    screens: [],
    deadline,
    places: [],
  };
}

describe('adding an account', () => {
  it('shows who the token belongs to before anything is stored', async () => {
    await using run = start();
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: `  ${at.circle.token}\n` }));
    expect(check).toMatchObject({ secretPlace: 'keychain', scope: expect.stringContaining('org') as string });
    expect(check.login).toBeTruthy();
    expect(JSON.stringify(check)).not.toContain(at.circle.token);
    expect(run.truth.all('accounts')).toEqual([]);
    expect(at.vault.entries.size).toBe(0);
    expect(at.storage.text).toBe('{}');
  });

  it('stores the token in the keychain and its handle in the file, and lists the builds', async () => {
    await using run = start();
    const id = await run.add('circleci', at.circle.token, { label: 'Work' });
    await expect.poll(() => run.buildsOf(id).length).toBeGreaterThan(0);
    expect(id).toMatch(/^circleci-[a-z0-9]{8}$/);
    expect(run.row(id)).toMatchObject({ label: 'Work', state: 'ready', secretPlace: 'keychain', provider: 'circleci' });
    expect([...at.vault.entries.values()]).toEqual([at.circle.token]);
    expect(at.storage.text).not.toContain(at.circle.token);
    expect(at.storage.text).toContain([...at.vault.entries.keys()][0]);
    expect(run.lines.join('\n')).not.toContain(at.circle.token);
  });

  it('says what is wrong with a token', async () => {
    await using run = start();
    const refused = await run.accounts.check({ service: 'semaphore', host, token: 'wrong' });
    expect(refused).toMatchObject({ problem: { code: 'token-refused' } });
    const garbled = await run.accounts.check({ service: 'circleci', token: 'two words' });
    expect(garbled).toMatchObject({ problem: { code: 'bad-request' } });
    const placeless = await run.accounts.check({ service: 'semaphore', token: at.semaphore.token });
    expect(placeless).toMatchObject({ problem: { code: 'bad-request' } });
    expect(at.semaphore.server.exchanges).toHaveLength(1);
  });

  it('forgets a checked token after a quarter of an hour', async () => {
    await using run = start();
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
    await at.clock.advance(CHECK_LIFE_MS);
    expect(await run.accounts.add(check.checkId, 'Late')).toMatchObject({ problem: { code: 'not-found' } });
    expect(at.vault.entries.size).toBe(0);
  });

  it('takes a checked token once', async () => {
    await using run = start();
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
    valueOf(await run.accounts.add(check.checkId, 'One'));
    expect(await run.accounts.add(check.checkId, 'Two')).toMatchObject({ problem: { code: 'not-found' } });
  });

  it('tells that the same login is there already, and does not double it', async () => {
    await using run = start();
    const id = await run.add('circleci', at.circle.token, { label: 'Work' });
    const other = at.circle.newToken(Infinity);
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: other }));
    expect(check.knownAccountId).toBe(id);
    const added = await run.accounts.add(check.checkId, 'Again');
    expect(added).toMatchObject({
      problem: { code: 'bad-request', message: expect.stringContaining('“Work”') as string },
    });
    expect(run.truth.all('accounts')).toHaveLength(1);
    expect(at.vault.entries.size).toBe(1);
    valueOf(await run.accounts.replaceToken(id, check.checkId));
    expect([...at.vault.entries.values()]).toEqual([other]);
  });

  it('keeps accounts of one service apart, in the order in which they were added', async () => {
    await using run = start();
    const cloud = await run.add('circleci', at.circle.token, { label: 'Same name' });
    const organisation = await run.add('semaphore', at.semaphore.token, { host, label: 'Same name' });
    expect(run.truth.all('accounts').map(({ id, label }) => [id, label])).toEqual([
      [cloud, 'Same name'],
      [organisation, 'Same name (2)'],
    ]);
    await expect.poll(() => run.buildsOf(organisation).length).toBeGreaterThan(0);
    await expect.poll(() => run.buildsOf(cloud).length).toBeGreaterThan(0);
  });

  it('keeps nothing when the list of accounts cannot be written', async () => {
    await using run = start();
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
    at.storage.isBroken = true;
    expect(await run.accounts.add(check.checkId, 'Work')).toMatchObject({ problem: { code: 'storage-failed' } });
    expect(at.vault.entries.size).toBe(0);
    expect(run.truth.all('accounts')).toEqual([]);
    at.storage.isBroken = false;
    valueOf(await run.accounts.add(check.checkId, 'Work'));
  });
});

describe('the next start', () => {
  it('has the accounts in their order, and asks with the tokens of the keychain', async () => {
    const ids: string[] = [];
    {
      await using run = start();
      ids.push(await run.add('semaphore', at.semaphore.token, { host }));
      ids.push(await run.add('circleci', at.circle.token));
    }
    await using run = start();
    run.accounts.restore();
    expect(run.truth.all('accounts').map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'connecting']));
    const before = at.circle.server.exchanges.length;
    run.accounts.start();
    for (const id of ids) await expect.poll(() => run.row(id)?.state).toBe('ready');
    expect(at.circle.server.exchanges.length).toBeGreaterThan(before);
  });

  it('says that the keychain is locked, and goes to work once it is not', async () => {
    const id = await (async () => {
      await using run = start();
      return await run.add('circleci', at.circle.token);
    })();
    at.vault.state = 'locked';
    await using run = start();
    run.accounts.restore();
    run.accounts.start();
    await expect.poll(() => run.row(id)?.state).toBe('failed');
    expect(run.row(id)?.problem).toMatchObject({
      code: 'keychain-unavailable',
      hint: 'Unlock Test Keychain, then check the account again.',
    });
    expect(await run.accounts.recheck(id)).toMatchObject({ problem: { code: 'keychain-unavailable' } });
    at.vault.unlocksWhenAsked = true;
    await run.secrets.recheck();
    run.accounts.retryTokens();
    await expect.poll(() => run.row(id)?.state).toBe('ready');
    expect(run.row(id)?.problem).toBeUndefined();
    await expect.poll(() => run.buildsOf(id).length).toBeGreaterThan(0);
  });

  it('says that a token of one run is gone, and takes a new one', async () => {
    at.vault.state = 'missing';
    const id = await (async () => {
      await using run = start();
      const added = await run.add('circleci', at.circle.token);
      await expect.poll(() => run.row(added)?.secretPlace).toBe('this-run');
      return added;
    })();
    at.vault.state = 'available';
    await using run = start();
    run.accounts.restore();
    run.accounts.start();
    await expect.poll(() => run.row(id)?.problem?.code).toBe('token-refused');
    expect(run.row(id)?.problem?.hint).toContain('Paste it again');
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
    expect(check.knownAccountId).toBe(id);
    valueOf(await run.accounts.replaceToken(id, check.checkId));
    await expect.poll(() => run.row(id)?.state).toBe('ready');
    expect(run.row(id)?.secretPlace).toBe('keychain');
  });

  it('moves tokens into the keychain when it comes, and the row says so', async () => {
    at.vault.state = 'missing';
    await using run = start();
    const id = await run.add('circleci', at.circle.token);
    await expect.poll(() => run.row(id)?.secretPlace).toBe('this-run');
    at.vault.state = 'available';
    await run.secrets.recheck();
    expect(run.row(id)?.secretPlace).toBe('keychain');
  });

  it('leaves records alone that it cannot read', async () => {
    const strange = { id: 'circleci-zzzzzzzz', service: 'travis', label: 'Old', secretHandle: 'h', scope: '' };
    await at.storage.set({ accounts: [strange, 'nonsense'] });
    await using run = start();
    run.accounts.restore();
    expect(run.truth.all('accounts')).toEqual([]);
    await run.add('circleci', at.circle.token);
    expect(at.storage.get('unreadable')).toEqual([strange, 'nonsense']);
    expect(at.storage.get('accounts')).toHaveLength(1);
  });
});

describe('changing an account', () => {
  it('renames it', async () => {
    await using run = start();
    const id = await run.add('circleci', at.circle.token, { label: 'Work' });
    valueOf(await run.accounts.rename(id, 'Office'));
    expect(run.row(id)?.label).toBe('Office');
    expect(at.storage.text).toContain('Office');
    expect(run.registry.get(id)?.account.label).toBe('Office');
  });

  it('tells when the token has expired, and works with the next one', async () => {
    await using run = start();
    const id = await run.add('semaphore', at.semaphore.token, { host });
    await expect.poll(() => run.row(id)?.state).toBe('ready');
    at.semaphore.tokens.clear();
    expect(await run.accounts.recheck(id)).toMatchObject({ problem: { code: 'token-refused' } });
    expect(run.row(id)).toMatchObject({ state: 'failed', problem: { code: 'token-refused' } });
    expect(run.buildsOf(id).length).toBeGreaterThan(0);
    at.semaphore.tokens.add('a-new-one');
    const check = valueOf(await run.accounts.check({ service: 'semaphore', host, token: 'a-new-one' }));
    valueOf(await run.accounts.replaceToken(id, check.checkId));
    await expect.poll(() => run.row(id)?.state).toBe('ready');
    expect([...at.vault.entries.values()]).toEqual(['a-new-one']);
  });

  it('takes no token of another service or another person', async () => {
    await using run = start();
    const id = await run.add('semaphore', at.semaphore.token, { host });
    const check = valueOf(await run.accounts.check({ service: 'circleci', token: at.circle.token }));
    expect(await run.accounts.replaceToken(id, check.checkId)).toMatchObject({ problem: { code: 'bad-request' } });
    expect([...at.vault.entries.values()]).toEqual([at.semaphore.token]);
  });

  it('names only certificate files that were chosen here', async () => {
    await using run = start();
    const folder = await mkdtemp(join(tmpdir(), 'jumpseat-ca-'));
    const caFile = join(folder, 'ca.pem');
    await writeFile(caFile, 'nothing of the kind');
    const input = { service: 'circleci', token: at.circle.token, caFile } as const;
    expect(await run.accounts.check(input)).toMatchObject({ problem: { code: 'bad-request' } });
    expect(await run.caFiles.choose(caFile)).toMatchObject({
      problem: { code: 'bad-request', message: expect.stringContaining('no certificate') as string },
    });
    await rm(folder, { recursive: true });
  });
});

describe('removing an account', () => {
  it('takes everything with it', async () => {
    await using run = start();
    const id = await run.add('circleci', at.circle.token);
    await expect.poll(() => run.buildsOf(id).length).toBeGreaterThan(0);
    run.truth.put('sessions', 's', session(id, 'closed'));
    valueOf(await run.accounts.remove(id));
    expect(run.row(id)).toBeUndefined();
    expect(run.buildsOf(id)).toEqual([]);
    expect(run.truth.all('projects')).toEqual([]);
    expect(run.registry.all()).toEqual([]);
    expect(at.vault.entries.size).toBe(0);
    expect(at.storage.get('accounts')).toEqual([]);
    expect(run.forgotten).toEqual([id]);
    // What was under way when it went is answered first.
    await settle([at.circle.server]);
    const asked = at.circle.server.exchanges.length;
    await at.clock.advance(10 * 60_000);
    expect(at.circle.server.exchanges.length).toBe(asked);
    expect(await run.accounts.remove(id)).toMatchObject({ problem: { code: 'not-found' } });
  });

  it('is refused while a session of it is open', async () => {
    await using run = start();
    const id = await run.add('circleci', at.circle.token);
    run.truth.put('sessions', 's', session(id, 'ready'));
    expect(await run.accounts.remove(id)).toMatchObject({ problem: { code: 'busy' } });
    expect(run.row(id)).toBeDefined();
    expect(at.vault.entries.size).toBe(1);
  });
});

describe('the sign-in in the browser', () => {
  /** The person agrees in the browser. */
  async function agree(run: ReturnType<typeof start>): Promise<void> {
    await expect.poll(() => run.opened.length).toBe(1);
    const page = await fetch(run.opened.pop() ?? '', { redirect: 'manual' });
    await fetch(page.headers.get('location') ?? '');
  }

  it('adds an account without a token to paste', async () => {
    await using run = start();
    const signingIn = run.accounts.signInWithBrowser({ service: 'circleci' });
    await agree(run);
    const check = valueOf(await signingIn);
    const { accountId } = valueOf(await run.accounts.add(check.checkId, check.label));
    await expect.poll(() => run.row(accountId)?.state).toBe('ready');
    expect(at.storage.text).not.toContain([...at.vault.entries.values()][0]);
  });

  it('gives the token to the account whose own one ended with it', async () => {
    await using run = start();
    const first = run.accounts.signInWithBrowser({ service: 'circleci' });
    await agree(run);
    const { accountId } = valueOf(await run.accounts.add(valueOf(await first).checkId, 'Work'));
    const token = [...at.vault.entries.values()][0];
    const second = run.accounts.signInWithBrowser({ service: 'circleci' });
    await agree(run);
    const check = valueOf(await second);
    expect(check.knownAccountId).toBe(accountId);
    expect([...at.vault.entries.values()]).not.toEqual([token]);
    expect(at.vault.entries.size).toBe(1);
    expect(valueOf(await run.accounts.add(check.checkId, 'Other'))).toEqual({ accountId });
    expect(run.truth.all('accounts')).toHaveLength(1);
  });

  it('is not offered where there is none', async () => {
    await using run = start();
    const result = await run.accounts.signInWithBrowser({ service: 'semaphore', host });
    expect(result).toMatchObject({ problem: { code: 'not-supported' } });
    expect(run.opened).toEqual([]);
  });
});
