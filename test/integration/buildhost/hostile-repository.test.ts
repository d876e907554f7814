import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
  folder = join(temporary.path, 'project');
  host = await startHost(join(temporary.path, 'data'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

const show = configText({ Look: 'for f in *; do [ -f "$f" ] && echo "$f: $(cat "$f")"; done; true' });

/** Runs a build of the folder and gives the output of its only step. */
async function look(projectId: string, includeUncommitted = false): Promise<string> {
  const buildId = await host.run(projectId, includeUncommitted);
  const build = await host.finished(buildId);
  const steps = await host.steps(buildId);
  expect(build.state, JSON.stringify(steps)).toBe('passed');
  return steps['Look']?.log ?? '';
}

/** A program that leaves a trace when it is run, and how to see whether it was. */
function setTrap(then: string): { path: string; command: string; wasRun(): boolean } {
  const path = join(temporary.path, 'trap.sh');
  const trace = join(temporary.path, 'trap-ran');
  writeFileSync(path, `#!/bin/sh\ntouch '${trace}'\n${then}\n`, { mode: 0o755 });
  return { path, command: `'${path}'`, wasRun: () => existsSync(trace) };
}

function configure(settings: Record<string, string>): void {
  for (const [name, value] of Object.entries(settings)) git(folder, 'config', name, value);
}

describe('a repository that somebody else made', () => {
  it('runs no hook of the person, and leaves every byte of the repository as it was', async () => {
    makeRepository(folder, { 'jumpseat.yml': show, 'a.txt': 'x' });
    for (const hook of [
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-commit',
      'post-commit',
      'pre-auto-gc',
    ])
      writeFileSync(join(folder, '.git', 'hooks', hook), `#!/bin/sh\ntouch '${temporary.path}/hook-ran'\n`, {
        mode: 0o755,
      });
    git(folder, 'config', 'core.fsmonitor', `touch '${temporary.path}/monitor-ran'; false`);
    writeFiles(folder, { 'a.txt': 'y' });
    const before = fingerprint(folder);
    await look(await host.addProject(folder), true);
    expect(fingerprint(folder)).toBe(before);
    expect(readdirSync(temporary.path).filter((name) => name.endsWith('-ran'))).toEqual([]);
  });

  it('runs nothing that a stranger wrote into the settings and attributes of the repository', async () => {
    makeRepository(folder, { 'jumpseat.yml': show, 'a.txt': 'x', '.gitattributes': '* filter=evil diff=evil\n' });
    const trap = setTrap('cat');
    const { path, command } = trap;
    configure({
      'filter.evil.clean': command,
      'filter.evil.smudge': command,
      'filter.evil.process': command,
      'diff.evil.textconv': command,
      'diff.external': command,
      'core.pager': command,
      'core.sshCommand': command,
      'core.alternateRefsCommand': command,
      'core.gitProxy': command,
      'core.editor': command,
      'credential.helper': `!${command}`,
      'gpg.program': path,
      'log.showSignature': 'true',
      'uploadpack.packObjectsHook': path,
      'alias.log': `!${command}`,
      'alias.status': `!${command}`,
    });
    writeFiles(folder, { 'a.txt': 'y' });
    const projectId = await host.addProject(folder);
    expect(await look(projectId)).toContain('a.txt: x');
    expect(await look(projectId, true)).toContain('a.txt: y');
    expect(trap.wasRun()).toBe(false);
  });

  it('runs no program that a repository names for fetching what it lacks', async () => {
    makeRepository(folder, { 'jumpseat.yml': show });
    const commit = git(folder, 'rev-parse', 'HEAD').trim();
    const trap = setTrap('exit 1');
    configure({
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.url': temporary.path,
      'remote.origin.uploadpack': trap.command,
    });
    rmSync(join(folder, '.git', 'objects', commit.slice(0, 2), commit.slice(2)));
    const projectId = await host.addProject(folder);
    await host.handlers['builds.run']({ projectId, includeUncommitted: true }, []);
    await host.handlers['projects.refresh']({ projectId }, []);
    expect(trap.wasRun()).toBe(false);
  });

  it('with a jumpseat.yml too large to read in its commit is listed, and says so when it is to be built', async () => {
    makeRepository(folder, { 'jumpseat.yml': `# ${'x'.repeat(300_000)}\nsteps: [{ name: a, run: b }]` });
    const projectId = await host.addProject(folder);
    expect(await host.handlers['projects.list'](undefined, [])).toMatchObject({ ok: true, value: [{ isGit: true }] });
    expect(await host.handlers['builds.run']({ projectId, includeUncommitted: false }, [])).toMatchObject({
      problem: { code: 'project-config-invalid', message: expect.stringContaining('too large') },
    });
  });

  it('with names that look like options, and links that lead out, is built as it is', async () => {
    const outside = join(temporary.path, 'outside');
    writeFiles(outside, { secret: 'not yours' });
    makeRepository(folder, {
      'jumpseat.yml': configText({ Look: 'ls -A1' }, { artifacts: ['**'] }),
      '--upload-pack=touch trap-ran': 'a',
      '-rf': 'b',
      '$(touch trap-ran)': 'c',
    });
    symlinkSync(outside, join(folder, 'out'));
    symlinkSync(join(outside, 'secret'), join(folder, 'secret'));
    git(folder, 'add', '-A');
    git(folder, 'commit', '-qm', '--exec=touch trap-ran');
    git(folder, 'checkout', '-qb', 'a;touch$IFS-trap-ran');
    const projectId = await host.addProject(folder);
    const buildId = await host.run(projectId, false);
    expect(await host.finished(buildId)).toMatchObject({ state: 'passed', title: '--exec=touch trap-ran' });
    const { log } = (await host.steps(buildId))['Artifacts'] ?? { log: '' };
    expect(log).toContain('-rf (1 B)');
    expect(log).not.toContain('secret');
    const kept = readdirSync(join(temporary.path, 'data', 'artifacts', buildId, '0'));
    expect(kept.toSorted()).toEqual(['$(touch trap-ran)', '--upload-pack=touch trap-ran', '-rf', 'jumpseat.yml']);
  });
});

describe('a folder that is not what it was', () => {
  it('keeps no other project from being listed', async () => {
    writeFiles(folder, { 'jumpseat.yml': show });
    await host.addProject(folder);
    rmSync(folder, { recursive: true });
    symlinkSync(folder, folder);
    expect(await host.handlers['projects.list'](undefined, [])).toMatchObject({
      ok: true,
      value: [{ config: 'folder-missing', problem: { code: 'project-missing' } }],
    });
  });

  it('gets no jumpseat.yml when a link has taken its place', async () => {
    writeFiles(folder, { Makefile: 'all:\n' });
    const projectId = await host.addProject(folder);
    const elsewhere = join(temporary.path, 'elsewhere');
    renameSync(folder, elsewhere);
    symlinkSync(elsewhere, folder);
    expect(await host.handlers['projects.writeConfig']({ projectId, text: show }, [])).toMatchObject({
      problem: { code: 'not-allowed', message: expect.stringContaining('leads elsewhere') },
    });
    expect(existsSync(join(elsewhere, 'jumpseat.yml'))).toBe(false);
  });

  it('is not waited for when a pipe stands where a file is expected', async () => {
    mkdirSync(folder);
    for (const name of ['package.json', 'Makefile', 'jumpseat.yml']) execFileSync('mkfifo', [join(folder, name)]);
    const projectId = await host.addProject(folder);
    expect(await host.handlers['projects.list'](undefined, [])).toMatchObject({ value: [{ config: 'invalid' }] });
    expect(await host.handlers['projects.draftConfig']({ projectId }, [])).toMatchObject({ ok: true });
  });
});
