import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { startProcess } from './start-process.ts';
import { configText, get, isAlive, makeRepository, startHost, temporaryFolder } from './test-host.ts';

it('shows a build as interrupted after the process was killed, and cleans up what it left running', async () => {
  using temporary = temporaryFolder();
  const folder = join(temporary.path, 'project');
  const dataFolder = join(temporary.path, 'data');
  makeRepository(folder, { 'jumpseat.yml': configText({ Hang: 'echo "pid $$"; setsid sleep 1000 & sleep 1000' }) });

  const { child, client } = await startProcess();
  await get(client.call('open', { dataFolder, withSample: false }));
  const { projectId } = await get(client.call('projects.add', { folder }));
  const { buildId } = await get(client.call('builds.run', { projectId, includeUncommitted: false }));
  const { buildId: queued } = await get(client.call('builds.run', { projectId, includeUncommitted: false }));
  const { promise: started, resolve } = Promise.withResolvers<number>();
  const readPid = async (stepId: string): Promise<void> => {
    const page = await get(client.call('builds.readLog', { buildId, stepId, offset: 0 }));
    resolve(Number(/pid (\d+)/.exec(page.chunks[0]?.text ?? '')?.[1]));
  };
  client.on('detail', ({ buildId: about, steps }) => {
    const step = steps[1];
    if (about === buildId && step !== undefined && step.logEnd > 0) void readPid(step.id);
  });
  const pid = await started;
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isAlive(pid)).toBe(true);
  expect(existsSync(join(dataFolder, 'workspaces', buildId))).toBe(true);

  const host = await startHost(dataFolder);
  expect(host.notice).toBeUndefined();
  expect(await host.build(buildId)).toMatchObject({ state: 'interrupted', finishedAt: expect.any(Number) });
  expect((await host.build(queued)).state).toBe('interrupted');
  const steps = await host.steps(buildId);
  expect(steps['Hang']).toMatchObject({ state: 'interrupted', log: `pid ${pid}\n` });
  const again = await host.rebuild(buildId);
  await host.said(again, 'Hang', 'pid ');
  await host[Symbol.asyncDispose]();
  expect(isAlive(pid)).toBe(false);
  expect(readdirSync(join(dataFolder, 'workspaces'))).toEqual([]);
});

it('goes on with a new list when the old one is damaged, keeps the old one, and says so', async () => {
  using temporary = temporaryFolder();
  const dataFolder = join(temporary.path, 'data');
  await (await startHost(dataFolder))[Symbol.asyncDispose]();
  writeFileSync(join(dataFolder, 'builds.sqlite'), 'nonsense'.repeat(1000));
  const host = await startHost(dataFolder);
  expect(host.notice).toMatchObject({
    code: 'storage-failed',
    message: expect.stringContaining('kept as builds-damaged-'),
  });
  expect(await get(host.handlers['builds.list'](undefined, []))).toEqual([]);
  await host[Symbol.asyncDispose]();
});
