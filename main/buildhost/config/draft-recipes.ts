import { z } from 'zod';

/** The files that a draft is made from, as far as they are there. */
export interface FolderListing {
  has(name: string): boolean;
  /** The text of a file right in the folder; empty when there is none. */
  read(name: string): string;
  isWindows: boolean;
}

export interface DraftStep {
  name: string;
  run: string;
}

export interface Recipe {
  /** The files it was concluded from, for people. */
  basedOn: string;
  steps: DraftStep[];
}

const packageJsonSchema = z.object({
  scripts: z.record(z.string(), z.string()).catch({}),
  packageManager: z.string().optional().catch(undefined),
});

interface PackageManager {
  lockfile?: string;
  install: string;
  run: string;
}

function packageManagerOf(folder: FolderListing, declared: string | undefined): PackageManager {
  if (folder.has('pnpm-lock.yaml') || declared?.startsWith('pnpm@'))
    return { lockfile: 'pnpm-lock.yaml', install: 'pnpm install --frozen-lockfile', run: 'pnpm run' };
  if (folder.has('yarn.lock') || declared?.startsWith('yarn@')) {
    const isClassic = !folder.has('.yarnrc.yml') && !/^yarn@[2-9]/.test(declared ?? '');
    const install = isClassic ? 'yarn install --frozen-lockfile' : 'yarn install --immutable';
    return { lockfile: 'yarn.lock', install, run: 'yarn run' };
  }
  for (const lockfile of ['bun.lock', 'bun.lockb']) {
    if (folder.has(lockfile)) return { lockfile, install: 'bun install --frozen-lockfile', run: 'bun run' };
  }
  for (const lockfile of ['package-lock.json', 'npm-shrinkwrap.json']) {
    if (folder.has(lockfile)) return { lockfile, install: 'npm ci', run: 'npm run' };
  }
  return { install: 'npm install', run: 'npm run' };
}

/** Scripts worth a step, in the order in which CI runs them; of each row the first that exists. */
const scriptRows = [['lint'], ['typecheck', 'type-check', 'types', 'tsc'], ['build'], ['test:ci', 'test']];

function node(folder: FolderListing): Recipe | undefined {
  if (!folder.has('package.json')) return undefined;
  let manifest: z.infer<typeof packageJsonSchema>;
  try {
    manifest = packageJsonSchema.parse(JSON.parse(folder.read('package.json')));
  } catch {
    return undefined;
  }
  const manager = packageManagerOf(folder, manifest.packageManager);
  const isWorthIt = (name: string): boolean => {
    const script = Object.hasOwn(manifest.scripts, name) ? manifest.scripts[name] : undefined;
    // npm init writes a test script that only fails.
    return script !== undefined && !script.includes('no test specified');
  };
  const steps = scriptRows.flatMap((row) => {
    const script = row.find(isWorthIt);
    return script === undefined ? [] : [{ name: titleOf(script), run: `${manager.run} ${script}` }];
  });
  const lockfile = manager.lockfile !== undefined && folder.has(manager.lockfile) ? ` and ${manager.lockfile}` : '';
  return { basedOn: `package.json${lockfile}`, steps: [{ name: 'Install', run: manager.install }, ...steps] };
}

function titleOf(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1).replaceAll(/[:_-]+/g, ' ');
}

function cargo(folder: FolderListing): Recipe | undefined {
  if (!folder.has('Cargo.toml')) return undefined;
  const isLocked = folder.has('Cargo.lock');
  const locked = isLocked ? ' --locked' : '';
  return {
    basedOn: isLocked ? 'Cargo.toml and Cargo.lock' : 'Cargo.toml',
    steps: [
      { name: 'Build', run: `cargo build --all-targets${locked}` },
      { name: 'Test', run: `cargo test${locked}` },
    ],
  };
}

function go(folder: FolderListing): Recipe | undefined {
  if (!folder.has('go.mod')) return undefined;
  return {
    basedOn: 'go.mod',
    steps: [
      { name: 'Vet', run: 'go vet ./...' },
      { name: 'Build', run: 'go build ./...' },
      { name: 'Test', run: 'go test ./...' },
    ],
  };
}

