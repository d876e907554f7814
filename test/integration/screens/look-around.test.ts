import { mkdtempSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, expect, it } from 'vitest';
import { lookScript } from '../../../main/connection/screens/find/look-script.ts';
import { readLook } from '../../../main/connection/screens/find/machine-look.ts';
import { startServer } from '../../../main/connection/screens/find/start-server.ts';
import { createStarters } from '../../../main/connection/screens/find/starters.ts';
import { scriptCommand } from '../../../main/connection/shell-files/shell-script.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { findTool, toolsMissing } from '../../fixtures/ssh/tools.ts';
import { noteDisplayFiles } from '../../fixtures/vnc/display-files.ts';
import { vncMissing } from '../../fixtures/vnc/vnc.ts';
import { busyboxTools, LocalCommands } from '../files/local-commands.ts';
import { processesWith } from './processes.ts';

const busyboxMissing = toolsMissing('busybox');
const tools = busyboxMissing === undefined ? busyboxTools() : '';
const empty = mkdtempSync(join(tmpdir(), 'look-'));
afterAll(() => {
  for (const folder of [tools, empty]) if (folder !== '') rmSync(folder, { recursive: true });
});

/** A listener on a port among those of screens, as long as there is one free. */
async function listen(): Promise<{ port: number; close(): void }> {
  for (let port = 5950; port < 6000; port += 1) {
    const server = createServer();
    const isUp = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false));
      server.listen(port, '127.0.0.1', () => resolve(true));
    });
    if (isUp) return { port: (server.address() as AddressInfo).port, close: () => void server.close() };
  }
  throw new Error('all ports are taken');
}

describeNeeding(toolsMissing('busybox', 'bash', 'dash'), 'looking around on a machine', () => {
  it.each([
    ['bash', process.env['PATH'] ?? ''],
    ['dash', process.env['PATH'] ?? ''],
    ['busybox', tools],
  ])('tells the system and its ports in %s', async (shell, path) => {
    const { port, close } = await listen();
    const program = shell === 'busybox' ? join(tools, 'sh') : shell;
    const ran = spawnSync(program, ['-c', scriptCommand(lookScript)], {
      env: { PATH: path, HOME: empty },
      encoding: 'utf8',
    });
    close();
    expect(ran.stderr).toBe('');
    const look = readLook(ran.stdout);
    expect(look?.system).toBe('linux');
    expect([...(look?.listening?.keys() ?? [])]).toContain(port);
    expect(look?.tigerVnc === undefined).toBe(!(look?.commands.has('Xtigervnc') ?? false));
  });
});

describeNeeding(busyboxMissing ?? vncMissing, 'starting a screen with nothing but busybox', () => {
  // Somebody else on this computer may take its display first.
  // Tried again, since another server of this computer may take the display or the port in between.
  it('works, and keeps its password in a file without a name', { retry: 2 }, async () => {
    const path = busyboxTools();
    symlinkSync(findTool('Xtigervnc') ?? '', join(path, 'Xtigervnc'));
    const ran = spawnSync(join(path, 'sh'), ['-c', scriptCommand(lookScript)], {
      env: { PATH: path, HOME: empty },
      encoding: 'utf8',
    });
    const look = readLook(ran.stdout);
    const starter = look === undefined ? undefined : createStarters(look, [])[0];
    if (starter === undefined) throw new Error('nothing is offered');
    expect(starter.title).toBe('Start a new desktop (Xtigervnc, 1280x800, empty)');
    await using commands = new LocalCommands(path, empty);
    const started = await startServer(commands, starter, 'Gehe1m!?');
    const servers = processesWith(`-rfbport ${starter.port} `);
    const files = servers.map(({ pid }) => readlinkSync(`/proc/${pid}/fd/3`));
    const displayFiles = noteDisplayFiles(String(starter.port - 5900));
    for (const { pid } of servers) process.kill(pid, 'SIGKILL');
    displayFiles.remove();
    rmSync(path, { recursive: true });
    expect(started).toEqual({ ok: true, value: undefined });
    expect(files).toEqual([expect.stringMatching(/ \(deleted\)$/)]);
  });
});
