import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { DrivenApp } from './driven-app.ts';

/** Every so many rounds the desktop is looked at, which takes seconds. */
const SCREEN_EVERY = 5;
const SMALL_FILES = 40;
const BIG_FILE_BYTES = 4 * 1024 * 1024;

/** Makes what every round works with: a project whose build fails, and things to transfer. */
export function prepare(folder: string): { project: string; things: string } {
  const project = join(folder, 'work', 'clock');
  const things = join(folder, 'work', 'things');
  for (const made of [project, things]) mkdirSync(made, { recursive: true });
  const steps = [
    { name: 'Prepare', run: 'seq 1 200' },
    { name: 'Test', run: 'echo "one of the tests fails"; exit 3' },
  ];
  writeFileSync(join(project, 'jumpseat.yml'), JSON.stringify({ name: 'clock', steps }));
  writeFileSync(join(project, 'notes.txt'), 'first line\n');
  const identity = ['-c', 'user.name=Soak', '-c', 'user.email=soak@example.com', '-c', 'init.defaultBranch=main'];
  for (const args of [
    ['init', '-q'],
    ['add', '-A'],
    ['commit', '-q', '-m', 'First'],
  ])
    execFileSync('git', [...identity, ...args], { cwd: project });
  for (let index = 0; index < SMALL_FILES; index += 1)
    writeFileSync(join(things, `small-${index}.txt`), `${index}\n`.repeat(100));
  writeFileSync(join(things, 'big.bin'), Buffer.alloc(BIG_FILE_BYTES, 7));
  return { project, things };
}

/** One session from the failed build to its end, with everything that people do in between; nothing of it stays. */
export async function playRound(driven: DrivenApp, number: number, { project, things }: ReturnType<typeof prepare>) {
  await driven.choose([project]);
  const added = await driven.call('projects.choose', undefined);
  if (added === undefined) throw new Error('No project was chosen.');
  const { projectId } = added;
  const { buildId } = await driven.call('builds.run', { projectId, includeUncommitted: false });
  await driven.until('the build to fail', ({ builds }) => (builds[buildId]?.state === 'failed' ? true : undefined));
  const { sessionId } = await driven.call('sessions.start', { buildId });
  await work(driven, sessionId, number, things);
  await driven.call('sessions.end', { sessionId });
  await driven.until('the end of the session', ({ sessions }) =>
    ['closed', 'expired', 'failed'].includes(sessions[sessionId]?.state ?? '') ? true : undefined,
  );
  await driven.page.getByRole('navigation').getByText('All builds', { exact: true }).click();
  await driven.call('sessions.forget', { sessionId });
  if ((await driven.truth()).records[sessionId] !== undefined) await driven.call('records.remove', { sessionId });
  await driven.call('projects.remove', { projectId });
}

async function work(driven: DrivenApp, sessionId: string, number: number, things: string): Promise<void> {
  const session = await driven.until('the machine', ({ sessions }) => {
    const found = sessions[sessionId];
    return found?.machines[0]?.link === 'connected' && found.terminals.length > 0 ? found : undefined;
  });
  const { page } = driven;
  await page
    .getByRole('navigation')
    .getByRole('button', { name: new RegExp(session.title) })
    .first()
    .click();
  const marker = join(driven.folder, 'work', `done-${number}`);
  await type(driven, `seq 1 20000; echo changed >> notes.txt; echo new > untracked.txt; touch '${marker}'`);
  await driven.wait('the terminal', () => (existsSync(marker) ? true : undefined));
  rmSync(marker);
  await driven.call('terminals.open', { sessionId, machine: 0 });
  const place = session.places[0]?.path ?? '/tmp';
  await transfer(driven, sessionId, place, things);
  await forward(driven, sessionId);
  if (number % SCREEN_EVERY === 0 && session.machines[0]?.desktop?.missing === undefined)
    await lookAtScreen(driven, sessionId);
  await save(driven, sessionId);
}

async function type({ page }: DrivenApp, line: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Terminal input' }).last().focus();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

async function transfer(driven: DrivenApp, sessionId: string, place: string, things: string): Promise<void> {
  const target = join(driven.folder, 'work', 'down');
  mkdirSync(target);
  await driven.choose([things]);
  const up = await driven.call('transfers.chooseUpload', { sessionId, machine: 0, folder: place, what: 'folder' });
  await finished(driven, up.transferIds);
  await driven.choose([target]);
  const paths = [`${place}/things`];
  const down = await driven.call('transfers.download', { sessionId, machine: 0, paths, to: 'ask' });
  await finished(driven, down.transferIds);
  rmSync(target, { recursive: true });
}

async function finished(driven: DrivenApp, transferIds: string[]): Promise<void> {
  for (const id of transferIds) {
    const row = await driven.until('a transfer', ({ transfers }) => {
      const found = transfers[id];
      return found === undefined || ['done', 'failed', 'cancelled'].includes(found.state) ? { found } : undefined;
    });
    if (row.found?.state !== 'done') throw new Error(`A transfer ended as ${row.found?.state ?? 'nothing'}.`);
  }
  await driven.call('transfers.control', { transferIds, action: 'clear' });
}

/** A web page of the machine, which is this computer, through a forward. */
async function forward(driven: DrivenApp, sessionId: string): Promise<void> {
  const web = createServer((_request, response) => response.end('x'.repeat(100_000)));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  const { port } = web.address() as AddressInfo;
  try {
    const order = { kind: 'local', localPort: 0, target: { host: '127.0.0.1', port } } as const;
    const { forwardId } = await driven.call('forwards.open', { sessionId, machine: 0, order });
    const open = await driven.until('a forward', ({ ports }) =>
      ports[sessionId]?.forwards.find((found) => found.id === forwardId && found.state === 'open'),
    );
    for (let count = 0; count < 5; count += 1) {
      const page = await fetch(`http://127.0.0.1:${open.port}/`, { headers: { connection: 'close' } });
      await page.text();
    }
    await driven.call('forwards.close', { sessionId, forwardId });
  } finally {
    web.close();
  }
}

async function lookAtScreen(driven: DrivenApp, sessionId: string): Promise<void> {
  await driven.call('screens.open', { sessionId, machine: 0, source: { kind: 'desktop' } });
  const screen = await driven.until('the screen', ({ sessions }) =>
    sessions[sessionId]?.screens.find(({ state }) => state === 'open'),
  );
  await driven.call('screens.close', { sessionId, screenId: screen.id });
}

async function save(driven: DrivenApp, sessionId: string): Promise<void> {
  const { salvageIds } = await driven.call('salvage.start', { sessionId });
  for (const id of salvageIds) {
    const done = await driven.until('the work to be saved', ({ records }) =>
      records[sessionId]?.salvages.find((found) => found.id === id && found.state !== 'running'),
    );
    if (done.state === 'failed') throw new Error(`The work was not saved: ${done.problem?.message ?? ''}`);
  }
}
