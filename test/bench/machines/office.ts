import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { driveApp } from '../../../scripts/lib/drive-app.mjs';
import { makeKey, type KeyPair } from '../../fixtures/sshd.ts';
import { startCircleCi, type CircleCi } from '../../simulators/circleci/circle-ci.ts';
import { failingTests } from '../../simulators/circleci/script.ts';
import type { JobPlan } from '../../simulators/circleci/world.ts';
import { Machine } from '../../simulators/machine/machine.ts';

const READY_TIMEOUT_MS = 60_000;

/** A simulated CircleCI with one failed build on many machines, and a key that opens them. */
export interface Office extends AsyncDisposable {
  circleci: CircleCi;
  /** OpenSSH servers, one each. */
  machines: readonly Machine[];
  key: KeyPair;
  home: string;
  dataFolder: string;
}

/** What CircleCI's "Enable SSH" prints. */
const sshText = ({ host, port, hostKeySha256 }: Machine) =>
  [
    'You can now SSH into this box if your SSH public key is added:',
    `    $ ssh -p ${port} ${host}`,
    '',
    'ED25519 key fingerprint of the host is',
    `  ${hostKeySha256}`,
    '',
    'This box will stay up for 2h0m0s, or until 10m0s passes without an active SSH session.',
  ].join('\n');

/** Starts the service and its machines. */
export async function openOffice(folder: string, machineCount: number): Promise<Office> {
  const home = join(folder, 'user');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  const key = makeKey(join(home, '.ssh', 'id_ed25519'));
  await using starting = new AsyncDisposableStack();
  const machines = await Promise.all(
    Array.from({ length: machineCount }, async (_, index) => {
      const made = { name: `circleci-${index}`, users: ['circleci'], authorizedKeys: [key.publicKey] };
      return starting.use(await Machine.start({ ...made, hostKeys: ['ed25519'] }));
    }),
  );
  const nowhere = { host: '127.0.0.1', port: 1, sha256: '' };
  const circleci = starting.use(
    await startCircleCi({ clock: 'real', keys: [key.publicKey], isEmpty: true, machines: nowhere }),
  );
  circleci.sshText = (execution) => {
    const machine = machines[execution];
    return machine === undefined ? '' : sshText(machine);
  };
  const executions = Array.from({ length: machineCount }, () => [failingTests]);
  const job = { name: 'tests', executor: 'machine', resourceClass: 'large', executions } satisfies JobPlan;
  circleci.world.addRun(circleci.world.addProject('gh/acme/storefront'), Date.now(), {
    branch: 'shards',
    subject: 'Many shards',
    agoMs: 600_000,
    jobs: [job],
  });
  const running = starting.move();
  return {
    circleci,
    machines,
    key,
    home,
    dataFolder: join(folder, 'data'),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  };
}

/** The app with a session on all machines, side by side. */
export interface OpenGrid extends AsyncDisposable {
  page: Page;
  pid: number;
}

async function addAccount(page: Page, token: string): Promise<void> {
  await page.getByRole('button', { name: 'Add account' }).first().click();
  const main = page.getByRole('main');
  await main.getByRole('group', { name: 'Service' }).getByRole('button', { name: 'CircleCI' }).click();
  await main.getByRole('textbox', { name: 'Token' }).fill(token);
  await main.getByRole('button', { name: 'Check token' }).click();
  await main.getByRole('button', { name: 'Save account' }).click();
}

/** Starts the app, rebuilds the build with remote access, and shows every machine once all of them have a prompt. */
export async function openGrid(office: Office, size: { width: number; height: number }): Promise<OpenGrid> {
  const app = await driveApp({
    JUMPSEAT_DATA_FOLDER: office.dataFolder,
    JUMPSEAT_SERVICES: JSON.stringify({ circleci: office.circleci.origin }),
    HOME: office.home,
    XDG_RUNTIME_DIR: office.home,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    SSH_AUTH_SOCK: undefined,
    SHELL: '/bin/bash',
  });
  const page = await app.firstWindow();
  page.setDefaultTimeout(READY_TIMEOUT_MS);
  await app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setBounds({ x: 0, y: 0, width, height });
  }, size);
  await addAccount(page, office.circleci.token);
  await page.getByRole('grid').getByRole('row').filter({ hasText: 'Many shards' }).click();
  await page.getByRole('button', { name: 'Rebuild with remote access' }).click();
  await page.getByRole('button', { name: 'All machines side by side' }).click();
  const panes = page.getByRole('textbox', { name: 'Terminal input' });
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while ((await panes.count()) < office.machines.length) {
    if (Date.now() > deadline) throw new Error(`Only ${await panes.count()} machines have a terminal.`);
    await delay(200);
  }
  return {
    page,
    pid: app.process().pid ?? 0,
    async [Symbol.asyncDispose]() {
      await app.close();
    },
  };
}
