import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.{ts,tsx}', 'test/integration/**/*.test.ts'],
    // As of polls below: only what hangs takes so long.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // A poll ends as soon as what it waits for is so; how long that takes on a busy computer is nothing to fail for.
    expect: { poll: { timeout: 20_000 } },
    pool: 'forks',
  },
});
