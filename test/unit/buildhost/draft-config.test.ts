import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { draftConfig } from '../../../main/buildhost/config/draft-config.ts';
import { parseConfig } from '../../../main/buildhost/config/parse-config.ts';

let folder: string;
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'draft-')), 'store front');
  mkdirSync(folder);
});
afterEach(() => rmSync(join(folder, '..'), { recursive: true }));

function draft(files: Record<string, string>, platform: NodeJS.Platform = 'linux') {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { text, basedOn } = draftConfig(folder, platform);
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(`${text}\n${JSON.stringify(parsed.mistakes)}`);
  expect(parsed.config.name).toBe('store front');
  return { text, basedOn, runs: parsed.config.steps.map(({ run }) => run) };
}

const manifest = (scripts: Record<string, string>, more = {}): string => JSON.stringify({ scripts, ...more });

describe('a draft for package.json', () => {
  it('installs by the lockfile and runs the scripts in the order of CI', () => {
    const scripts = { test: 'vitest', build: 'vite build', lint: 'oxlint', start: 'vite', typecheck: 'tsc' };
    const { basedOn, runs } = draft({ 'package.json': manifest(scripts), 'package-lock.json': '{}' });
    expect(basedOn).toBe('package.json and package-lock.json');
    expect(runs).toEqual(['npm ci', 'npm run lint', 'npm run typecheck', 'npm run build', 'npm run test']);
  });

  it.each([
    ['pnpm-lock.yaml', 'pnpm install --frozen-lockfile', 'pnpm run test'],
    ['yarn.lock', 'yarn install --frozen-lockfile', 'yarn run test'],
    ['bun.lock', 'bun install --frozen-lockfile', 'bun run test'],
  ])('uses the package manager of %s', (lockfile, install, test) => {
    expect(draft({ 'package.json': manifest({ test: 'x' }), [lockfile]: '' }).runs).toEqual([install, test]);
  });

  it('knows the newer yarn', () => {
    const files = { 'package.json': manifest({}, { packageManager: 'yarn@4.1.0' }), 'yarn.lock': '' };
    expect(draft(files).runs).toEqual(['yarn install --immutable']);
  });

  it('leaves out the test script that npm init writes', () => {
    const scripts = { test: 'echo "Error: no test specified" && exit 1' };
    expect(draft({ 'package.json': manifest(scripts) }).runs).toEqual(['npm install']);
  });

  it('goes on to what else is there when package.json is broken', () => {
    expect(draft({ 'package.json': '{', 'go.mod': 'module x' }).basedOn).toBe('go.mod');
  });
});

describe('a draft for', () => {
  it('Cargo.toml builds and tests, locked when there is a lock', () => {
    expect(draft({ 'Cargo.toml': '' }).runs).toEqual(['cargo build --all-targets', 'cargo test']);
    expect(draft({ 'Cargo.lock': '' }).runs).toEqual(['cargo build --all-targets --locked', 'cargo test --locked']);
  });

  it('go.mod vets, builds and tests', () => {
    expect(draft({ 'go.mod': 'module x' }).runs).toEqual(['go vet ./...', 'go build ./...', 'go test ./...']);
  });

  it('pyproject.toml uses a virtual environment, poetry or uv', () => {
    expect(draft({ 'pyproject.toml': '[project]\nname = "x"' }).runs).toEqual([
      'python3 -m venv .venv\n.venv/bin/python -m pip install -e .\n',
      '.venv/bin/python -m unittest',
    ]);
    expect(draft({ 'pyproject.toml': '[tool.poetry]\npytest = "*"' }).runs).toEqual([
      'poetry install --no-interaction',
      'poetry run pytest',
    ]);
    expect(draft({ 'uv.lock': '' }).runs).toEqual(['uv sync --locked', 'uv run pytest']);
  });

  it('pom.xml and gradle prefers the wrapper of the platform', () => {
    expect(draft({ 'build.gradle.kts': '' }).runs).toEqual(['gradle assemble', 'gradle check']);
    expect(draft({ gradlew: '' }).runs).toEqual(['./gradlew assemble', './gradlew check']);
    expect(draft({ 'pom.xml': '', 'mvnw.cmd': '' }, 'win32').runs).toEqual([
      './mvnw.cmd --batch-mode -DskipTests package',
      './mvnw.cmd --batch-mode verify',
    ]);
  });

  it('a Makefile takes the targets it has', () => {
    const makefile = 'CC := gcc\n.PHONY: all test\nall: app\napp: main.c\n\tcc $<\nlint test: app\n\t./t\n';
    expect(draft({ Makefile: makefile }).runs).toEqual(['make lint', 'make all', 'make test']);
  });

  it('a Makefile without any of them makes the default', () => {
    expect(draft({ Makefile: 'app: main.c\n' }).runs).toEqual(['make']);
  });

  it('nothing known is still a valid file that says so', () => {
    const { basedOn, text } = draft({ 'notes.txt': '' });
    expect(basedOn).toBe('');
    expect(text).toContain('no build files');
    expect(text).toContain('Write the commands');
  });
});

it('names what else was found in a comment', () => {
  const { text } = draft({ 'go.mod': 'module x', Makefile: 'test:\n' });
  expect(text).toContain('# Also found: Makefile (make test)');
});
