import type { App } from 'electron';
import { expect, test } from 'vitest';
import { QUIT_LIMIT_MS, quitInOrder } from '../../../main/shell/quit.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

/** An app that asks for permission before it quits, as Electron does. */
function openApp(shutDown: () => Promise<void>) {
  let ask: (event: { preventDefault(): void }) => void = () => {};
  let isGone = false;
  const quit = (): void => {
    let isHeldBack = false;
    ask({ preventDefault: () => (isHeldBack = true) });
    if (!isHeldBack) isGone = true;
  };
  const app = { on: (_event: string, listener: typeof ask) => (ask = listener), quit };
  const clock = new StepClock();
  const lines: string[] = [];
  const isQuitting = quitInOrder({
    app: app as unknown as Pick<App, 'on' | 'quit'>,
    clock,
    shutDown,
    log: (line) => lines.push(line),
  });
  return { quit, clock, lines, isQuitting, isGone: () => isGone };
}

test('an app that is asked to quit twice still ends everything first, once', async () => {
  const ended = Promise.withResolvers<void>();
  let ends = 0;
  const { quit, clock, isGone, isQuitting } = openApp(() => {
    ends += 1;
    return ended.promise;
  });
  expect(isQuitting()).toBe(false);
  quit();
  quit();
  await clock.pass(1000);
  expect([isQuitting(), isGone(), ends]).toEqual([true, false, 1]);
  ended.resolve();
  await clock.pass(0);
  expect(isGone()).toBe(true);
  expect(clock.waiting).toBe(0);
});

test('an app quits in the end although something does not', async () => {
  const { quit, clock, lines, isGone } = openApp(() => new Promise(() => {}));
  quit();
  await clock.pass(QUIT_LIMIT_MS);
  expect(isGone()).toBe(true);
  expect(lines).toEqual(['not everything ended within 30000 ms']);
});

test('an app quits although ending fails, and the log says why', async () => {
  const { quit, clock, lines, isGone } = openApp(() => Promise.reject(new Error('the port is stuck')));
  quit();
  await clock.pass(0);
  expect(isGone()).toBe(true);
  expect(lines).toEqual(['while quitting: the port is stuck']);
});
