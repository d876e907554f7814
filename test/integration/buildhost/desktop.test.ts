import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findMarked } from '../../../main/buildhost/access/process-table.ts';
import type { HostedDesktop, HostedSession } from '../../../main/contract/buildhost-control.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { noteDisplayFiles } from '../../fixtures/vnc/display-files.ts';
import { createOpenSshClient, type OpenSshClient } from '../../fixtures/ssh/client.ts';
import { toolsMissing } from '../../fixtures/ssh/tools.ts';
import { RfbClient } from './rfb-client.ts';
import { startProcess } from './start-process.ts';
import { configText, get, makeRepository, startHost, temporaryFolder, type TestHost } from './test-host.ts';

/** One answer comes in a tenth of a second; a busy computer gets more. */
const START_LIMIT_MS = 20_000;
const LOOK_AGAIN_MS = 50;
/** Red, green and blue; nothing else on the screen has it. */
const TERMINAL_BACKGROUND = 0x16181d;

async function until(isDone: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isDone())) await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
}

/** Local addresses of listening TCP sockets on this port, as the kernel writes them (proc_net_tcp(5)). */
function listenersOn(port: number): string[] {
  return ['tcp', 'tcp6']
    .flatMap((table) => readFileSync(`/proc/net/${table}`, 'utf8').split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', , state]) => state === '0A' && Number.parseInt(local.split(':')[1] ?? '', 16) === port)
    .map(([, local = '']) => local);
}

/** What every process of this computer was started with. */
function allCommandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) =>
    ['cmdline', 'environ'].flatMap((file) => {
      try {
        return [readFileSync(`/proc/${pid}/${file}`, 'latin1')];
      } catch {
        return [];
      }
    }),
  );
}

