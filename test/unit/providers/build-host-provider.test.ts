import { expect, test } from 'vitest';
import type { Account } from '../../../main/contract/account.ts';
import { fail, ok } from '../../../main/lib/result.ts';
import { createRestartBudget } from '../../../main/lib/restarts.ts';
import {
  createBuildHostProvider,
  type BuildHostProcess,
} from '../../../main/providers/buildhost/build-host-provider.ts';
import { StepClock } from '../../fixtures/step-clock.ts';

type Answers = { isAlive?: boolean; hangsOn?: string; values?: Record<string, unknown> };

/** A build host process that answers every call with nothing, until it crashes. */
function fakeProcess(answers: Answers, onCrash: (detail: string) => void) {
  const calls: string[] = [];
  const waiting: ((result: ReturnType<typeof fail>) => void)[] = [];
  let isDisposed = false;
  const process = {
    client: {
      call(name: string) {
        calls.push(name);
        if (name === answers.hangsOn) return new Promise((resolve) => waiting.push(resolve));
        return Promise.resolve(ok(answers.values?.[name] ?? (name.endsWith('.list') ? [] : undefined)));
      },
      on: () => {},
      ping: () => Promise.resolve(answers.isAlive ?? true),
    },
    [Symbol.asyncDispose]: () => {
      isDisposed = true;
      return Promise.resolve();
    },
  } as unknown as BuildHostProcess & AsyncDisposable;
  return {
    process,
    calls,
    isDisposed: () => isDisposed,
    crash() {
      for (const resolve of waiting.splice(0)) resolve(fail('process-crashed', 'It stopped.'));
      onCrash('exit code 1');
    },
  };
}

function setUp(answers: Answers = {}) {
  const clock = new StepClock();
  const launched: ReturnType<typeof fakeProcess>[] = [];
  const accounts: Account[] = [];
  const budget = createRestartBudget(clock, 3, 60_000);
  const provider = createBuildHostProvider({
    clock,
    dataFolder: 'data',
    os: 'linux',
    mayRestart: () => budget.mayRestart(),
    log: () => {},
    launch(onCrash) {
      const child = fakeProcess(answers, onCrash);
      launched.push(child);
      return child.process;
    },
  });
  const started = provider.start((change) => {
    if (change.kind === 'account') accounts.push(change.account);
  });
  return { clock, launched, accounts, provider, started };
}

test('a build host that crashes is started again, three times within a minute', async () => {
  const { clock, launched, accounts, started } = setUp();
  await started;
  for (let count = 1; count <= 3; count += 1) {
    launched.at(-1)?.crash();
    await clock.pass(0);
    expect(launched).toHaveLength(count + 1);
    expect(accounts.at(-1)?.state).toBe('ready');
  }
  launched.at(-1)?.crash();
  await clock.pass(0);
  expect(launched).toHaveLength(4);
  expect(accounts.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'process-crashed' } });
});

test('a build host that crashes while it opens says in the end that it keeps failing, not that it starts', async () => {
  const { clock, launched, accounts } = setUp({ hangsOn: 'open' });
  for (let count = 0; count < 4; count += 1) {
    await clock.pass(0);
    launched.at(-1)?.crash();
  }
  await clock.pass(0);
  expect(launched).toHaveLength(4);
  expect(accounts.at(-1)).toMatchObject({ state: 'failed', problem: { code: 'process-crashed' } });
  expect(accounts.at(-1)?.problem?.hint).toContain('It keeps failing');
});

test('a build host that ends while the app quits is not started again', async () => {
  const { clock, launched, provider, started } = setUp({ hangsOn: 'close' });
  await started;
  const disposed = provider[Symbol.asyncDispose]();
  await clock.pass(0);
  launched[0]?.crash();
  await disposed;
  expect(launched).toHaveLength(1);
});

test('quitting waits for a build host that closes, but not for ever', async () => {
  const { clock, launched, provider, started } = setUp({ hangsOn: 'close' });
  await started;
  const disposed = provider[Symbol.asyncDispose]();
  await clock.pass(19_000);
  expect(launched[0]?.isDisposed()).toBe(false);
  await clock.pass(1_000);
  await disposed;
  expect(launched[0]?.isDisposed()).toBe(true);
});

test('quitting does not wait for a build host that gives no sign of life', async () => {
  const { launched, provider, started } = setUp({ isAlive: false });
  await started;
  await provider[Symbol.asyncDispose]();
  expect(launched[0]?.calls).not.toContain('close');
  expect(launched[0]?.isDisposed()).toBe(true);
});

test('a desktop is one to look at over VNC', async () => {
  const desktop = { host: '127.0.0.1', port: 5901, password: 'aBcD2345' };
  const { provider, started } = setUp({ values: { 'sessions.openDesktop': desktop } });
  await started;
  expect(await provider.openDesktop?.('s-1', 0)).toEqual(ok({ protocol: 'vnc', ...desktop }));
});
