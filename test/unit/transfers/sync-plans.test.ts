import { describe, expect, test } from 'vitest';
import { ok } from '../../../main/lib/result.ts';
import { SyncPlans } from '../../../main/transfers/sync-plans.ts';
import { ordersOf, run, wish } from './transfer-harness.ts';

const item = (path: string, action = 'change') => ({ path, action, isConflict: false });
const folders = { direction: 'upload', localFolder: '/home/anna/shop', remoteFolder: '/srv/shop' } as const;

async function comparing() {
  const app = run();
  const connection = await app.connect();
  connection.answers.set('planSync', (input: object) =>
    ok({ ...input, basis: 'sizes and times', items: [item('a'), item('b', 'remove')], isCut: false, warnings: [] }),
  );
  const plans = new SyncPlans(app.sessions.machines, app.transfers, app.clock);
  const planned = await plans.plan(wish.place, folders);
  if (!planned.ok) throw new Error(planned.problem.message);
  return { ...app, connection, plans, plan: planned.value };
}

describe('a comparison', () => {
  test('is carried out as one transfer, without what is left out', async () => {
    const { plans, plan, connection, row } = await comparing();
    const started = await plans.run(plan.planId, ['a']);
    if (!started.ok) throw new Error(started.problem.message);
    await expect
      .poll(() => ordersOf(connection))
      .toMatchObject([
        {
          purpose: 'sync',
          rule: 'replace',
          what: { kind: 'listed', localFolder: '/home/anna/shop', files: [{ path: 'b', action: 'remove' }] },
        },
      ]);
    expect(row(started.value.transferId)).toMatchObject({
      title: '1 change',
      from: '/home/anna/shop',
      to: '/srv/shop',
    });
    expect(await plans.run(plan.planId, [])).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('is too old after half an hour', async () => {
    const { plans, plan, clock } = await comparing();
    await clock.pass(30 * 60_000 + 1);
    expect(await plans.run(plan.planId, [])).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  test('of which nothing is chosen does nothing', async () => {
    const { plans, plan, connection } = await comparing();
    expect(await plans.run(plan.planId, ['a', 'b'])).toMatchObject({ ok: false, problem: { code: 'bad-request' } });
    expect(ordersOf(connection)).toEqual([]);
  });

  test('remembers the local folder of each folder of the machine', async () => {
    const { plans } = await comparing();
    expect(plans.folderFor(wish.place, '/srv/shop')).toBe('/home/anna/shop');
    expect(plans.folderFor(wish.place, '/srv/other')).toBeUndefined();
    expect(plans.folderFor({ ...wish.place, machine: 1 }, '/srv/shop')).toBeUndefined();
  });

  test('keeps no more than a few plans', async () => {
    const { plans, plan } = await comparing();
    for (let count = 0; count < 10; count += 1) await plans.plan(wish.place, folders);
    expect(await plans.run(plan.planId, [])).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});
