import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { entryFor, missingOptionalPackages } from '../../../scripts/lib/lockfile.mjs';

const lockfileSchema = z.object({ packages: z.record(z.string(), z.looseObject({})) });
const readLockfile = async () =>
  lockfileSchema.parse(JSON.parse(await readFile(new URL('../../../package-lock.json', import.meta.url), 'utf8')));

it('names the packages of every system, or npm ci would refuse it (mend: node scripts/complete-lockfile.mjs)', async () => {
  expect(missingOptionalPackages(await readLockfile())).toEqual([]);
});

it('names no host that packages come from', async () => {
  const { packages } = await readLockfile();
  const resolved = Object.values(packages).flatMap((entry) =>
    typeof entry.resolved === 'string' ? [entry.resolved] : [],
  );
  expect(resolved.filter((address) => !address.startsWith('https://registry.npmjs.org/'))).toEqual([]);
});

it('finds what is missing, also for nested packages', () => {
  const packages = {
    '': {},
    'node_modules/tool': {
      dev: true,
      optionalDependencies: { '@tool/linux-x64': '1.0.0', '@tool/win32-x64': '1.0.0' },
    },
    'node_modules/tool/node_modules/@tool/linux-x64': {},
  };
  expect(missingOptionalPackages({ packages })).toEqual([{ name: '@tool/win32-x64', version: '1.0.0', dev: true }]);
});

it('reads the system off the name', () => {
  expect(entryFor({ name: '@tool/binding-linux-arm64-musl', version: '2.0.0', dev: true })).toEqual({
    version: '2.0.0',
    cpu: ['arm64'],
    dev: true,
    libc: ['musl'],
    optional: true,
    os: ['linux'],
  });
  expect(entryFor({ name: '@tool/win32-x64', version: '2.0.0', dev: false })).toEqual({
    version: '2.0.0',
    cpu: ['x64'],
    optional: true,
    os: ['win32'],
  });
  expect(entryFor({ name: 'sharp-edges', version: '2.0.0', dev: true })).toBeUndefined();
});
