import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sayDuration, toMilliseconds } from '../../../main/buildhost/config/duration.ts';
import { configJsonSchema } from '../../../main/buildhost/config/json-schema.ts';

it('is published as it is; if not, run node scripts/write-config-schema.mjs and npm run format', () => {
  const published: unknown = JSON.parse(readFileSync('assets/jumpseat.schema.json', 'utf8'));
  expect(published).toEqual(JSON.parse(configJsonSchema()));
});

it('describes every key for the editors that read it', () => {
  const schema = JSON.parse(configJsonSchema()) as { properties: Record<string, { description?: string }> };
  expect(Object.keys(schema.properties)).toEqual(['name', 'env', 'shell', 'steps', 'machines', 'timeout', 'artifacts']);
  for (const [name, { description }] of Object.entries(schema.properties)) expect(description, name).toBeTruthy();
});

it('reads durations as text and as seconds, and says them', () => {
  expect(['90s', '10m', '1h30m', '2h5s', 7, 0.5].map(toMilliseconds)).toEqual([
    90_000, 600_000, 5_400_000, 7_205_000, 7000, 500,
  ]);
  expect([90_000, 5_400_000, 500, 3_600_000].map(sayDuration)).toEqual(['1 min 30 s', '1 h 30 min', '1 s', '1 h']);
});
