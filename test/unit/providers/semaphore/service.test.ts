import { describe, expect, it } from 'vitest';
import { originOf } from '../../../../main/providers/semaphore/origin.ts';
import { semaphore } from '../../../../main/providers/semaphore/service.ts';
import { problemOf, startHarness, valueOf } from './harness.ts';

describe('the address of an organisation', () => {
  it.each([
    ['acme', 'https://acme.semaphoreci.com'],
    [' acme.semaphoreci.com ', 'https://acme.semaphoreci.com'],
    ['acme.semaphore.io', 'https://acme.semaphore.io'],
    ['https://acme.semaphoreci.com/projects/storefront', 'https://acme.semaphoreci.com'],
    ['ci.example.com:8443', 'https://ci.example.com:8443'],
    ['CI.Example.com', 'https://ci.example.com'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://localhost:4000/', 'http://localhost:4000'],
    ['https://[::1]:8443', 'https://[::1]:8443'],
  ])('%j is %s', (typed, origin) => {
    expect(valueOf(originOf(typed))).toBe(origin);
  });

  it.each([
    undefined,
    '',
    '   ',
    'http://acme.semaphoreci.com',
    'http://127.0.0.1.example.com',
    'ftp://acme.semaphoreci.com',
    'javascript://acme',
    'https://user:pw@acme.semaphoreci.com',
    'me.semaphoreci.com',
    'semaphoreci.com',
    'https://id.semaphore.io',
    '-oProxyCommand=x',
    'acme semaphore',
    'acme.semaphoreci.com:99999',
    'https://',
  ])('%j is none', (typed) => {
    const refused = problemOf(originOf(typed));
    expect(refused.code).toBe('bad-request');
    expect(refused.hint).toContain('acme.semaphoreci.com');
  });
});

describe('checking a token', () => {
  it('tells what it may see, and how the account is called', async () => {
    await using harness = await startHarness({ start: false });
    const facts = valueOf(await semaphore.check(harness.context));
    expect(facts).toEqual({
      scope: '3 projects: storefront, ios-app, ledger',
      label: `Semaphore · ${new URL(harness.simulator.origin).host}`,
    });
  });

  it('names the organisation after its address', async () => {
    await using harness = await startHarness({ start: false });
    const account = { ...harness.context.account, origin: 'https://acme.semaphoreci.com' };
    const createHttpClient: typeof harness.context.createHttpClient = (manners, rest) =>
      harness.context.createHttpClient({ ...manners, baseUrl: `${harness.simulator.origin}/api/v1alpha` }, rest);
    const facts = valueOf(await semaphore.check({ ...harness.context, account, createHttpClient }));
    expect(facts.label).toBe('Semaphore · acme');
  });

  it('refuses a wrong one', async () => {
    await using harness = await startHarness({ start: false });
    harness.simulator.tokens.clear();
    const refused = problemOf(await semaphore.check(harness.context));
    expect(refused).toMatchObject({
      code: 'token-refused',
      message: expect.stringContaining('does not accept the token'),
    });
    expect(JSON.stringify(refused)).not.toContain(harness.simulator.token);
  });

  it('says that there is no such organisation', async () => {
    await using harness = await startHarness({ start: false });
    harness.simulator.gate = 'no such organisation';
    expect(problemOf(await semaphore.check(harness.context))).toMatchObject({
      code: 'not-found',
      message: expect.stringContaining('There is no organisation called'),
    });
  });

  it('says that the address of this computer is not allowed', async () => {
    await using harness = await startHarness({ start: false });
    harness.simulator.gate = 'address not allowed';
    expect(problemOf(await semaphore.check(harness.context))).toMatchObject({
      code: 'no-right',
      message: expect.stringContaining('from your present IP address (203.0.113.7)'),
      hint: expect.stringContaining('VPN'),
    });
  });

  it('counts no further than a page', async () => {
    await using harness = await startHarness({ start: false, isEmpty: true });
    for (let index = 0; index < 501; index += 1) harness.simulator.world.project(`project-${index}`);
    expect(valueOf(await semaphore.check(harness.context)).scope).toMatch(/^more than 500 projects: project-0,/);
  });
});

describe('the account', () => {
  it('says when its token is refused, and is ready again when it is good', async () => {
    await using harness = await startHarness();
    expect(harness.account()).toMatchObject({ state: 'ready', provider: 'semaphore', hasMoreBuilds: true });
    const rows = harness.builds.size;
    harness.simulator.tokens.clear();
    await harness.until(() => harness.account().state === 'failed', 5000);
    expect(harness.account().problem).toMatchObject({
      code: 'token-refused',
      link: 'https://me.semaphoreci.com/account',
    });
    expect(harness.builds.size).toBe(rows);
    harness.simulator.tokens.add(harness.simulator.token);
    await harness.until(() => harness.account().state === 'ready', 5000);
    expect(harness.account().problem).toBeUndefined();
  });

  it('says when its organisation lets nobody in from here, in place of an empty list', async () => {
    await using harness = await startHarness();
    harness.simulator.gate = 'address not allowed';
    await harness.until(() => harness.account().state === 'failed', 5000);
    const states = new Set<string>();
    const from = harness.changes.length;
    const at = harness.clock.now();
    await harness.until(() => harness.clock.now() > at + 200_000, 5000);
    for (const change of harness.changes.slice(from)) if (change.kind === 'account') states.add(change.account.state);
    expect([...states]).toEqual([]);
    expect(harness.account().problem?.message).toContain('IP address');
    harness.simulator.gate = 'open';
    await harness.until(() => harness.account().state === 'ready', 5000);
  });

  it('waits when it is asked to', async () => {
    await using harness = await startHarness();
    const reply = { status: 429, headers: { 'retry-after': '600' }, text: 'slow down' };
    harness.simulator.server.fail({ fault: { kind: 'reply', reply } });
    await harness.until(() => harness.account().state === 'limited', 5000);
    const asked = harness.simulator.server.exchanges.length;
    const at = harness.clock.now();
    await harness.until(() => harness.clock.now() > at + 500_000, 10_000);
    expect(harness.simulator.server.exchanges.length).toBe(asked);
    await harness.until(() => harness.account().state === 'ready', 10_000);
  });

  it('can be renamed', async () => {
    await using harness = await startHarness();
    harness.provider.rename?.('Work');
    expect(harness.account().label).toBe('Work');
    expect(harness.changes.at(-1)).toMatchObject({ kind: 'account', account: { label: 'Work' } });
  });

  it('says nothing after it was closed', async () => {
    await using harness = await startHarness();
    await harness.provider[Symbol.asyncDispose]();
    const said = harness.changes.length;
    const asked = harness.simulator.server.exchanges.length;
    await harness.clock.advance(600_000);
    await harness.settle();
    expect(harness.changes.length).toBe(said);
    expect(harness.simulator.server.exchanges.length).toBe(asked);
  });
});
