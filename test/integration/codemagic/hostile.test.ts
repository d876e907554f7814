import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { codemagic } from '../../../main/providers/codemagic/service.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { startCodemagic, type CodemagicSimulator } from '../../simulators/codemagic/start-codemagic.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { json } from '../../simulators/lib/exchange.ts';
import { settle, stepUntil } from '../../simulators/lib/step-until.ts';
import { good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

const stack = perTest();

interface World {
  clock: SteppedClock;
  simulator: CodemagicSimulator;
  account: ServedAccount;
}

async function world(olderBuilds = 1): Promise<World> {
  const clock = new SteppedClock();
  const simulator = stack.use(await startCodemagic({ clock, machines: 'none', olderBuilds }));
  const account = stack.use(serveAccount(codemagic, simulator));
  good(await account.provider.refresh());
  return { clock, simulator, account };
}

const LISTS = /^\/api\/v3\/teams\/[0-9a-f]+\/builds$/;

describe('hostile replies', () => {
  test('a list of 50 MB is refused, and what was known stays', async () => {
    const { account, simulator } = await world();
    const count = account.builds.size;
    simulator.server.fail({ fault: { kind: 'huge', sizeBytes: 50_000_000 }, path: LISTS, times: 9 });
    const refreshed = await account.provider.refresh();
    expect(refreshed).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
    expect(account.builds.size).toBe(count);
  });

  test.each([
    ['a number', 7],
    ['a list in place of an object', []],
    ['nothing', null],
    ['no list of builds', { data: 'x', page_size: 50 }],
  ])('%s in place of a list is said to be unreadable', async (_name, body) => {
    const { account, simulator } = await world();
    simulator.server.fail({ fault: { kind: 'reply', reply: json(body) }, path: LISTS, times: 9 });
    expect(await account.provider.refresh()).toMatchObject({
      ok: false,
      problem: { code: 'service-failed', message: expect.stringContaining('Codemagic') },
    });
  });

  test('one odd build in a list does not cost the others; unknown words become "other"', async () => {
    const { account, simulator, clock } = await world();
    const { app } = simulator.world.visible()[0] ?? {};
    const at = new Date(clock.now()).toISOString();
    const odd = [
      { id: '../../user', app_id: app?.id, status: 'failed' },
      { id: 7 },
      null,
      { id: 'abc1', app_id: app?.id, status: 'meditating', index: 'x', created_at: at, workflow: 3, commit: 'c' },
      { id: 'abc2', app_id: app?.id, status: '__proto__', index: 9, created_at: 17, artifacts: {} },
    ];
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ data: odd, page_size: 50 }) },
      path: LISTS,
      times: 9,
    });
    good(await account.provider.refresh());
    expect(account.builds.get('account-1:abc1')).toMatchObject({ state: 'other', number: 0, title: 'Build 0' });
    expect(account.builds.get('account-1:abc2')).toMatchObject({ state: 'other', queuedAt: 0 });
    expect([...account.builds.keys()].some((id) => id.includes('..'))).toBe(false);
  });

  test('a page in place of an answer is no answer', async () => {
    const { account, simulator } = await world();
    const reply = { text: '<html><title>Sign in to the hotel</title>', headers: { 'content-type': 'text/html' } };
    simulator.server.fail({ fault: { kind: 'reply', reply }, times: 99 });
    expect(await account.provider.refresh()).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
    expect(account.provider.account.state).toBe('offline');
  });

  test('escape sequences and marks that turn text around are not shown', async () => {
    const { account, simulator } = await world();
    const { app, workflow } = simulator.world.visible().find((build) => build.app.name === 'storefront-ios') ?? {};
    if (app === undefined || workflow === undefined) throw new Error('no app');
    simulator.world.start({
      app,
      workflow: { ...workflow, name: '\u001B]0;owned\u0007w' },
      branch: 'a\u202Egpj.exe',
      message: '\u001B[2J\u001B[31mred\u0000 \u200Bzero\nsecond line',
      author: '\u2066Robin\u2069\u0007',
    });
    good(await account.provider.refresh());
    expect(account.newest('storefront-ios')).toMatchObject({ title: 'red zero', branch: 'agpj.exe', author: 'Robin' });
  });

  test('ten thousand builds are read page by page', { timeout: 120_000 }, async () => {
    const { account } = await world(10_000);
    expect(account.builds.size).toBeLessThan(100);
    const started = performance.now();
    while (account.provider.account.hasMoreBuilds === true) {
      good((await account.provider.loadMore?.()) ?? { ok: false, problem: { message: 'there are no more' } });
    }
    expect(account.builds.size).toBe(10_005);
    expect(performance.now() - started).toBeLessThan(100_000);
  });
});

