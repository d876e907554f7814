import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Project } from '../../../main/contract/project.ts';
import { configText, get, makeRepository, startHost, temporaryFolder, writeFiles, type TestHost } from './test-host.ts';

let temporary: ReturnType<typeof temporaryFolder>;
let host: TestHost;
let folder: string;
beforeEach(async () => {
  temporary = temporaryFolder();
  folder = join(temporary.path, 'shop');
  mkdirSync(folder);
  host = await startHost(join(temporary.path, 'data'));
});
afterEach(async () => {
  await host[Symbol.asyncDispose]();
  temporary[Symbol.dispose]();
});

async function project(projectId: string): Promise<Project> {
  await get(host.handlers['projects.refresh']({ projectId }, []));
  const found = (await get(host.handlers['projects.list'](undefined, []))).find(({ id }) => id === projectId);
  if (found === undefined) throw new Error('no such project');
  return found;
}

describe('a project', () => {
  it('is added once, whatever way leads to its folder', async () => {
    symlinkSync(folder, join(temporary.path, 'way'));
    const first = await host.addProject(folder);
    expect(await host.addProject(join(temporary.path, 'way'))).toBe(first);
    expect(await host.addProject(`${folder}/.`)).toBe(first);
    expect(host.events.some(({ name }) => name === 'project')).toBe(true);
  });

  it('is refused when it is no folder, or holds the data of the build host', async () => {
    const add = (path: string) => host.handlers['projects.add']({ folder: path }, []);
    expect(await add(join(temporary.path, 'nowhere'))).toMatchObject({ problem: { code: 'project-missing' } });
    writeFiles(folder, { file: '' });
    expect(await add(join(folder, 'file'))).toMatchObject({ problem: { code: 'project-missing' } });
    expect(await add(temporary.path)).toMatchObject({ problem: { code: 'not-allowed' } });
  });

  it('says what its folder says: no file, mistakes, a good file, nothing there', async () => {
    const projectId = await host.addProject(folder);
    expect(await project(projectId)).toMatchObject({ name: 'shop', config: 'missing', isGit: false, mistakes: [] });
    writeFiles(folder, { 'jumpseat.yml': 'name: Shop\nsteps:\n  - name: a\n    rum: b\n' });
    expect(await project(projectId)).toMatchObject({
      config: 'invalid',
      mistakes: [{ line: 4, column: 5, message: expect.stringContaining('Write "run" instead') }],
      problem: { message: expect.stringContaining('line 4, column 5') },
    });
    rmSync(folder, { recursive: true });
    makeRepository(folder, { 'jumpseat.yml': configText({ a: 'true' }, { name: 'Shop' }) });
    expect(await project(projectId)).toMatchObject({ name: 'Shop', config: 'valid', isGit: true, problem: undefined });
    renameSync(folder, `${folder}-away`);
    expect(await project(projectId)).toMatchObject({
      name: 'Shop',
      config: 'folder-missing',
      problem: { code: 'project-missing' },
    });
  });

  it('points to a file with almost the right name', async () => {
    writeFiles(folder, { 'jumpseat.yaml': configText({ a: 'true' }) });
    const { problem } = await project(await host.addProject(folder));
    expect(problem?.hint).toContain('Rename jumpseat.yaml to jumpseat.yml');
  });

  it('cannot be built without a good file, and says why', async () => {
    const projectId = await host.addProject(folder);
    const run = () => host.handlers['builds.run']({ projectId, includeUncommitted: false }, []);
    expect(await run()).toMatchObject({ problem: { code: 'project-config-missing' } });
    writeFiles(folder, { 'jumpseat.yml': 'steps: 5' });
    expect(await run()).toMatchObject({
      problem: { code: 'project-config-invalid', message: expect.stringContaining('line 1, column 8') },
    });
    rmSync(folder, { recursive: true });
    expect(await run()).toMatchObject({ problem: { code: 'project-missing' } });
    expect(await get(host.handlers['builds.list'](undefined, []))).toEqual([]);
  });

  it('with a mistake in the committed file says that the commit is to blame', async () => {
    makeRepository(folder, { 'jumpseat.yml': 'steps: 5' });
    writeFiles(folder, { 'jumpseat.yml': configText({ a: 'true' }) });
    const projectId = await host.addProject(folder);
    expect(await host.handlers['builds.run']({ projectId, includeUncommitted: false }, [])).toMatchObject({
      problem: { code: 'project-config-invalid', message: expect.stringContaining('last commit, line 1, column 8') },
    });
    expect(await host.finished(await host.run(projectId, true))).toMatchObject({ state: 'passed' });
  });

  it('tells its new name to its builds', async () => {
    writeFiles(folder, { 'jumpseat.yml': configText({ a: 'true' }, { name: 'Before' }) });
    const projectId = await host.addProject(folder);
    const buildId = await host.run(projectId);
    await host.finished(buildId);
    writeFiles(folder, { 'jumpseat.yml': configText({ a: 'true' }, { name: 'After' }) });
    await project(projectId);
    expect((await host.build(buildId)).projectName).toBe('After');
    await host.until(
      () =>
        host.events.some(
          ({ name, payload }) => name === 'build' && 'build' in payload && payload.build?.projectName === 'After',
        ) || undefined,
    );
  });
});

