import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { configFileSchema } from '../../../main/buildhost/config/config-schema.ts';
import { root } from '../../../scripts/setup/paths.mjs';

const read = (file: string) => readFileSync(join(root, file), 'utf8');
const readme = read('README.md');
const table = z.record(z.string(), z.string());
const { scripts, dependencies, devDependencies } = z
  .object({ scripts: table, dependencies: table, devDependencies: table })
  .parse(JSON.parse(read('package.json')));

it('gives a reason for every package', () => {
  const section = readme.slice(readme.indexOf('### Dependencies'), readme.indexOf('### Contribute'));
  const named = new Set([...section.matchAll(/[@\w/*.-]+/g)].map(([word]) => word));
  const isNamed = (name: string) =>
    named.has(name) ||
    named.has(name.replace(/\/.*/, '/*')) ||
    (name.startsWith('@xterm/') && named.has('@xterm/xterm'));
  const packages = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith('@types/'));
  expect(packages.filter((name) => !isNamed(name))).toEqual([]);
});

it.each(['README.md', 'main/README.md', 'renderer/README.md', 'test/README.md'])(
  '%s names only commands and files that are there',
  (file) => {
    const text = read(file);
    const commands = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => join(dirname(file), path ?? ''));
    const paths = [...text.matchAll(/`((?:scripts|test|main|renderer|assets)\/[\w./-]+)`/g)].map(
      ([, path]) => path ?? '',
    );
    expect([...links, ...paths].filter((path) => !existsSync(join(root, path)))).toEqual([]);
  },
);

it('explains every field of jumpseat.yml, and its example is one', () => {
  for (const field of Object.keys(configFileSchema.shape)) expect(readme).toContain(`| \`${field}\` |`);
  const example = /```yaml\n([\s\S]*?)```/.exec(readme)?.[1] ?? '';
  expect(configFileSchema.safeParse(parse(example)).error).toBeUndefined();
});
