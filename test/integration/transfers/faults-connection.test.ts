import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { get } from '../../fixtures/connection/connection-child.ts';
import { sshdMissing } from '../../fixtures/sshd.ts';
import {
  MAX_ROUNDS,
  MIN_DEATHS,
  ROUNDS,
  ROUND_LIMIT_MS,
  Stage,
  arrived,
  cases,
  createRandom,
  expectWhole,
  moments,
  stateOf,
} from './fault-stage.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

/** Of a transfer with one file: how far it would go on from, as its journal says. */
function notedBytes(journalFile: string): number {
  const points = readFileSync(journalFile, 'utf8').matchAll(/"t":"point".*?"bytes":(\d+)/g);
  return Math.max(0, ...[...points].map(([, bytes]) => Number(bytes)));
}

describeNeeding(sshdMissing, 'the connection process is killed', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test.each(cases)(
    '$label, at random points: the next process goes on, and every byte is right',
    { timeout: MAX_ROUNDS * ROUND_LIMIT_MS },
    async ({ kind, direction, label }) => {
      const random = createRandom(`connection process, ${label}`);
      const { bytes } = stage.data(kind);
      let deaths = 0;
      let rounds = 0;
      for (; rounds < ROUNDS || (deaths < MIN_DEATHS && rounds < MAX_ROUNDS); rounds += 1) {
        const order = stage.order(kind, direction);
        for (const moment of moments(random, bytes)) {
          const victim = await stage.process(order);
          await stage.reach(moment, victim, order.id);
          if (stateOf(victim, order.id) !== 'done') deaths += 1;
          await victim.kill();
        }
        await using heir = await stage.process(order);
        await arrived(heir, order.id);
        await expectWhole(stage, kind);
        await get(heir.client.call('forgetTransfer', { transferId: order.id }));
      }
      console.log(`${label}: killed ${deaths} times before the end, in ${rounds} rounds`);
      expect(deaths).toBeGreaterThanOrEqual(MIN_DEATHS);
    },
  );

  test.each(['upload', 'download'] as const)(
    '%s: what had arrived of a large file does not travel again',
    { timeout: ROUND_LIMIT_MS },
    async (direction) => {
      const { bytes } = stage.data('large');
      const order = stage.order('large', direction);
      const { relay } = stage;
      relay.hold(direction, bytes / 2);
      const victim = await stage.process(order);
      const bytesDone = (): number => victim.progress.get(order.id)?.bytesDone ?? 0;
      await victim.until(() => bytesDone() > bytes / 3, ROUND_LIMIT_MS);
      const before = bytesDone();
      // What has arrived is noted once it is in its place, a few MiB at a time; nothing more comes meanwhile.
      await expect.poll(() => notedBytes(order.journalFile)).toBeGreaterThan(before - 8 * 1024 * 1024);
      await victim.kill();
      relay.cut();
      const passedBefore = relay.bytes;
      await using heir = await stage.process(order);
      await arrived(heir, order.id);
      expect(relay.bytes - passedBefore).toBeLessThan(bytes - before / 2);
      await expectWhole(stage, 'large');
    },
  );
});
