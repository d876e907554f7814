import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cleanEnvironment } from '../../../main/buildhost/environment/base-environment.ts';
import {
  configText,
  fingerprint,
  git,
  makeRepository,
  startHost,
  temporaryFolder,
  writeFiles,
  type TestHost,
} from './test-host.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let host: TestHost;
let folder: string;
beforeEach(async () => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'größe & co', 'my app');
  host = await startHost(join(temporary.path, 'data'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

/** Runs a build of the folder and gives the output of its only step. */
async function look(projectId: string, includeUncommitted = false): Promise<string> {
  return outputOf(await host.run(projectId, includeUncommitted));
}

async function outputOf(buildId: string): Promise<string> {
  const build = await host.finished(buildId);
  const steps = await host.steps(buildId);
  expect(build.state, JSON.stringify(steps)).toBe('passed');
  return steps['Look']?.log ?? '';
}

const show = configText({
  Look: 'ls -A | grep -v "^[.]git$"; for f in *; do [ -f "$f" ] && echo "$f: $(cat "$f")"; done; true',
});

describe('a project in git', () => {
  it('is built at its commit, and again at the same one whatever became of the folder', async () => {
    makeRepository(folder, { 'jumpseat.yml': show, 'a.txt': 'first', '.gitignore': 'node_modules/' });
    const projectId = await host.addProject(folder);
    const first = await host.run(projectId);
    expect(await outputOf(first)).toContain('a.txt: first');
    // History is rewritten and thrown away, files change, the configuration breaks.
    writeFiles(folder, { 'a.txt': 'second', 'jumpseat.yml': 'steps: nonsense' });
    git(folder, 'commit', '-q', '-a', '--amend', '-m', 'Rewritten');
    git(folder, 'reflog', 'expire', '--expire=now', '--all');
    git(folder, 'gc', '-q', '--prune=now');
    const again = await host.rebuild(first);
    expect(await outputOf(again)).toContain('a.txt: first');
    const [one, two] = [await host.build(first), await host.build(again)];
    expect(two).toMatchObject({ commit: one.commit, title: 'First', rebuildOf: first });
    // And the folder need not be there at all.
    rmSync(folder, { recursive: true });
    expect(await outputOf(await host.rebuild(first))).toContain('a.txt: first');
  });

  it('leaves out uncommitted changes, or takes all of them in as changes', async () => {
    makeRepository(folder, {
      'jumpseat.yml': show,
      'a.txt': 'old',
      'gone.txt': 'x',
      'kept.txt': 'x',
      '.gitignore': 'big/',
    });
    writeFiles(folder, { 'a.txt': 'new', 'untracked ü.txt': 'u', 'big/huge.bin': 'ignored', 'staged.txt': 's' });
    rmSync(join(folder, 'gone.txt'));
    git(folder, 'add', 'staged.txt');
    const projectId = await host.addProject(folder);
    const without = await look(projectId);
    expect(without).toContain('a.txt: old');
    expect(without).toContain('gone.txt');
    expect(without).not.toContain('untracked');
    const before = fingerprint(folder);
    const buildId = await host.run(projectId, true);
    const output = await outputOf(buildId);
    expect(fingerprint(folder)).toBe(before);
    expect(output).toContain('a.txt: new');
    expect(output).toContain('untracked ü.txt: u');
    expect(output).toContain('staged.txt: s');
    expect(output).not.toContain('gone.txt');
    expect(output).not.toContain('big');
    expect(await host.build(buildId)).toMatchObject({ hasUncommitted: true, title: 'First' });
    expect((await host.steps(buildId))['Checkout']?.log).toContain('With uncommitted changes in 4 files');
    // The state is kept too.
    writeFiles(folder, { 'a.txt': 'newer' });
    expect(await outputOf(await host.rebuild(buildId))).toContain('a.txt: new\n');
  });

  it('is not said to have uncommitted changes when there are none', async () => {
    makeRepository(folder, { 'jumpseat.yml': show });
    const buildId = await host.run(await host.addProject(folder), true);
    await host.finished(buildId);
    expect((await host.build(buildId)).hasUncommitted).toBe(false);
  });

  it('is a clone that knows its branch and where it came from, and can push beside it', async () => {
    const work = `git status --short --branch; git remote get-url origin; git log --format=%s -1
      git config user.email; git describe --tags; echo changed > a.txt; git commit -q -a -m Mended; git push -q`;
    makeRepository(folder, { 'jumpseat.yml': configText({ Look: work }), 'a.txt': 'x' });
    git(folder, 'config', 'user.email', 'me@example.com');
    git(folder, 'config', 'user.name', 'Me');
    git(folder, 'tag', 'v1.0');
    git(folder, 'checkout', '-q', '-b', 'feature/ünicode');
    const output = await look(await host.addProject(folder));
    expect(output).toBe(`## feature/ünicode...origin/feature/ünicode\n${folder}\nFirst\nme@example.com\nv1.0\n`);
    expect(git(folder, 'log', '--format=%s', '-1', 'jumpseat/build-1').trim()).toBe('Mended');
    expect(git(folder, 'log', '--format=%s', '-1').trim()).toBe('First');
  });

  it('without any commit is built as it is', async () => {
    makeRepository(folder, { 'jumpseat.yml': show });
    rmSync(join(folder, '.git'), { recursive: true });
    git(folder, 'init', '-q');
    writeFiles(folder, { 'a.txt': 'unborn' });
    const buildId = await host.run(await host.addProject(folder));
    expect(await outputOf(buildId)).toContain('a.txt: unborn');
    expect(await host.build(buildId)).toMatchObject({ title: 'No commits yet', branch: 'main', hasUncommitted: true });
  });

  it('with a detached head is built at that commit', async () => {
    makeRepository(folder, { 'jumpseat.yml': show, 'a.txt': 'one' });
    writeFiles(folder, { 'a.txt': 'two' });
    git(folder, 'commit', '-q', '-a', '-m', 'Second');
    git(folder, 'checkout', '-q', 'HEAD~1');
    const buildId = await host.run(await host.addProject(folder));
    expect(await outputOf(buildId)).toContain('a.txt: one');
    expect(await host.build(buildId)).toMatchObject({ title: 'First', branch: undefined });
  });

  it('in a subfolder is built there, within a clone of the whole', async () => {
    makeRepository(folder, {
      'packages/web app/jumpseat.yml': configText({ Look: 'pwd; cat ../../root.txt' }),
      'root.txt': 'root',
    });
    const output = await look(await host.addProject(join(folder, 'packages', 'web app')), true);
    expect(output).toMatch(/\/packages\/web app\nroot$/);
  });

  it('uses the jumpseat.yml of the commit, or the folder’s while none is committed', async () => {
    makeRepository(folder, { 'a.txt': 'x' });
    writeFiles(folder, { 'jumpseat.yml': configText({ Look: 'echo from the folder; ls' }) });
    const projectId = await host.addProject(folder);
    expect(await look(projectId)).toBe('from the folder\na.txt\n');
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'Configured');
    writeFiles(folder, { 'jumpseat.yml': configText({ Look: 'echo changed' }) });
    expect(await look(projectId)).toContain('from the folder');
    expect(await look(projectId, true)).toBe('changed\n');
  });

  it('keeps links, modes and line ends, and tells about submodules', async () => {
    const script = 'readlink link; test -x tool && echo executable; od -c crlf.txt | head -1; ls sub';
    makeRepository(join(temporary.path, 'library'), { 'lib.txt': 'x' });
    makeRepository(folder, { 'jumpseat.yml': configText({ Look: script }), 'crlf.txt': 'a\r\n', tool: '#!/bin/sh\n' });
    chmodSync(join(folder, 'tool'), 0o755);
    symlinkSync('../somewhere/else', join(folder, 'link'));
    git(
      folder,
      '-c',
      'protocol.file.allow=always',
      'submodule',
      '--quiet',
      'add',
      join(temporary.path, 'library'),
      'sub',
    );
    git(folder, 'add', '-A');
    git(folder, 'commit', '-q', '-m', 'More');
    const buildId = await host.run(await host.addProject(folder), true);
    expect(await outputOf(buildId)).toBe('../somewhere/else\nexecutable\n0000000   a  \\r  \\n\n');
    expect((await host.steps(buildId))['Checkout']?.log).toContain('Submodules are not checked out (sub)');
  });

  it('that is a linked work tree, shallow or borrows objects is kept whole', async () => {
    const original = join(temporary.path, 'original');
    makeRepository(original, { 'jumpseat.yml': show, 'a.txt': 'one' });
    writeFiles(original, { 'a.txt': 'two' });
    git(original, 'commit', '-q', '-a', '-m', 'Second');
    git(original, 'worktree', 'add', '-q', join(temporary.path, 'linked'), '-b', 'linked');
    execFileSync('git', ['clone', '-q', '--depth=1', `file://${original}`, join(temporary.path, 'shallow')]);
    execFileSync('git', ['clone', '-q', '--shared', original, join(temporary.path, 'shared')]);
    const ids: string[] = [];
    for (const name of ['linked', 'shallow', 'shared']) {
      const buildId = await host.run(await host.addProject(join(temporary.path, name)));
      expect(await outputOf(buildId), name).toContain('a.txt: two');
      ids.push(buildId);
    }
    for (const name of ['original', 'linked', 'shallow', 'shared'])
      rmSync(join(temporary.path, name), { recursive: true });
    for (const buildId of ids) expect(await outputOf(await host.rebuild(buildId))).toContain('a.txt: two');
  });

  it('with a sparse checkout does not lose what is not there', async () => {
    makeRepository(folder, { 'jumpseat.yml': configText({ Look: 'ls in out' }), 'in/a': 'x', 'out/b': 'x' });
    git(folder, 'sparse-checkout', 'set', 'in');
    writeFiles(folder, { 'in/new': 'x' });
    expect(await look(await host.addProject(folder), true)).toBe('in:\na\nnew\n\nout:\nb\n');
  });
});

describe('a folder without git', () => {
  it('is built as it is, kept as it was, and honours .gitignore', async () => {
    writeFiles(folder, {
      'jumpseat.yml': show,
      'a.txt': 'first',
      'sub/b.txt': 'x',
      '.gitignore': '*.tmp',
      'x.tmp': 'x',
    });
    const projectId = await host.addProject(folder);
    const buildId = await host.run(projectId);
    const output = await outputOf(buildId);
    expect(output).toContain('a.txt: first');
    expect(output).not.toContain('x.tmp');
    expect(await host.build(buildId)).toMatchObject({
      title: 'The folder as it was',
      commit: undefined,
      hasUncommitted: false,
    });
    writeFiles(folder, { 'a.txt': 'second' });
    expect(await outputOf(await host.rebuild(buildId))).toContain('a.txt: first');
    expect(await look(projectId)).toContain('a.txt: second');
    expect(existsSync(join(folder, '.git'))).toBe(false);
  });

  it('with repositories in it is copied with them', async () => {
    writeFiles(folder, { 'jumpseat.yml': configText({ Look: 'git -C inner log --format=%s; cat inner/a.txt' }) });
    makeRepository(join(folder, 'inner'), { 'a.txt': 'inside' });
    expect(await look(await host.addProject(folder))).toBe('First\ninside');
  });

  it('that lies ignored within a repository is not taken for a part of it', async () => {
    makeRepository(folder, { '.gitignore': 'scratch/', 'a.txt': 'outer' });
    writeFiles(folder, { 'scratch/jumpseat.yml': show, 'scratch/b.txt': 'inner' });
    const projectId = await host.addProject(join(folder, 'scratch'));
    expect(await look(projectId)).toContain('b.txt: inner');
  });
});

describe('a computer without git', () => {
  it('keeps a plain copy, builds it and repeats it', async () => {
    await host[Symbol.asyncDispose]();
    // Everything of the PATH but git.
    const tools = mkdtempSync(join(tmpdir(), 'tools-'));
    for (const name of ['bash', 'sh', 'ls', 'cat', 'grep', 'readlink', 'true'])
      symlinkSync(
        execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' })
          .trim()
          .replace(/^true$/, '/bin/true'),
        join(tools, name),
      );
    const environment = { ...cleanEnvironment(process.env), PATH: tools };
    host = await startHost(join(temporary.path, 'data'), { environment: () => Promise.resolve(environment) });
    makeRepository(folder, {
      'jumpseat.yml': configText({ Look: 'cat a.txt; readlink link; ls -A empty' }),
      'a.txt': 'plain\n',
    });
    mkdirSync(join(folder, 'empty'));
    symlinkSync('nowhere', join(folder, 'link'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    const projectId = await host.addProject(folder);
    const buildId = await host.run(projectId);
    expect(await outputOf(buildId)).toBe('plain\nnowhere\n');
    writeFiles(folder, { 'a.txt': 'changed\n' });
    expect(await outputOf(await host.rebuild(buildId))).toBe('plain\nnowhere\n');
    const projects = await host.handlers['projects.list'](undefined, []);
    expect(projects).toMatchObject({ ok: true, value: [{ isGit: false }] });
    rmSync(tools, { recursive: true });
  });
});

it('forgets builds beyond the kept ones with their artifacts and sources, but no source still needed', async () => {
  await host[Symbol.asyncDispose]();
  host = await startHost(join(temporary.path, 'data'), { keptBuilds: 2 });
  makeRepository(folder, {
    'jumpseat.yml': configText({ Look: 'cat a.txt' }, { artifacts: ['a.txt'] }),
    'a.txt': 'one',
  });
  const projectId = await host.addProject(folder);
  const store = join(temporary.path, 'data', 'sources', `${projectId}.git`);
  const refs = (): number => git(store, 'for-each-ref', '--format=%(refname)', 'refs/jumpseat').split('\n').length - 1;
  const first = await host.run(projectId);
  await outputOf(first);
  writeFiles(folder, { 'a.txt': 'two' });
  const second = await host.run(projectId, true);
  await outputOf(second);
  expect(refs()).toBe(3);
  const again = await host.rebuild(first);
  expect(await outputOf(again)).toBe('one');
  // The first build is gone, its source lives on in its repetition.
  const isForgotten = (buildId: string) =>
    host.until(
      () =>
        host.events.some(
          ({ name, payload }) =>
            name === 'build' && 'build' in payload && payload.buildId === buildId && payload.build === null,
        ) || undefined,
    );
  await isForgotten(first);
  expect(await host.handlers['builds.detail']({ buildId: first }, [])).toMatchObject({ ok: false });
  expect(refs()).toBe(3);
  await outputOf(await host.rebuild(again));
  await isForgotten(second);
  expect(await host.handlers['projects.remove']({ projectId }, [])).toMatchObject({ ok: true });
  expect(existsSync(store)).toBe(false);
  expect(readdirSync(join(temporary.path, 'data', 'artifacts'))).toEqual([]);
});

it('keeps nothing of uncommitted files once the last build with them is forgotten', async () => {
  await host[Symbol.asyncDispose]();
  host = await startHost(join(temporary.path, 'data'), { keptBuilds: 1 });
  makeRepository(folder, { 'jumpseat.yml': show });
  const projectId = await host.addProject(folder);
  const store = join(temporary.path, 'data', 'sources', `${projectId}.git`);
  const isKept = (text: string): boolean => {
    const hash = git(folder, 'hash-object', join(folder, 'private.txt')).trim();
    expect(text).toContain('private.txt');
    return git(store, 'cat-file', '--batch-check', '--batch-all-objects').includes(hash);
  };
  writeFiles(folder, { 'private.txt': 'only in the first build' });
  const output = await look(projectId, true);
  expect(isKept(output)).toBe(true);
  await look(projectId);
  await host[Symbol.asyncDispose]();
  expect(isKept(output)).toBe(false);
  host = await startHost(join(temporary.path, 'data'));
});

it('says plainly when what a build was made of is gone', async () => {
  writeFiles(folder, { 'jumpseat.yml': show });
  const buildId = await host.run(await host.addProject(folder));
  await outputOf(buildId);
  rmSync(join(temporary.path, 'data', 'sources'), { recursive: true });
  for (const call of ['builds.rebuild', 'sessions.start'] as const)
    expect(await host.handlers[call]({ buildId }, [])).toMatchObject({
      ok: false,
      problem: { code: 'source-unavailable', hint: expect.stringContaining('new build') },
    });
});