function serverPids(port: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(`\0-rfbport\0${port}\0`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** What an X server answers to a client with this cookie: 0 it is refused, 1 it may draw (X11 protocol, section 8). */
async function askForDisplay(display: string, cookie: Buffer): Promise<number> {
  const name = 'MIT-MAGIC-COOKIE-1';
  const head = Buffer.alloc(12);
  head.write('l', 'latin1');
  head.writeUInt16LE(11, 2);
  head.writeUInt16LE(cookie.length === 0 ? 0 : name.length, 6);
  head.writeUInt16LE(cookie.length, 8);
  const socket = connect(`/tmp/.X11-unix/X${display.slice(1)}`);
  try {
    await once(socket, 'connect');
    socket.write(Buffer.concat([head, ...(cookie.length === 0 ? [] : [Buffer.from(`${name}\0\0`), cookie])]));
    const [answer]: Buffer[] = await once(socket, 'data');
    return answer?.[0] ?? -1;
  } finally {
    socket.destroy();
  }
}

describeNeeding(toolsMissing('Xtigervnc', 'xterm', 'ssh', 'bash'), 'the desktop of a session', () => {
  let temporary: ReturnType<typeof temporaryFolder>;
  let host: TestHost;
  let session: HostedSession;
  let client: OpenSshClient;
  let desktop: HostedDesktop;
  let tookMs: number;

  const open = (sessionId: string, machine = 0) =>
    Promise.resolve(host.handlers['sessions.openDesktop']({ sessionId, machine }, []));
  const run = async (command: string): Promise<string> =>
    (await client.ssh(['machine', command])).stdout.toString().trim();
  const folderOf = (): string => join(temporary.path, 'data', 'workspaces', session.rebuildId ?? '');
  const logged = (): string[] => host.events.flatMap(({ name, payload }) => (name === 'log' ? [payload.line] : []));

  beforeAll(async () => {
    temporary = temporaryFolder();
    host = await startHost(join(temporary.path, 'data'));
    const folder = join(temporary.path, 'shop');
    makeRepository(folder, { 'jumpseat.yml': configText({ Fail: 'exit 1' }, { name: 'Shop' }) });
    const buildId = await host.run(await host.addProject(folder));
    await host.finished(buildId);
    const { id } = await get(host.handlers['sessions.start']({ buildId }, []));
    session = await host.session(id, 'ready');
    client = await createOpenSshClient(session.machines[0] ?? expect.fail('no machine'));
    const startedMs = performance.now();
    desktop = await get(open(session.id));
    tookMs = performance.now() - startedMs;
  });
  afterAll(async () => {
    await host[Symbol.asyncDispose]();
    await client[Symbol.asyncDispose]();
    temporary[Symbol.dispose]();
  });

  it('is offered, and there soon; asked for again it is the same', async () => {
    expect(session.machines[0]?.desktop).toEqual({});
    expect(tookMs).toBeLessThan(START_LIMIT_MS);
    expect(desktop).toMatchObject({ host: '127.0.0.1', password: expect.stringMatching(/^\w{8}$/) });
    const again = await Promise.all([open(session.id), open(session.id)]);
    expect(again).toEqual([desktop, desktop].map((value) => ({ ok: true, value })));
    expect(serverPids(desktop.port)).toHaveLength(1);
  });

  it('listens on the loopback of this computer only', async () => {
    expect(listenersOn(desktop.port)).toEqual(['0100007F:' + desktop.port.toString(16).toUpperCase().padStart(4, '0')]);
    expect(listenersOn(6000 + Number((await run('echo $DISPLAY')).slice(1)))).toEqual([]);
  });

  it('shows its windows to who has the password, and to nobody else', async () => {
    await expect(RfbClient.open({ ...desktop, password: 'mistaken' })).rejects.toThrow(/auth/i);
    using viewer = await RfbClient.open(desktop);
    expect(viewer).toMatchObject({ types: [2], name: 'Jumpseat: shop-2', width: 1280, height: 800 });
    await until(async () => (await viewer.colours()).has(TERMINAL_BACKGROUND));
  });

  it('has a terminal in the clone, and is where programs of other new terminals show', async () => {
    const [display = '', authority = '', ...rest] = (
      await run('echo "$DISPLAY"; echo "$XAUTHORITY"; echo "[$WAYLAND_DISPLAY]"; echo "$JUMPSEAT_BUILD_DIR"')
    ).split('\n');
    expect(display).toMatch(/^:\d+$/);
    expect(authority).toBe(join(folderOf(), '0', 'desktop', 'authority'));
    const clone = session.places.find(({ name }) => name === 'project clone')?.path ?? '';
    expect(rest).toEqual(['[]', clone]);
    await until(async () => {
      const pids = await findMarked(`XAUTHORITY=${authority}\0`);
      const shells = pids.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'bash\n');
      return shells.some((pid) => readlinkSync(`/proc/${pid}/cwd`) === clone);
    });
  });

  it('draws for nobody without its cookie', async () => {
    const [display = '', authority = ''] = (await run('echo "$DISPLAY"; echo "$XAUTHORITY"')).split('\n');
    const cookie = readFileSync(authority).subarray(-16);
    expect(await askForDisplay(display, cookie)).toBe(1);
    expect(await askForDisplay(display, Buffer.alloc(0))).toBe(0);
    expect(await askForDisplay(display, Buffer.alloc(16, 7))).toBe(0);
  });

  it('keeps its secrets in files of its own, out of every command line, environment and log', async () => {
    const folder = join(folderOf(), '0', 'desktop');
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const name of ['password', 'authority']) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
    const cookie = readFileSync(join(folder, 'authority')).subarray(-16).toString('hex');
    for (const text of [...allCommandLines(), ...logged()]) {
      expect(text.includes(desktop.password)).toBe(false);
      expect(text.includes(cookie)).toBe(false);
    }
  });

  it('is there for machines of sessions only', async () => {
    expect(await open('s-none')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(await open(session.id, 7)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });

  it('says that it crashed, takes its socket along, and starts anew', async () => {
    const files = noteDisplayFiles((await run('echo $DISPLAY')).slice(1));
    expect(files.left()).not.toEqual([]);
    const [pid = 0] = serverPids(desktop.port);
    process.kill(pid, 'SIGKILL');
    await host.until(() => logged().find((line) => /desktop ended unexpectedly.*SIGKILL/s.test(line)));
    await until(() => files.left().length === 0);
    const next = await get(open(session.id));
    expect(next.password).not.toBe(desktop.password);
    desktop = next;
    using viewer = await RfbClient.open(next);
    await until(async () => (await viewer.colours()).has(TERMINAL_BACKGROUND));
  });

  it('ends with its session, and nothing of it is left', async () => {
    const files = noteDisplayFiles((await run('echo $DISPLAY')).slice(1));
    expect(files.left()).not.toEqual([]);
    const end = Promise.resolve(host.handlers['sessions.end']({ sessionId: session.id }, []));
    await Promise.all([open(session.id), end, open(session.id)]);
    expect(await findMarked(`JUMPSEAT_BUILD_DIR=${folderOf()}`)).toEqual([]);
    expect(serverPids(desktop.port)).toEqual([]);
    expect(listenersOn(desktop.port)).toEqual([]);
    expect(files.left()).toEqual([]);
    expect(existsSync(folderOf())).toBe(false);
    expect(await open(session.id)).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});

describeNeeding(toolsMissing('Xtigervnc', 'bash'), 'the desktop of a build host that was killed', () => {
  it('is ended when the next one starts', async () => {
    using temporary = temporaryFolder();
    const folder = join(temporary.path, 'project');
    const dataFolder = join(temporary.path, 'data');
    makeRepository(folder, { 'jumpseat.yml': configText({ Hang: 'sleep 1000' }) });
    const { child, client } = await startProcess();
    await get(client.call('open', { dataFolder, withSample: false }));
    const { projectId } = await get(client.call('projects.add', { folder }));
    const { buildId } = await get(client.call('builds.run', { projectId, includeUncommitted: false }));
    await get(client.call('builds.cancel', { buildId }));
    const { promise: ready, resolve } = Promise.withResolvers<string>();
    client.on('session', ({ id, state }) => {
      if (state === 'ready') resolve(id);
    });
    await get(client.call('sessions.start', { buildId }));
    const { port } = await get(client.call('sessions.openDesktop', { sessionId: await ready, machine: 0 }));
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(listenersOn(port)).toHaveLength(1);

    const next = await startHost(dataFolder);
    await next[Symbol.asyncDispose]();
    expect(listenersOn(port)).toEqual([]);
    expect(serverPids(port)).toEqual([]);
    expect(readdirSync(join(dataFolder, 'workspaces'))).toEqual([]);
  });
});
