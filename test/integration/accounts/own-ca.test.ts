import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { ok } from '../../../main/lib/result.ts';
import { circleci } from '../../../main/providers/circleci/service.ts';
import type { Service } from '../../../main/providers/service.ts';
import { json } from '../../simulators/lib/exchange.ts';
import { SteppedClock } from '../../simulators/lib/clock.ts';
import { SimulatorServer } from '../../simulators/lib/server.ts';
import { makeCertificates, opensslMissing, type Certificates } from '../net/certificates.ts';
import { startAccounts, valueOf } from './harness.ts';

if (opensslMissing !== undefined) console.log(`installations with a CA of their own are not tried: ${opensslMissing}`);

/** Asks one thing only; everything else is CircleCI's. */
const service: Service = {
  ...circleci,
  async check({ account, createHttpClient }) {
    const client = createHttpClient(
      {
        name: 'CircleCI',
        baseUrl: account.origin,
        authorize: (token) => ({ authorization: `Bearer ${token}` }),
        errorText: () => undefined,
        tokenPage: 'https://example.com',
      },
      { token: () => account.token(), caFile: account.caFile, onHealth: () => {} },
    );
    const me = await client.json(z.object({ login: z.string() }), { path: '/me' });
    return me.ok ? ok({ login: me.value.value.login, scope: 'everything', label: 'Server' }) : me;
  },
};

/** Between two attempts; an attempt has longer. */
const LONGEST_PAUSE_MS = 10_000;

describe('an installation with a CA of its own', () => {
  beforeEach((context) => context.skip(opensslMissing !== undefined, opensslMissing));
  let certificates: Certificates;
  let server: SimulatorServer;
  const tokens: string[] = [];
  beforeAll(async () => {
    if (opensslMissing !== undefined) return;
    certificates = makeCertificates();
    const tls = { key: certificates.key, cert: certificates.certificate };
    server = await SimulatorServer.start({ clock: new SteppedClock(), tls });
    server.on('GET', '/me', ({ headers }) => {
      tokens.push(headers.authorization ?? '');
      return json({ login: 'robin' });
    });
  });
  afterAll(async () => {
    if (opensslMissing !== undefined) return;
    await server[Symbol.asyncDispose]();
    await rm(certificates.folder, { recursive: true });
  });

  it('is asked with its certificates, and not without', async () => {
    await using run = startAccounts({ services: new Map([['circleci', service]]) });
    const host = new URL(server.origin).host;
    const { caFile } = certificates;
    // Every attempt that fails pauses before the next. That time passes; for an attempt itself it stands still.
    let isOver = false;
    const isPausing = () => (run.clock.nextAt ?? Infinity) - run.clock.now() <= LONGEST_PAUSE_MS;
    const without = run.accounts.check({ service: 'circleci', host, token: 'secret' }).finally(() => {
      isOver = true;
    });
    await vi.waitUntil(
      async () => {
        if (isPausing()) await run.clock.advance(LONGEST_PAUSE_MS);
        return isOver;
      },
      { timeout: 20_000, interval: 10 },
    );
    expect(await without).toMatchObject({ ok: false, problem: { code: 'offline' } });
    expect(tokens).toEqual([]);

    const unchosen = await run.accounts.check({ service: 'circleci', host, caFile, token: 'secret' });
    expect(unchosen).toMatchObject({ problem: { code: 'bad-request' } });

    valueOf(await run.caFiles.choose(caFile));
    const check = valueOf(await run.accounts.check({ service: 'circleci', host, caFile, token: 'secret' }));
    expect(tokens).toEqual(['Bearer secret']);
    const { accountId } = valueOf(await run.accounts.add(check.checkId, check.label));
    expect(run.row(accountId)?.host).toBe(host);
    expect(JSON.stringify(run.storage.get('accounts'))).toContain(caFile);

    // The next token of the account needs no file to be chosen again.
    const next = valueOf(await run.accounts.check({ service: 'circleci', host, token: 'next' }));
    expect(next.knownAccountId).toBe(accountId);
    valueOf(await run.accounts.replaceToken(accountId, next.checkId));
    expect([...run.vault.entries.values()]).toEqual(['next']);
  });
});
