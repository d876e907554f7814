import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestBus, keyringMissing } from '../fixtures/keyring.ts';
import { startServices } from '../simulators/start-services.ts';
import { expect, test } from './launch.ts';
import { builds } from './pages.ts';
import { filesWith } from './secrets.ts';
import { accounts } from './service-pages.ts';

test('accounts: without a keychain, with a token that expires, and removed, one beside the other', async ({ home }) => {
  await using services = await startServices({ clock: 'real', machines: 'none' });
  const { circleci, semaphore } = services;
  const { page } = await home.start({ JUMPSEAT_SERVICES: services.environment });
  const list = builds(page);
  const form = accounts(page);

  await test.step('a refused token is said to be one, and stays to be mended', async () => {
    await form.check({ service: 'CircleCI', token: 'CCIPAT_wrong' });
    await expect(form.main.getByRole('alert')).toContainText(/token/i);
    await expect(form.main.getByRole('textbox', { name: 'Token' })).toHaveValue('CCIPAT_wrong');
  });

  await test.step('without a keychain the token is kept for this run, and that is said before it is stored', async () => {
    const expiring = circleci.newToken(Infinity);
    await form.check({ service: 'CircleCI', token: expiring });
    await expect(form.main).toContainText('only until Jumpseat quits');
    await expect(form.main).toContainText('never written to disk');
    await form.main.getByRole('textbox', { name: 'Account name' }).fill('Circle');
    await form.main.getByRole('button', { name: 'Save account' }).click();
    await expect(list.row('Totals are rounded half up').first()).toBeVisible();
    expect(filesWith(home.dataFolder, [expiring])).toEqual([]);

    await form.add({ service: 'Semaphore', host: 'acme.semaphoreci.com', token: semaphore.token, label: 'Acme' });
    await expect(list.row('Soak test')).toBeVisible();

    circleci.revoke(expiring);
  });

  await test.step('an expired token is explained at its account, and the others go on', async () => {
    await form.show('Circle');
    await page.keyboard.press('ControlOrMeta+r');
    const notice = form.main.getByRole('alert').filter({ hasText: 'CircleCI does not accept the token' });
    await expect(notice).toBeVisible();
    // The builds known so far are still there.
    await expect(list.row('Totals are rounded half up').first()).toBeVisible();
    const before = semaphore.server.exchanges.length;
    await semaphore.push({
      project: 'storefront',
      branch: 'main',
      message: 'Pushed while Circle was locked out',
      author: 'robin',
      blocks: [{ name: 'Check', jobs: [{ name: 'Lint', commands: [{ directive: 'sh lint.sh', seconds: 1 }] }] }],
    });
    await form.show('Acme');
    await page.keyboard.press('ControlOrMeta+r');
    await expect(list.row('Pushed while Circle was locked out')).toBeVisible();
    expect(semaphore.server.exchanges.length).toBeGreaterThan(before);
  });

  await test.step('a new token takes its place', async () => {
    await form.show('Circle');
    await page.getByRole('button', { name: 'Replace token' }).first().click();
    await form.main.getByRole('textbox', { name: 'Token' }).fill(circleci.token);
    await form.main.getByRole('button', { name: 'Check token' }).click();
    await form.main.getByRole('button', { name: 'Save token' }).click();
    await form.show('Circle');
    await expect(form.main.getByRole('alert')).toHaveCount(0);
    await expect(list.row('Totals are rounded half up').first()).toBeVisible();
  });

  await test.step('a removed account is gone with its builds', async () => {
    await form.openPage('Acme');
    await form.main.getByRole('button', { name: 'Remove account' }).click();
    await form.main.getByRole('button', { name: 'Remove', exact: true }).click();
    await expect(form.item('Acme')).toHaveCount(0);
    await expect(list.row('Soak test')).toHaveCount(0);
    await expect(list.row('Totals are rounded half up').first()).toBeVisible();
    expect(readFileSync(join(home.dataFolder, 'accounts.json'), 'utf8')).not.toContain('semaphore');
  });
});

test('with a keychain an account is there after a restart, and its token in no file', async ({ home }) => {
  test.skip(keyringMissing !== undefined, keyringMissing);
  await using bus = await TestBus.start();
  await bus.startKeyring();
  await using services = await startServices({ clock: 'real', machines: 'none' });
  const { semaphore } = services;
  const environment = { ...bus.environment, JUMPSEAT_SERVICES: services.environment };
  const first = await home.start(environment);
  await accounts(first.page).add({
    service: 'Semaphore',
    host: 'acme.semaphoreci.com',
    token: semaphore.token,
    label: 'Acme',
  });
  await expect(builds(first.page).row('Soak test')).toBeVisible();
  expect(filesWith(home.dataFolder, [semaphore.token])).toEqual([]);
  await first.quit();
  expect(filesWith(home.dataFolder, [semaphore.token])).toEqual([]);

  const asked = semaphore.server.exchanges.length;
  const second = await home.start(environment);
  await accounts(second.page).show('Acme');
  await expect(builds(second.page).row('Soak test')).toBeVisible();
  await expect.poll(() => semaphore.server.exchanges.slice(asked).some(({ status }) => status === 200)).toBe(true);
  await accounts(second.page).openPage('Acme');
  await expect(second.page.getByRole('main')).toContainText(/in the .*keyring/i);
  // Removing the account takes the token out of the keyring: a third start finds nothing to ask with.
  await second.page.getByRole('button', { name: 'Remove account' }).click();
  await second.page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(accounts(second.page).item('Acme')).toHaveCount(0);
  await second.quit();
  expect(filesWith(bus.folder, [semaphore.token])).toEqual([]);
});
