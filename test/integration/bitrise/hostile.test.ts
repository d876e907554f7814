import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { bitrise } from '../../../main/providers/bitrise/service.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { startBitrise, type BitriseSimulator } from '../../simulators/bitrise/start-bitrise.ts';
import type { SimulatedBuild } from '../../simulators/bitrise/world.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { json } from '../../simulators/lib/exchange.ts';
import { stepUntil } from '../../simulators/lib/step-until.ts';
import { good, serveAccount, type ServedAccount } from '../../simulators/scripted-builds/served-account.ts';

const stack = perTest();

interface World {
  clock: SteppedClock;
  simulator: BitriseSimulator;
  account: ServedAccount;
  failed: SimulatedBuild;
  /** Our id of the failed build. */
  id: string;
}

async function world(olderBuilds = 1): Promise<World> {
  const clock = new SteppedClock();
  const simulator = stack.use(await startBitrise({ clock, machines: 'none', olderBuilds }));
  const account = stack.use(
    serveAccount(bitrise, { origin: simulator.origin, token: simulator.token, clock, login: 'robin' }),
  );
  good(await account.provider.refresh());
  const failed = simulator.world.visible().find(({ branch }) => branch === 'tax-rounding');
  if (failed === undefined) throw new Error('no failed build');
  return { clock, simulator, account, failed, id: `account-1:${failed.app.slug}:${failed.slug}` };
}

