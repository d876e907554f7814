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
  signal,
  stateOf,
} from './fault-stage.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

describeNeeding(sshdMissing, 'the server of a transfer', () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.start();
  });
  afterAll(async () => {
    await stage[Symbol.asyncDispose]();
  });

  test.each(cases)(
    'is killed at random points, $label: it goes on by itself, and every byte is right',
    { timeout: MAX_ROUNDS * ROUND_LIMIT_MS },
    async ({ kind, direction, label }) => {
      const random = createRandom(`server, ${label}`);
      const { bytes } = stage.data(kind);
      let deaths = 0;
      let rounds = 0;
      for (; rounds < ROUNDS || (deaths < MIN_DEATHS && rounds < MAX_ROUNDS); rounds += 1) {
        const order = stage.order(kind, direction);
        await using child = await stage.process(order);
        for (const moment of moments(random, bytes)) {
          await stage.reach(moment, child, order.id);
          if (stateOf(child, order.id) === 'done') break;
          const victims = stage.sessions();
          // Sometimes only the server's own process, so that a tar on the machine outlives it for a while.
          signal(random() < 0.5 ? victims : victims.slice(0, 1), 'SIGKILL');
          deaths += 1;
          await child.until(() => child.link?.state !== 'connected', ROUND_LIMIT_MS);
          await child.until(() => child.link?.state === 'connected', ROUND_LIMIT_MS);
        }
        await arrived(child, order.id);
        await expectWhole(stage, kind);
        await get(child.client.call('forgetTransfer', { transferId: order.id }));
      }
      console.log(`${label}: the server was killed ${deaths} times before the end, in ${rounds} rounds`);
      expect(deaths).toBeGreaterThanOrEqual(MIN_DEATHS);
    },
  );

  test.each(cases)(
    'stops, as when a laptop sleeps, and wakes, $label: nothing is lost',
    { timeout: ROUND_LIMIT_MS },
    async ({ kind, direction, label }) => {
      const random = createRandom(`sleep, ${label}`);
      const { bytes } = stage.data(kind);
      const order = stage.order(kind, direction);
      await using child = await stage.process(order);
      for (let sleep = 0; sleep < 3; sleep += 1) {
        await stage.reach({ bytes: (random() * bytes) / 3, afterMs: 0 }, child, order.id);
        const asleep = stage.sessions();
        signal(asleep, 'SIGSTOP');
        // Every window is full by then.
        await stage.relay.still();
        signal(asleep, 'SIGCONT');
      }
      await arrived(child, order.id);
      await expectWhole(stage, kind);
    },
  );

  test.each(cases)(
    'stops and never wakes, $label: the next connection goes on',
    { timeout: ROUND_LIMIT_MS },
    async ({ kind, direction, label }) => {
      const random = createRandom(`sleep and death, ${label}`);
      const { bytes } = stage.data(kind);
      const order = stage.order(kind, direction);
      await using child = await stage.process(order);
      await stage.reach({ bytes: (0.1 + random() * 0.7) * bytes, afterMs: 0 }, child, order.id);
      const asleep = stage.sessions();
      signal(asleep, 'SIGSTOP');
      await stage.relay.still();
      signal(asleep, 'SIGKILL');
      await arrived(child, order.id);
      await expectWhole(stage, kind);
    },
  );
});
