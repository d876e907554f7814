import type { Locator, Page } from '@playwright/test';
import { expect } from './launch.ts';
import { ENDING_MS, session } from './pages.ts';

interface NewAccount {
  /** As the window calls it: "CircleCI". */
  service: string;
  /** Where an account has a host of its own. */
  host?: string;
  token: string;
  label: string;
}

/** Adding accounts, and what becomes of them. */
export function accounts(page: Page) {
  const main = page.getByRole('main');
  const sidebar = page.getByRole('navigation', { name: 'Jumpseat' });
  const item = (label: string): Locator => sidebar.getByRole('button', { name: label }).first();

  /** Fills the form for a token and lets it be checked. */
  async function check({ service, host, token }: Omit<NewAccount, 'label'>): Promise<void> {
    await sidebar.getByRole('button', { name: 'Add account' }).click();
    await main.getByRole('group', { name: 'Service' }).getByRole('button', { name: service }).click();
    if (host !== undefined) await main.getByRole('textbox', { name: 'Host' }).fill(host);
    await main.getByRole('textbox', { name: 'Token' }).fill(token);
    await main.getByRole('button', { name: 'Check token' }).click();
  }

  return {
    main,
    item,
    check,
    /** Adds an account as a person does; the list then shows its builds. */
    async add(account: NewAccount): Promise<void> {
      await check(account);
      await main.getByRole('textbox', { name: 'Account name' }).fill(account.label);
      await main.getByRole('button', { name: 'Save account' }).click();
      await expect(page.getByRole('heading', { level: 1, name: account.label })).toBeVisible();
    },
    /** Shows the builds of one account. */
    show: (label: string) => item(label).click(),
    /** Shows what is known of one account and what can be done with it. */
    async openPage(label: string): Promise<void> {
      await sidebar.getByRole('button', { name: 'Settings' }).click();
      await main.getByRole('button', { name: label }).click();
      await expect(page.getByRole('heading', { level: 1, name: label })).toBeVisible();
    },
  };
}

/** Ends the session on screen, and waits until the window says that it has ended. */
export async function endSession(page: Page): Promise<void> {
  await session(page).endWithoutSaving();
  await expect(page.getByText('The session has ended').last()).toBeVisible({ timeout: ENDING_MS });
}

/** Pastes a text into the page for machines and lets it be read; gives the form. */
export async function pasteMachine(page: Page, text: string): Promise<Locator> {
  await page.getByRole('navigation').getByRole('button', { name: 'Connect to a machine' }).click();
  await page.getByRole('textbox', { name: 'Pasted text' }).fill(text);
  await page.getByRole('button', { name: 'Read it' }).click();
  return page.getByRole('group', { name: 'Machine' });
}