describe('where the token goes', () => {
  test('not along a redirect to another host', async () => {
    const { account, simulator } = await world();
    const seen: (string | undefined)[] = [];
    const thief = createServer((request, response) => {
      seen.push(String(request.headers['x-auth-token']));
      response.setHeader('content-type', 'application/json').end('{"data":[],"page_size":50}');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    stack.defer(() => new Promise((resolve) => thief.close(() => resolve())));
    const to = `http://127.0.0.1:${(thief.address() as AddressInfo).port}/api`;
    simulator.server.fail({ fault: { kind: 'redirect', to }, path: LISTS, times: 9 });
    await account.provider.refresh();
    expect(seen.every((token) => token === 'undefined')).toBe(true);
  });

  test('nor to a log, a file or a script at another address', async () => {
    const { account, simulator, clock } = await world();
    const seen: string[] = [];
    const thief = createServer((request, response) => {
      seen.push(`${request.url} ${String(request.headers['x-auth-token'])}`);
      response.end('stolen?');
    });
    await new Promise<void>((resolve) => thief.listen(0, '127.0.0.1', resolve));
    stack.defer(() => new Promise((resolve) => thief.close(() => resolve())));
    const origin = `http://127.0.0.1:${(thief.address() as AddressInfo).port}`;
    const build = simulator.world.visible().find(({ branch }) => branch === 'tax-rounding');
    if (build === undefined) throw new Error('no failed build');
    const id = `account-1:${build.id}`;
    const actions = [
      { _id: 'a1', name: 'Run tests', status: 'failed', logUrl: `${origin}/log`, startedAt: '2026-01-01T00:00:00Z' },
    ];
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ application: {}, build: { buildActions: actions } }) },
      path: `/builds/${build.id}`,
    });
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ status_code: 500, detail: 'none' }, 404) },
      path: `/api/v3/builds/${build.id}/actions`,
    });
    const detail = good(await account.provider.detail(id));
    good(await account.provider.readLog(id, detail.steps[0]?.id ?? '', {}));
    expect(seen).toEqual(['/log undefined']);

    const rebuild = simulator.world.start({ ...build, hasAccess: true, at: clock.now() });
    await simulator.machineOf(rebuild.id);
    const access = {
      ssh: { script_url: `${origin}/script` },
      vnc: { host: '-oProxyCommand=id', port: 5900, username: 'b', password: 'p' },
    };
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ data: access }) },
      path: /remote-access$/,
      times: 9,
    });
    const session = await account.enter(`account-1:${rebuild.id}`);
    await stepUntil(clock, () => account.session(session.id).state === 'failed', { servers: [simulator.server] });
    expect(seen.at(-1)).toBe('/script undefined');
    // Neither the script nor the screen was of any use, and nothing of the kind was passed on.
    expect(account.session(session.id)).toMatchObject({ machines: [], problem: { code: 'service-failed' } });
  });

  test.each([
    ['file:///etc/passwd'],
    ['http://example.com/script.sh'],
    ['https://user:secret@example.com/script.sh'],
    ['javascript:alert(1)'],
  ])('an address that may not be used is not asked: %s', async (address) => {
    const { account, simulator, clock } = await world();
    const source = simulator.world.visible()[0];
    if (source === undefined) throw new Error('no build');
    const rebuild = simulator.world.start({ ...source, hasAccess: true, at: clock.now() });
    await simulator.machineOf(rebuild.id);
    const access = {
      ssh: { script_url: address },
      vnc: { host: '127.0.0.1', port: 5900, username: 'b', password: 'p' },
    };
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ data: access }) },
      path: /remote-access$/,
      times: 99,
    });
    const session = await account.enter(`account-1:${rebuild.id}`);
    await stepUntil(clock, () => account.session(session.id).state === 'ready', { servers: [simulator.server] });
    await settle([simulator.server]);
    expect(account.session(session.id).machines[0]?.endpoints).toMatchObject([{ kind: 'vnc' }]);
  });
});

