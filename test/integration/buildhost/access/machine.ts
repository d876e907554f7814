import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type MachineServer,
  type MachineServerOptions,
  startMachineServer,
} from '../../../../main/buildhost/access/machine-server.ts';
import { systemClock, type Clock } from '../../../../main/lib/clock.ts';
import { createOpenSshClient, type OpenSshClient } from '../../../fixtures/ssh/client.ts';

export interface TestMachine extends AsyncDisposable {
  server: MachineServer;
  client: OpenSshClient;
  workspace: string;
  /** What the server logged. */
  lines: string[];
  signIns(): number;
}

/** A machine with an empty workspace, and OpenSSH's clients set up for it. */
export async function startTestMachine(
  options: Partial<MachineServerOptions> = {},
  clock: Clock = systemClock,
): Promise<TestMachine> {
  const workspace = await realpath(await mkdtemp(join(tmpdir(), 'jumpseat-machine-')));
  const lines: string[] = [];
  let signIns = 0;
  const server = await startMachineServer(
    {
      user: 'build-7',
      workspace,
      environment: { PATH: process.env['PATH'] ?? '/usr/bin:/bin', HOME: workspace, CI: 'true' },
      shell: '/bin/bash',
      onConnected: () => (signIns += 1),
      log: (line) => lines.push(line),
      ...options,
    },
    clock,
  );
  const client = await createOpenSshClient(server);
  return {
    server,
    client,
    workspace,
    lines,
    signIns: () => signIns,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await client[Symbol.asyncDispose]();
      await rm(workspace, { recursive: true, force: true });
    },
  };
}
