// The four simulated services in a process of their own, in real time, for an app somebody tries by hand.
// It tells its parent where they are, and ends with it.
import { readFileSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { serviceForms } from '../../main/contract/services.ts';
import { machineMissing } from './machine/machine.ts';
import { startServices } from './start-services.ts';

/** Public keys of the person at the computer: what they would have registered at CircleCI. */
function ownPublicKeys(): string[] {
  const folder = join(homedir(), '.ssh');
  try {
    const files = readdirSync(folder).filter((name) => name.endsWith('.pub'));
    return files.map((name) => readFileSync(join(folder, name), 'utf8').trim());
  } catch {
    return [];
  }
}

const keys = ownPublicKeys();
await using services = await startServices({ clock: 'real', keys });

const hints: Record<(typeof services.all)[number]['id'], string[]> = {
  circleci: [
    'Choose "Pay by invoice" (two machines) and press "Rebuild with remote access"; your own key signs in.',
    `${keys.length} public keys of ~/.ssh are registered; more at ${services.circleci.origin}/settings/user/job-ssh-keys`,
  ],
  semaphore: [
    'Choose "Tests 2/2 · Totals are rounded half up" and press "Rebuild with remote access"; all is automatic.',
    'The running "Soak test" can be entered, and a project can have a machine without a build.',
  ],
  codemagic: [
    'Choose "Totals are rounded half up" and press "Rebuild with remote access"; start the build on the page that the window then names, with the box ticked.',
  ],
  bitrise: [
    'Choose "Totals are rounded half up" and press "Rebuild with remote access"; do the same on the page that the window then names, and paste what it shows.',
  ],
};

process.send?.({
  environment: services.environment,
  missing: machineMissing,
  services: services.all.map(({ id, simulator }) => ({
    name: serviceForms[id].name,
    address: simulator.origin,
    host: serviceForms[id].host === 'required' ? 'acme.semaphoreci.com' : undefined,
    token: simulator.token,
    hints: hints[id],
  })),
});

await new Promise<void>((resolve) => {
  process.once('disconnect', resolve);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
});