describe('what goes wrong, in words', () => {
  const cases: [string, number, unknown, string, RegExp][] = [
    [
      'no token',
      401,
      { status_code: 401, detail: 'Invalid token', extra: {} },
      'token-refused',
      /does not accept the token/,
    ],
    [
      'no right',
      403,
      { status_code: 403, detail: 'Permission denied', extra: null },
      'no-right',
      /does not allow this.*“Permission denied”/,
    ],
    ['gone', 404, { status_code: 404, detail: 'Build not found', extra: {} }, 'not-found', /“Build not found”/],
    [
      'a mistake of ours',
      400,
      { status_code: 400, detail: 'Validation failed', extra: [] },
      'bad-request',
      /“Validation failed”/,
    ],
    ['the legacy form', 400, { error: 'Unknown workflow' }, 'bad-request', /“Unknown workflow”/],
    ['bare text', 422, 'Nope', 'bad-request', /“Nope”/],
    ['an unpaid bill', 402, { detail: 'Payment required' }, 'no-right', /pay/],
    [
      'a fault of theirs',
      500,
      { status_code: 500, detail: 'Internal Server Error' },
      'service-failed',
      /problem of its own/,
    ],
    ['nothing at all', 503, '', 'service-failed', /problem of its own/],
  ];
  test.each(cases)('%s (%i)', async (_name, status, body, code, message) => {
    const { account, simulator, clock } = await world();
    const build = simulator.world.visible()[0];
    const reply = typeof body === 'string' ? { status, text: body } : json(body, status);
    simulator.server.fail({ fault: { kind: 'reply', reply }, path: /^\/api\/v3\/builds\//, times: 99 });
    let result: Awaited<ReturnType<typeof account.provider.detail>> | undefined;
    void account.provider.detail(`account-1:${build?.id}`).then((value) => (result = value));
    await stepUntil(clock, () => result !== undefined, { servers: [simulator.server], limitMs: 60_000 });
    expect(result).toMatchObject({ ok: false, problem: { code, message: expect.stringMatching(message) } });
  });

  test.each([
    [
      400,
      { status_code: 400, detail: 'Remote access is not enabled for this build', extra: {} },
      'not-supported',
      /started without remote access/,
    ],
    [403, { status_code: 403, detail: 'Permission denied' }, 'no-right', /does not allow/],
    [404, { status_code: 404, detail: 'Build not found' }, 'not-found', /does not have this/],
  ])('remote access refused with %i ends the session with the reason', async (status, body, code, message) => {
    const { account, simulator, clock } = await world();
    const running = simulator.world.visible().find(({ hasAccess }) => hasAccess);
    simulator.server.fail({ fault: { kind: 'reply', reply: json(body, status) }, path: /remote-access$/, times: 9 });
    const session = await account.enter(`account-1:${running?.id}`);
    await stepUntil(clock, () => account.session(session.id).state === 'failed', { servers: [simulator.server] });
    expect(account.session(session.id).problem).toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('starting and cancelling without the right says whom to ask', async () => {
    const { account, simulator } = await world();
    const build = simulator.world.visible().find(({ branch }) => branch === 'tax-rounding');
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ error: 'Forbidden' }, 403) },
      method: 'POST',
      times: 9,
    });
    const expected = { ok: false, problem: { code: 'no-right', hint: expect.stringContaining('owner of the team') } };
    expect(await account.provider.rebuild(`account-1:${build?.id}`)).toMatchObject(expected);
    expect(await account.provider.cancel(`account-1:${build?.id}`)).toMatchObject(expected);
  });
});
