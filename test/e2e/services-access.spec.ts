import { Machine, machineMissing } from '../simulators/machine/machine.ts';
import { expect } from './launch.ts';
import { builds, session } from './pages.ts';
import { commandsWith, filesWith, heapOf } from './secrets.ts';
import { test } from './service-launch.ts';
import { accounts, endSession, pasteMachine } from './service-pages.ts';

/** A build has to be noticed and its machine to come up, at the pace at which services may be asked. */
const ON_THE_WAY_MS = 120_000;

test.beforeEach(() => test.skip(machineMissing !== undefined, machineMissing));

test('CircleCI: from a failed parallel build to a prompt on both machines', async ({ office }) => {
  const { page, services } = office;
  const { circleci } = services;
  const list = builds(page);
  const work = session(page);
  await accounts(page).add({ service: 'CircleCI', token: circleci.token, label: 'Circle' });

  const row = list.row('Pay by invoice');
  await expect(row).toContainText('Failed');
  await row.click();
  await expect(list.pane).toContainText('Run tests');
  await expect(list.pane.getByText('FAIL tax is rounded half up')).toHaveCSS(
    'color',
    /^rgb\(2\d\d, \d{2,3}, \d{2,3}\)$/,
  );
  await list.rebuildWithAccess();

  await work.shows(/circleci@circleci-\d:/, ON_THE_WAY_MS);
  await expect(page.getByRole('region', { name: 'Machines' }).getByRole('button')).toHaveCount(2);
  for (const index of [0, 1]) {
    await page.getByRole('button', { name: 'New tab' }).click();
    await page.getByRole('menuitem', { name: `Terminal on browser-tests ${index}` }).click();
    await work.shows(`circleci@circleci-${index}:`);
    await work.type('echo "I am $(whoami) on $(cat ~/machine-name)"');
    await work.shows(`I am circleci on circleci-${index}`);
    // The service told the key of this machine, and it is that of the machine.
    await expect(page.getByText('told by CircleCI')).toBeVisible();
  }
  const job = circleci.world.jobs.find(({ ssh }) => ssh !== undefined);
  expect(job?.ssh?.machines).toHaveLength(2);

  await endSession(page);
  expect(job?.cancelledAt).toBeDefined();
  await expect.poll(() => job?.ssh?.machines.every(({ isGone }) => isGone)).toBe(true);
});

test('Semaphore: from a failed job to a prompt in its environment', async ({ office }) => {
  const { page, services } = office;
  const { semaphore } = services;
  const list = builds(page);
  const work = session(page);
  const account = { host: 'acme.semaphoreci.com', token: semaphore.token, label: 'Acme' };
  await accounts(page).add({ service: 'Semaphore', ...account });

  const row = list.row('Tests 2/2 · Totals are rounded half up');
  await expect(row).toContainText('Failed');
  await row.click();
  await expect(list.pane).toContainText('sh test.sh');
  await expect(list.pane).toContainText('FAIL tax is rounded half up: expected 60, got 59');
  await list.rebuildWithAccess();

  await work.shows('semaphore@semaphore-storefront:project', ON_THE_WAY_MS);
  await work.type('echo "I am $(whoami) in the $SEMAPHORE_JOB_ENVIRONMENT on $(cat ~/machine-name)"');
  await work.shows('I am semaphore in the container on semaphore-storefront');
  await work.type('sh test.sh');
  await work.shows('FAIL tax is rounded half up');

  await endSession(page);
  const debug = semaphore.world.jobs.find(({ isDebug }) => isDebug);
  expect(debug && semaphore.world.stateOf(debug)).toBe('FINISHED');
  await expect.poll(() => debug && semaphore.machineOf(debug.id)?.isGone).toBe(true);
});

test('Codemagic: a build started on its website is noticed, and its machine opened', async ({ office }) => {
  const { page, services } = office;
  const { codemagic } = services;
  const list = builds(page);
  const work = session(page);
  await accounts(page).add({ service: 'Codemagic', token: codemagic.token, label: 'Magic' });

  const row = list.row('Totals are rounded half up').filter({ hasText: 'storefront-ios' });
  await expect(row).toContainText('Failed');
  await row.click();
  await expect(list.pane).toContainText('Run tests');
  await expect(list.pane).toContainText('FAIL tax is rounded half up');
  await list.rebuildWithAccess();
  await expect(page.getByRole('region', { name: 'At Codemagic' }).getByRole('listitem').first()).toBeVisible();

  const failed = codemagic.world.builds.find(
    ({ branch, app }) => branch === 'tax-rounding' && app.name === 'storefront-ios',
  );
  if (failed === undefined) throw new Error('The failed build is not in the script.');
  const { app, workflow, branch } = failed;
  const started = codemagic.startOnWebsite({ app, workflow, branch, hasAccess: true });
  await work.shows('builder@codemagic-storefront-ios', ON_THE_WAY_MS);
  await work.type('echo "I am $(whoami) on $(cat ~/machine-name)"');
  await work.shows('I am builder on codemagic-storefront-ios');

  await endSession(page);
  expect(codemagic.world.status(started)).toBe('canceled');
  await expect.poll(async () => (await codemagic.machineOf(started.id))?.isGone).toBe(true);
});

