import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMachineServer, type MachineServer } from '../../../main/buildhost/access/machine-server.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { connectTo, isOpen, listen, outcome, patient, startPorts } from './ports-harness.ts';

describe('forwards of a machine of the build host', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ports-'));
  const ports = startPorts();
  const opened = perTest();
  let machine: MachineServer;

  beforeAll(async () => {
    machine = await startMachineServer({
      user: 'storefront-4',
      workspace: folder,
      environment: { PATH: process.env['PATH'] ?? '', HOME: folder },
      shell: '/bin/sh',
      onConnected: () => {},
      log: () => {},
    });
    await ports.connect(machine);
  });
  afterAll(async () => {
    await machine[Symbol.asyncDispose]();
    await ports.dispose();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lead here, both halves', async () => {
    const web = createServer((_request, response) => response.end('hello'));
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    opened.defer(() => void web.close());
    const target = { host: 'localhost', port: (web.address() as AddressInfo).port };
    const { id, port } = await ports.open({ kind: 'local', localPort: 0, target });
    const page = await fetch(`http://127.0.0.1:${port}/`, { headers: { connection: 'close' } });
    expect(await page.text()).toBe('hello');
    await ports.close(id);
  });

  it('lead there, on this computer alone, and close with the forward', async () => {
    const echo = await listen((socket) => void socket.pipe(socket));
    opened.defer(() => void echo.close());
    const target = { host: '127.0.0.1', port: echo.port };
    const { id, port } = await ports.open({ kind: 'remote', remoteHost: '0.0.0.0', remotePort: 0, target });
    const talk = async (index: number) => {
      const socket = await connectTo(port);
      const answer = outcome(socket);
      socket.end(`number ${index}`);
      return answer;
    };
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => talk(index)));
    expect(answers).toEqual(answers.map((_, index) => `number ${index}`));
    const again = { kind: 'remote', remoteHost: '127.0.0.1', remotePort: port, target } as const;
    expect(await ports.tryOpen(again)).toMatchObject({ ok: false, problem: { code: 'not-allowed' } });
    await ports.close(id);
    await expect.poll(() => isOpen(port), patient).toBe(false);
  });

  it('are gone with the machine', async () => {
    const target = { host: '127.0.0.1', port: 1 };
    const there = await ports.open({ kind: 'remote', remoteHost: '127.0.0.1', remotePort: 0, target });
    const here = await ports.open({ kind: 'local', localPort: 0, target });
    await machine[Symbol.asyncDispose]();
    await expect.poll(() => isOpen(there.port), patient).toBe(false);
    await expect.poll(() => ports.last(here.id)?.state, patient).toBe('waiting');
    await ports.client.call('disconnect', { machine: 0 });
    expect(await isOpen(here.port)).toBe(false);
  });
});