describe('a proposed jumpseat.yml', () => {
  it('is written once, builds at once, and never overwrites', async () => {
    writeFiles(folder, { Makefile: 'test:\n\techo tested\n' });
    const projectId = await host.addProject(folder);
    const { text, basedOn } = await get(host.handlers['projects.draftConfig']({ projectId }, []));
    expect(basedOn).toBe('Makefile');
    await get(host.handlers['projects.writeConfig']({ projectId, text }, []));
    expect(readFileSync(join(folder, 'jumpseat.yml'), 'utf8')).toBe(text);
    expect((await project(projectId)).config).toBe('valid');
    writeFileSync(join(folder, 'jumpseat.yml'), '# mine\n');
    expect(await host.handlers['projects.writeConfig']({ projectId, text }, [])).toMatchObject({
      problem: { code: 'not-allowed' },
    });
    expect(readFileSync(join(folder, 'jumpseat.yml'), 'utf8')).toBe('# mine\n');
  });

  it('is not written with a mistake in it', async () => {
    const projectId = await host.addProject(folder);
    expect(await host.handlers['projects.writeConfig']({ projectId, text: 'steps: 1' }, [])).toMatchObject({
      problem: { code: 'project-config-invalid', message: expect.stringContaining('Line 1, column 8') },
    });
    expect(existsSync(join(folder, 'jumpseat.yml'))).toBe(false);
  });
});

it('answers calls about what is not there, and calls before it is open, with a sentence', async () => {
  const { handlers } = host;
  const nothing = 'x-1';
  for (const answer of [
    handlers['projects.refresh']({ projectId: nothing }, []),
    handlers['projects.draftConfig']({ projectId: nothing }, []),
    handlers['builds.run']({ projectId: nothing, includeUncommitted: true }, []),
    handlers['builds.rebuild']({ buildId: nothing }, []),
    handlers['builds.cancel']({ buildId: nothing }, []),
    handlers['builds.detail']({ buildId: nothing }, []),
    handlers['builds.readLog']({ buildId: nothing, stepId: '0.0' }, []),
    handlers['sessions.start']({ buildId: nothing }, []),
    handlers['sessions.end']({ sessionId: nothing }, []),
  ])
    expect(await answer).toMatchObject({
      ok: false,
      problem: { code: 'not-found', message: expect.stringMatching(/\.$/) },
    });
  await get(handlers.close(undefined, []));
  expect(await handlers['builds.list'](undefined, [])).toMatchObject({ ok: false });
});
