import { expect, it } from 'vitest';
import { electronRuntime } from '../../../scripts/setup/electron-runtime.mjs';
import { run } from '../../../scripts/lib/run.mjs';

const packageWith = (...args: string[]) => run('node', ['scripts/package.mjs', ...args], { quiet: true });

it('makes no release with the fallback runtime', async ({ skip }) => {
  skip(electronRuntime()?.source === 'official', 'the runtime here is the official one');
  const { code, output } = await packageWith('--release');
  expect(code).toBe(1);
  expect(output).toContain('no release is made with it');
});

it('refuses options that it does not know', async () => {
  const { code, output } = await packageWith('--relaese');
  expect(code).toBe(1);
  expect(output).toContain("Unknown option '--relaese'");
});
