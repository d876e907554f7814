import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'test-results',
  // Each test runs the whole app, which wants the display for itself; see e2eWorkers in scripts/test.mjs.
  workers: 1,
  forbidOnly: true,
  retries: 0,
  // Whatever is waited for ends the wait; how long that takes on a busy computer is nothing to fail for.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  use: { actionTimeout: 60_000, screenshot: 'only-on-failure', trace: 'retain-on-failure' },
});