/** A server that notes which token it was sent. */
async function stranger(body: string): Promise<{ origin: string; seen: string[] }> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${String(request.headers.authorization)}`);
    response.setHeader('content-type', 'application/json').end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  stack.defer(() => new Promise((resolve) => server.close(() => resolve())));
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

const LIST = '/v0.1/builds';

describe('hostile replies', () => {
  test('a list of 50 MB is refused, and what was known stays', async () => {
    const { account, simulator } = await world();
    const count = account.builds.size;
    simulator.server.fail({ fault: { kind: 'huge', sizeBytes: 50_000_000 }, path: LIST });
    expect(await account.provider.refresh()).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
    expect(account.builds.size).toBe(count);
  });

  test('one odd build in a list does not cost the others; unknown states become "other"', async () => {
    const { account, simulator, failed, clock } = await world();
    const repository = { slug: failed.app.slug, title: '\u001B[31mred\u202E app' };
    const triggeredAt = new Date(clock.now()).toISOString();
    const data = [
      { slug: '../../me', repository, status: 2 },
      { slug: 'nowhere', status: 2 },
      { slug: 'odd1', repository, status: 99, build_number: '7', triggered_at: triggeredAt, original_build_params: 3 },
      { slug: 'odd2', repository, status: 'x', commit_message: '\u001B[2J\u2066evil\u2069\nsecond', triggered_by: 5 },
    ];
    simulator.server.fail({ fault: { kind: 'reply', reply: json({ data }) }, path: LIST });
    good(await account.provider.refresh());
    expect(account.builds.get(`account-1:${failed.app.slug}:odd1`)).toMatchObject({ state: 'other', number: 0 });
    expect(account.builds.get(`account-1:${failed.app.slug}:odd2`)).toMatchObject({ state: 'other', title: 'evil' });
    expect([...account.builds.keys()].some((id) => id.includes('..') || id.includes('nowhere'))).toBe(false);
  });

  test('a page in place of an answer is no answer', async () => {
    const { account, simulator } = await world();
    const reply = { text: '<html>Sign in to the hotel', headers: { 'content-type': 'text/html' } };
    simulator.server.fail({ fault: { kind: 'reply', reply }, times: 99 });
    expect(await account.provider.refresh()).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
    expect(account.provider.account.state).toBe('offline');
  });

  test('a summary of another form is no harm: the log tells the steps', async () => {
    const { account, simulator, id } = await world();
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ execution: 'soon' }) },
      path: /\/summary$/,
      times: 9,
    });
    expect(good(await account.provider.detail(id)).steps.map(({ name }) => name)).toContain('Git Clone Repository');
  });

  test('ten thousand builds are read page by page', { timeout: 120_000 }, async () => {
    const { account } = await world(10_000);
    expect(account.builds.size).toBe(50);
    while (account.provider.account.hasMoreBuilds === true) {
      good((await account.provider.loadMore?.()) ?? { ok: false, problem: { message: 'there are no more' } });
    }
    expect(account.builds.size).toBe(10_004);
  });

  test('an id that is none of ours asks nobody', async () => {
    const { account, simulator } = await world();
    const before = simulator.server.exchanges.length;
    for (const id of ['account-1:a:../me', 'account-1:a', 'account-2:a:b', 'account-1:a:b?c=d', 'account-1:a:b:c']) {
      expect(await account.provider.detail(id)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    }
    expect(simulator.server.exchanges.length).toBe(before);
  });
});

describe('where the token goes', () => {
  test('not along a redirect to another host', async () => {
    const { account, simulator } = await world();
    const { origin, seen } = await stranger('{"data":[]}');
    simulator.server.fail({ fault: { kind: 'redirect', to: `${origin}/v0.1/builds` }, path: LIST });
    await account.provider.refresh();
    expect(seen.every((line) => line.endsWith(' undefined'))).toBe(true);
  });

  test('nor to a log or a file at another address', async () => {
    const { account, simulator, id } = await world();
    const { origin, seen } = await stranger('[{"message":"hello\\n"}]');
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ expiring_raw_log_url: `${origin}/step` }) },
      path: /\/log\/steps\//,
    });
    const detail = good(await account.provider.detail(id));
    const page = good(await account.provider.readLog(id, detail.steps[0]?.id ?? '', {}));
    expect(page.chunks[0]?.text).toBe('hello\n');
    const files = good((await account.provider.artifacts?.(id)) ?? { ok: false, problem: { message: '' } });
    simulator.server.fail({
      fault: { kind: 'reply', reply: json({ data: { expiring_download_url: `${origin}/file` } }) },
      path: /\/artifacts\/./,
    });
    const read = good(
      (await account.provider.readArtifact?.(id, files[0]?.id ?? '')) ?? { ok: false, problem: { message: '' } },
    );
    for await (const _chunk of read.body) break;
    expect(seen).toEqual(['/step undefined', '/file undefined']);
  });

  test('a signed address does not get into a log or a problem', async () => {
    const { account, simulator, id } = await world();
    simulator.switches.hasSummary = false;
    simulator.server.fail({
      fault: { kind: 'reply', reply: { status: 403, text: 'Expired' } },
      path: /^\/raw-logs\//,
      times: 9,
    });
    const detail = await account.provider.detail(id);
    expect(detail).toMatchObject({ ok: false });
    const asked = simulator.server.exchanges.find(({ path }) => path.startsWith('/raw-logs/'));
    const signature = asked?.query.get('signature') ?? 'none was asked';
    expect([JSON.stringify(detail), ...account.logLines].join('\n')).not.toContain(signature);
  });

  test.each(['file:///etc/passwd', 'http://example.com/log', 'https://user:secret@example.com/'])(
    'an address that may not be used is not asked: %s',
    async (address) => {
      const { account, simulator, id } = await world();
      simulator.switches.hasSummary = false;
      const reply = json({ is_archived: true, expiring_raw_log_url: address });
      simulator.server.fail({ fault: { kind: 'reply', reply }, path: /\/log$/, times: 9 });
      expect(await account.provider.detail(id)).toMatchObject({ ok: false, problem: { code: 'service-failed' } });
    },
  );
});

describe('what goes wrong, in words', () => {
  const cases: [string, number, unknown, string, RegExp][] = [
    [
      'no token',
      401,
      { message: 'Unauthorized' },
      'token-refused',
      /does not accept the token any more.*“Unauthorized”/,
    ],
    ['no right', 403, { message: 'Forbidden' }, 'no-right', /Your role on this app/],
    ['gone', 404, { message: 'Not Found' }, 'not-found', /“Not Found”/],
    ['the form of a proxy', 400, { error_msg: 'slug: invalid' }, 'bad-request', /“slug: invalid”/],
    ['a third form', 400, { error: 'bad luck' }, 'bad-request', /“bad luck”/],
    ['several at once', 400, { errors: ['one', { message: 'two' }] }, 'bad-request', /“one two”/],
    [
      'the first of several forms',
      400,
      { errors: ['last'], error: 'third', error_msg: 'second', message: 'first' },
      'bad-request',
      /“first”/,
    ],
    ['no form at all', 422, { code: 7 }, 'bad-request', /refused the request \(HTTP 422\)/],
    ['a pipeline that cannot go on', 412, { message: 'not rebuildable' }, 'source-unavailable', /cannot rebuild/],
    ['a fault of theirs', 500, { message: 'Internal Server Error' }, 'service-failed', /problem of its own/],
  ];
  test.each(cases)('%s (%i)', async (_name, status, body, code, message) => {
    const { account, simulator, clock, id } = await world();
    simulator.server.fail({
      fault: { kind: 'reply', reply: json(body, status) },
      path: /\/apps\/[0-9a-f]+\/builds\//,
      times: 99,
    });
    let result: Awaited<ReturnType<typeof account.provider.detail>> | undefined;
    void account.provider.detail(id).then((value) => (result = value));
    await stepUntil(clock, () => result !== undefined, { servers: [simulator.server], limitMs: 60_000 });
    expect(result).toMatchObject({ ok: false, problem: { code, message: expect.stringMatching(message) } });
  });

  test('a workflow that is gone says so when the build is repeated', async () => {
    const { account, simulator, failed, id } = await world();
    failed.app.workflows.splice(0);
    expect(await account.provider.rebuild(id)).toMatchObject({
      ok: false,
      problem: { code: 'source-unavailable', message: expect.stringContaining('did not match any workflows') },
    });
    expect(simulator.server.exchanges.at(-1)?.status).toBe(400);
  });

  test('a tester who aborts learns which role that takes', async () => {
    const { account, simulator } = await world();
    simulator.server.fail({ fault: { kind: 'reply', reply: json({ message: 'Forbidden' }, 403) }, path: /\/abort$/ });
    const running = account.newest('storefront-ios');
    expect(await account.provider.cancel(running.id)).toMatchObject({
      ok: false,
      problem: { code: 'no-right', hint: expect.stringContaining('Tester/QA') },
    });
  });
});
