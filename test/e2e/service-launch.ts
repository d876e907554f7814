import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey, type KeyPair } from '../fixtures/sshd.ts';
import { startServices, type SimulatedServices } from '../simulators/start-services.ts';
import { test as base, makeHome, type Home, type Jumpseat } from './launch.ts';
import { makeReadable } from './pages.ts';

/** The app beside the four simulated services. */
export interface Office extends Jumpseat {
  home: Home;
  services: SimulatedServices;
  /** In `~/.ssh` of the app, and known to CircleCI. */
  key: KeyPair;
}

/** Starts the services and the app once for all tests of a run that take them; each adds the accounts it needs. */
export const test = base.extend<object, { office: Office }>({
  office: [
    async ({}, use) => {
      await using home = makeHome();
      const keyFolder = join(home.userFolder, '.ssh');
      mkdirSync(keyFolder, { mode: 0o700 });
      const key = makeKey(join(keyFolder, 'id_ed25519'));
      await using services = await startServices({ clock: 'real', keys: [key.publicKey] });
      const jumpseat = await home.start({ JUMPSEAT_SERVICES: services.environment });
      await makeReadable(jumpseat.page);
      await use({ ...jumpseat, home, services, key });
      await jumpseat.quit();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});