test('Bitrise: a build started on its website is noticed, and what its page shows is pasted', async ({ office }) => {
  const { page, services } = office;
  const { bitrise } = services;
  const list = builds(page);
  const work = session(page);
  await accounts(page).add({ service: 'Bitrise', token: bitrise.token, label: 'Rise' });

  const row = list.row('Totals are rounded half up').first();
  await expect(row).toContainText('Failed');
  await row.click();
  await expect(list.pane).toContainText('FAIL tax is rounded half up');
  await list.rebuildWithAccess();
  const guide = page.getByRole('region', { name: 'At Bitrise' });
  await expect(guide.getByText('Waiting for the new build')).toBeVisible();

  const failed = bitrise.world.builds.findLast(({ message }) => message.startsWith('Totals are rounded half up'));
  if (failed === undefined) throw new Error('The failed build is not in the script.');
  // A build that is over cannot be ended: this one goes on while somebody is on its machine.
  const steps = [...failed.workflow.steps, { name: 'Hold', command: 'sleep 600', seconds: 600, isAlways: true }];
  const again = bitrise.rebuildOnWebsite({ ...failed, workflow: { ...failed.workflow, steps } });
  await expect(guide.getByText('Waiting for the new build')).toBeHidden({ timeout: ON_THE_WAY_MS });
  await expect.poll(() => bitrise.textsOf(again), { timeout: ON_THE_WAY_MS }).toBeDefined();
  const shown = bitrise.textsOf(again);
  await guide
    .getByRole('textbox', { name: 'Pasted text' })
    .fill(`Password\n${shown?.password}\nCommand\n${shown?.ssh}`);
  await guide.getByRole('button', { name: 'Read it' }).click();
  await expect(guide.getByRole('textbox', { name: 'User' })).toHaveValue('vagrant');
  await guide.getByRole('button', { name: 'Connect', exact: true }).click();
  await work.shows(`vagrant@bitrise-${again.app.title}`, ON_THE_WAY_MS);
  await work.type('echo "I am $(whoami) on $(cat ~/machine-name)"');
  await work.shows(`I am vagrant on bitrise-${again.app.title}`);

  await endSession(page);
  expect(bitrise.world.status(again)).toBe(3);
  await expect.poll(async () => (await bitrise.machineOf(again.slug))?.isGone).toBe(true);
});

test('a pasted command is shown as a form, and connects only when that is wanted', async ({ office }) => {
  const { page, key } = office;
  const work = session(page);
  await using machine = await Machine.start({ users: ['deploy'], authorizedKeys: [key.publicKey], name: 'pasted-one' });
  const connected: string[] = [];
  machine.on('connect', (user) => connected.push(user));
  const form = await pasteMachine(page, `ssh -o StrictHostKeyChecking=no deploy@127.0.0.1 -p ${machine.port}`);
  await expect(form.getByLabel('User')).toHaveValue('deploy');
  await expect(form.getByLabel('Port')).toHaveValue(String(machine.port));
  await expect(page.getByText(/host key/i).first()).toBeVisible();
  expect(connected).toEqual([]);
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await work.shows('deploy@pasted-one');
  await work.type('echo "I am $(whoami) on $(cat ~/machine-name)"');
  await work.shows('I am deploy on pasted-one');
  expect(connected).toEqual(['deploy']);
});

test('a token that was typed stays nowhere: on no disk, in no memory of the window, in no command line', async ({
  office,
}) => {
  const { page, services, home, key } = office;
  const form = accounts(page);
  const token = services.circleci.newToken(Infinity);
  await form.check({ service: 'CircleCI', token });
  await expect(form.main.getByText('Belongs to')).toBeVisible();
  await form.main.getByRole('button', { name: 'Use another token' }).click();
  await expect(form.main.getByRole('textbox', { name: 'Token' })).toHaveValue('');
  // React keeps what a page showed last until it shows the next one.
  await page.getByRole('navigation').getByRole('button', { name: 'Settings' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Settings' })).toBeVisible();

  const marker = 'A text that the window holds';
  await page.evaluate((text) => Object.assign(globalThis, { held: text }), marker);
  const heap = await heapOf(page);
  expect(heap.includes(marker)).toBe(true);
  const secrets = [token, ...services.all.map(({ simulator }) => simulator.token)];
  expect(secrets.filter((secret) => heap.includes(secret))).toEqual([]);
  expect(filesWith(home.dataFolder, [...secrets, key.privateKey])).toEqual([]);
  expect(filesWith(home.temporaryFolder, secrets)).toEqual([]);
  expect(commandsWith(secrets)).toEqual([]);
});
