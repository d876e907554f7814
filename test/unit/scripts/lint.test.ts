import { spawn } from 'node:child_process';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { rooms } from '../../../scripts/lint/import-table.mjs';

const fixtures = fileURLToPath(new URL('../../fixtures/lint', import.meta.url));
const oxlint = fileURLToPath(new URL('../../../node_modules/oxlint/bin/oxlint', import.meta.url));

const reportSchema = z.object({
  diagnostics: z.array(
    z.object({
      code: z.string(),
      message: z.string(),
      filename: z.string(),
      labels: z.array(z.object({ span: z.object({ line: z.number() }) })),
    }),
  ),
});
type Finding = { rule: string; file: string; line: number; message: string };

/** What the project's own rules say about the fixture files, which mirror its folders. */
async function lintFixtures(): Promise<Finding[]> {
  // Not in Electron's Node.js: its memory cage keeps oxlint from sharing buffers with rules written in JavaScript.
  const child = spawn('node', [oxlint, '-c', 'fixtures.oxlintrc.json', '--type-aware', '--format=json', '.'], {
    cwd: fixtures,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const output = await text(child.stdout);
  return reportSchema.parse(JSON.parse(output)).diagnostics.map((found) => ({
    rule: found.code,
    file: found.filename.replaceAll('\\', '/'),
    line: found.labels[0]?.span.line ?? 0,
    message: found.message,
  }));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(join(fixtures, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(fixtures, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .toSorted();
}

const tableFiles = [...(await filesBelow('main')), ...(await filesBelow('renderer'))];
let findings: Finding[] = [];
beforeAll(async () => {
  findings = await lintFixtures();
}, 180_000);

describe('who may import whom', () => {
  it('has a fixture for every row of the table', () => {
    const uncovered = rooms
      .map(({ room }) => new RegExp(`^${room.replaceAll('*', '[^/]+')}(/[^/]+)?$`))
      .filter((pattern) => !tableFiles.some((file) => pattern.test(file)));
    expect(uncovered).toEqual([]);
  });

  it.each(tableFiles)('%s: refuses the lines marked so, and no others', async (file) => {
    const lines = (await readFile(join(fixtures, file), 'utf8')).split('\n');
    const marked = lines.flatMap((line, at) => (line.includes('// refused') ? [at + 1] : []));
    const refused = findings.filter((found) => found.rule === 'jumpseat(import-table)' && found.file === file);
    expect(refused.map(({ line }) => line).toSorted((a, b) => a - b)).toEqual(marked);
    expect(marked.length).toBeGreaterThan(0);
  });
});

describe('other rules of the house', () => {
  const linesOf = (rule: string, file: string) =>
    findings.filter((found) => found.rule === rule && found.file === file).map(({ line }) => line);

  it('reports each of the six floating promises', () => {
    expect(linesOf('typescript(no-floating-promises)', 'floating-promises.ts')).toHaveLength(6);
  });

  it('reports modules that import each other', () => {
    expect(linesOf('import(no-cycle)', 'cycle-one.ts')).toEqual([1]);
    expect(linesOf('import(no-cycle)', 'cycle-two.ts')).toEqual([1]);
  });

  it('reports a default export and an any', () => {
    expect(linesOf('import(no-default-export)', 'default-export.ts')).toEqual([1]);
    expect(linesOf('typescript(no-explicit-any)', 'any.ts')).toEqual([1]);
  });
});