function python(folder: FolderListing): Recipe | undefined {
  if (!folder.has('pyproject.toml')) return undefined;
  const text = folder.read('pyproject.toml');
  const runner = text.includes('pytest') ? 'pytest' : 'python -m unittest';
  if (folder.has('uv.lock'))
    return {
      basedOn: 'pyproject.toml and uv.lock',
      steps: [
        { name: 'Install', run: 'uv sync --locked' },
        { name: 'Test', run: `uv run ${runner}` },
      ],
    };
  if (/^\[tool\.poetry/m.test(text) || folder.has('poetry.lock'))
    return {
      basedOn: folder.has('poetry.lock') ? 'pyproject.toml and poetry.lock' : 'pyproject.toml',
      steps: [
        { name: 'Install', run: 'poetry install --no-interaction' },
        { name: 'Test', run: `poetry run ${runner}` },
      ],
    };
  const [python3, tools] = folder.isWindows ? ['python', '.venv/Scripts/'] : ['python3', '.venv/bin/'];
  return {
    basedOn: 'pyproject.toml',
    steps: [
      {
        name: 'Install',
        run: `${python3} -m venv .venv\n${tools}python -m pip install -e .${runner === 'pytest' ? ' pytest' : ''}\n`,
      },
      { name: 'Test', run: `${tools}python -m ${runner.replace('python -m ', '')}` },
    ],
  };
}

function maven(folder: FolderListing): Recipe | undefined {
  if (!folder.has('pom.xml')) return undefined;
  const wrapper = folder.isWindows ? 'mvnw.cmd' : 'mvnw';
  const command = folder.has(wrapper) ? `./${wrapper}` : 'mvn';
  return {
    basedOn: folder.has(wrapper) ? `pom.xml and ${wrapper}` : 'pom.xml',
    steps: [
      { name: 'Build', run: `${command} --batch-mode -DskipTests package` },
      { name: 'Test', run: `${command} --batch-mode verify` },
    ],
  };
}

function gradle(folder: FolderListing): Recipe | undefined {
  const file = ['build.gradle.kts', 'build.gradle'].find((name) => folder.has(name));
  if (file === undefined) return undefined;
  const wrapper = folder.isWindows ? 'gradlew.bat' : 'gradlew';
  const command = folder.has(wrapper) ? `./${wrapper}` : 'gradle';
  return {
    basedOn: folder.has(wrapper) ? `${file} and ${wrapper}` : file,
    steps: [
      { name: 'Build', run: `${command} assemble` },
      { name: 'Test', run: `${command} check` },
    ],
  };
}

/** Targets worth a step, in the order in which CI runs them; of each row the first that exists. */
const targetRows = [
  ['deps', 'install-deps', 'setup'],
  ['lint', 'fmt-check'],
  ['build', 'all'],
  ['test', 'check'],
];

function make(folder: FolderListing): Recipe | undefined {
  const file = ['GNUmakefile', 'makefile', 'Makefile'].find((name) => folder.has(name));
  if (file === undefined) return undefined;
  const targets = new Set(
    folder
      .read(file)
      .split('\n')
      .flatMap((line) => /^([A-Za-z0-9][\w .-]*?)\s*::?(?!=)/.exec(line)?.[1]?.split(/\s+/) ?? []),
  );
  const steps = targetRows.flatMap((row) => {
    const target = row.find((name) => targets.has(name));
    return target === undefined ? [] : [{ name: titleOf(target), run: `make ${target}` }];
  });
  return { basedOn: file, steps: steps.length > 0 ? steps : [{ name: 'Make', run: 'make' }] };
}

/** The ways to build that the folder's files speak of, the most telling first. */
export function findRecipes(folder: FolderListing): Recipe[] {
  return [node, cargo, go, python, maven, gradle, make].flatMap((recipe) => recipe(folder) ?? []);
}
