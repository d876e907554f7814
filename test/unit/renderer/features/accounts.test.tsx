// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serviceForms } from '../../../../main/contract/services.ts';
import { useView } from '../../../../renderer/state/view.ts';
import { REFUSED_TOKEN } from '../../../fixtures/fake-main/account-handlers.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { serviceWorld, troubledWorld } from '../../../fixtures/fake-main/service-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });
const page = () => document.querySelector('main')?.getAttribute('aria-label');

/** The token as it is kept in the window's own memory, which must not hold it. */
function isRemembered(secret: string): boolean {
  const stored = Object.values(sessionStorage).concat(Object.values(localStorage));
  return JSON.stringify([useView.getState(), stored]).includes(secret);
}

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
});
afterEach(closeWindow);

describe('adding an account', () => {
  it('goes from the sidebar over service, token and check to its builds', async () => {
    const user = await openWindow(main);
    await user.click(button('Add account'));
    expect(page()).toBe('Add account');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Codemagic'));
    expect(screen.getByText(serviceForms.codemagic.tokenHint)).toBeTruthy();
    expect(field('Token').type).toBe('password');
    expect(field('Token').autocomplete).toBe('off');
    await user.click(button('Open the token page'));
    expect(main.openedLinks).toEqual([serviceForms.codemagic.tokenPage]);

    await user.type(field('Token'), ' secret-token ');
    expect(isRemembered('secret-token')).toBe(false);
    await user.click(button('Check token'));
    expect(await screen.findByText('2 organisations: acme, ada')).toBeTruthy();
    expect(screen.getByText('in the GNOME Keyring')).toBeTruthy();
    expect(main.callsOf('accounts.check')).toEqual([{ service: 'codemagic', token: 'secret-token' }]);
    expect(main.callsOf('accounts.add')).toEqual([]);
    expect(document.body.innerHTML).not.toContain('secret-token');
    expect(await accessibilityMistakes()).toEqual([]);

    expect(document.activeElement).toBe(field('Account name'));
    await user.clear(field('Account name'));
    await user.type(field('Account name'), 'Work{Enter}');
    await waitFor(() => expect(page()).toBe('Work'));
    expect(within(screen.getByRole('navigation')).getByText('Work')).toBeTruthy();
  });

  it('shows why a token is refused where it was typed, and loses nothing of it', async () => {
    const user = await openWindow(main, { page: { kind: 'add-account', service: 'semaphore' } });
    const check = button('Check token');
    await user.type(field('Token'), REFUSED_TOKEN);
    expect(check).toHaveProperty('disabled', true);
    await user.type(field('Host'), 'acme.semaphoreci.com');
    await user.click(check);
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('Semaphore does not accept this API token.It may have expired');
    await user.click(within(notice).getByRole('button', { name: 'Open the page' }));
    expect(main.openedLinks).toEqual([serviceForms.semaphore.tokenPage]);
    expect(field('Token').value).toBe(REFUSED_TOKEN);
    expect(field('Host').value).toBe('acme.semaphoreci.com');
    expect(screen.queryByRole('region', { name: 'Notices' })).toBeNull();
  });

  it('takes a server of one’s own with its certificates, and opens the token page there', async () => {
    main.chosenFile = '/home/ada/acme-ca.pem';
    const user = await openWindow(main, { page: { kind: 'add-account', service: 'circleci' } });
    expect(screen.queryByLabelText('Host')).toBeNull();
    await user.click(button('Own server'));
    await user.type(field('Host'), 'ci.acme.example');
    await user.click(button('Choose CA file'));
    await screen.findByText('/home/ada/acme-ca.pem');
    await user.click(button('Open the token page'));
    expect(main.openedLinks).toEqual(['https://ci.acme.example/settings/user/tokens']);
    await user.type(field('Token'), 'token{Enter}');
    await screen.findByText('Your account at CircleCI');
    expect(main.callsOf('accounts.check')).toEqual([
      { service: 'circleci', host: 'ci.acme.example', caFile: '/home/ada/acme-ca.pem', token: 'token' },
    ]);
    await user.click(button('Save account'));
    await waitFor(() => expect(main.callsOf('accounts.add')).toHaveLength(1));
  });

  it('says plainly that the token is gone after this run when there is no keychain', async () => {
    main.setKeychain({
      state: 'missing',
      name: 'Secret Service',
      message: 'No keychain answers on this computer.',
      hint: 'Install GNOME Keyring or KWallet.',
    });
    const user = await openWindow(main, { page: { kind: 'add-account', service: 'bitrise' } });
    await user.type(field('Token'), 'token{Enter}');
    await screen.findByText('only until Jumpseat quits');
    expect(screen.getByText('No keychain answers on this computer.')).toBeTruthy();
    expect(screen.getByText(/Install GNOME Keyring or KWallet\./)).toBeTruthy();
  });

  it('tells when the check is too long ago, and keeps the name that was typed', async () => {
    const user = await openWindow(main, { page: { kind: 'add-account', service: 'bitrise' } });
    await user.type(field('Token'), 'token{Enter}');
    await user.type(await screen.findByLabelText('Account name'), ' two');
    main.refuse('accounts.add', { code: 'not-found', message: 'The check is too long ago.', hint: 'Check again.' });
    await user.click(button('Save account'));
    expect((await screen.findByRole('alert')).textContent).toContain('The check is too long ago.');
    expect(field('Account name').value).toBe('Bitrise · acme two');
    await user.click(button('Use another token'));
    expect(field('Token').value).toBe('');
  });

  it('waits for the browser, and can be called off or left', async () => {
    const signedIn = Promise.withResolvers<void>();
    main.browserSignIn = signedIn.promise;
    const user = await openWindow(main, { page: { kind: 'add-account', service: 'circleci' } });
    await user.click(button('Sign in with the browser'));
    expect(screen.getByText('Waiting for the browser.')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Cancel sign-in'));
    await screen.findByRole('button', { name: 'Sign in with the browser' });
    expect(screen.queryByRole('alert')).toBeNull();

    await user.click(button('Sign in with the browser'));
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    await waitFor(() => expect(main.callsOf('accounts.cancelSignIn')).toHaveLength(2));

    useView.setState({ page: { kind: 'add-account', service: 'circleci' } });
    await user.click(await screen.findByRole('button', { name: 'Sign in with the browser' }));
    signedIn.resolve();
    await screen.findByText('Your account at CircleCI');
  });

  it('is reached from the menu of the system, the palette and the empty list', async () => {
    const user = await openWindow(main);
    main.command('accounts.add');
    await waitFor(() => expect(page()).toBe('Add account'));
    await user.keyboard('{Control>}1{/Control}{Control>}k{/Control}');
    await user.keyboard('add account{ArrowDown}{Enter}');
    await waitFor(() => expect(page()).toBe('Add account'));
  });
});

describe('an account', () => {
  beforeEach(() => {
    main = serviceWorld(Date.now());
  });

  it('is renamed, checked again and removed on its page', async () => {
    const user = await openWindow(main, { scope: { kind: 'account', accountId: 'circleci' } });
    await user.click(button('Account settings'));
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Rename'));
    await user.clear(field('Account name'));
    await user.type(field('Account name'), 'Acme{Enter}');
    await waitFor(() => expect(page()).toBe('Acme'));
    await user.click(button('Check again'));
    await waitFor(() => expect(main.callsOf('accounts.recheck')).toEqual([{ accountId: 'circleci' }]));
    await user.click(button('Remove account'));
    const question = screen.getByRole('group', { name: 'Remove Acme and its token?' });
    await user.keyboard('{Escape}');
    expect(main.callsOf('accounts.remove')).toEqual([]);
    await user.click(button('Remove account'));
    expect(question).toBeTruthy();
    await user.click(
      within(screen.getByRole('group', { name: /^Remove Acme/ })).getByRole('button', { name: 'Remove' }),
    );
    await screen.findByText('Acme was removed, and its token forgotten.');
    expect(page()).toBe('All builds');
    expect(within(screen.getByRole('navigation')).queryByText('Acme')).toBeNull();
  });

  it('gets a new token in the place of one that expired, from its notice', async () => {
    main = troubledWorld(Date.now());
    const user = await openWindow(main);
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('CircleCI does not accept the token any more.');
    await user.click(within(notice).getByRole('button', { name: 'Replace token' }));
    await user.type(field('Token'), 'new-token{Enter}');
    await user.click(await screen.findByRole('button', { name: 'Save token' }));
    await screen.findByText('The new token is in use.');
    expect(main.truth.accounts['circleci']?.state).toBe('ready');
    expect(screen.queryByLabelText('Token')).toBeNull();
    expect(JSON.stringify(main.callsOf('accounts.replaceToken'))).not.toContain('new-token');
  });

  it('says when a token of somebody else would take the place', async () => {
    main.change('accounts', 'circleci', { login: 'grace' });
    const user = await openWindow(main, { page: { kind: 'account', accountId: 'circleci', replacing: true } });
    await user.type(field('Token'), 'token{Enter}');
    await screen.findByText('This token belongs to ada, the account so far to grace.');
  });

  it('tells apart the troubles of accounts, each with what helps', async () => {
    main = troubledWorld(Date.now());
    const until = new Date(main.truth.accounts['bitrise']?.retryAt ?? 0);
    const clock = `${String(until.getHours()).padStart(2, '0')}:${String(until.getMinutes()).padStart(2, '0')}`;
    const user = await openWindow(main);
    const waiting = screen.getByText(`Bitrise · acme-mobile: The service asked for a pause until ${clock}.`);
    expect(waiting.closest('[role="status"]')?.textContent).toContain('Its builds are from 3 min ago.');
    expect(screen.getByText(/^Codemagic cannot be reached/, { ignore: '[hidden]' })).toBeTruthy();
    expect(screen.getAllByRole('row').length).toBeGreaterThan(10);
    expect(screen.getByRole('contentinfo').textContent).toContain(
      '1 account connected, 1 needs attention, 1 offline, 1 asked to wait',
    );
    await user.click(
      within(waiting.closest<HTMLElement>('[role="status"]') ?? document.body).getByRole('button', {
        name: 'Check again',
      }),
    );
    await waitFor(() => expect(screen.queryByText(/asked for a pause/)).toBeNull());
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('waits for a locked keychain, and goes on with all others once that is open', async () => {
    main.setKeychain({ state: 'locked', name: 'GNOME Keyring' });
    main.change('accounts', 'circleci', {
      state: 'failed',
      problem: { code: 'keychain-unavailable', message: 'The token is in GNOME Keyring, which is locked.' },
    });
    const user = await openWindow(main);
    const notice = within(screen.getByRole('alert'));
    expect(notice.getByRole('button', { name: 'Replace token' })).toBeTruthy();
    await user.click(notice.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(main.callsOf('keychain.recheck')).toHaveLength(1));
    expect(main.callsOf('accounts.recheck')).toEqual([]);
  });

  it('is one of several whose tokens cannot be read, which have one notice together', async () => {
    main.setKeychain({ state: 'locked', name: 'GNOME Keyring', hint: 'Unlock it, then check again.' });
    const problem = { code: 'keychain-unavailable', message: 'The token cannot be read.' } as const;
    for (const id of ['circleci', 'codemagic']) main.change('accounts', id, { state: 'failed', problem });
    const user = await openWindow(main);
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('cannot be read from the keychain: CircleCI · acme, Codemagic.');
    expect(notice.textContent).toContain('Unlock it, then check again. Or choose an account');
    await user.click(within(notice).getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(main.callsOf('keychain.recheck')).toHaveLength(1));
  });

  it('is one of several that are offline, which have one notice together', async () => {
    for (const id of ['circleci', 'semaphore', 'codemagic']) main.change('accounts', id, { state: 'offline' });
    const user = await openWindow(main);
    const notice = screen.getByText(/^3 accounts cannot be reached: CircleCI · acme, Codemagic, Semaphore · acme/);
    const scope = within(notice.closest<HTMLElement>('[role="status"]') ?? document.body);
    await user.click(scope.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(main.callsOf('accounts.recheck')).toHaveLength(3));
  });

  it('is listed in the settings, and leads to its page', async () => {
    const user = await openWindow(main, { page: { kind: 'settings' } });
    const card = screen.getByRole('region', { name: 'Accounts' });
    expect(within(card).getAllByRole('listitem')).toHaveLength(4);
    await user.click(within(card).getByText('Codemagic'));
    expect(page()).toBe('Codemagic');
    await user.click(button('Show its builds'));
    await waitFor(() => expect(useView.getState().scope).toEqual({ kind: 'account', accountId: 'codemagic' }));
  });

  it('keeps its name on Escape, and takes none that is too long', async () => {
    const user = await openWindow(main, { page: { kind: 'account', accountId: 'circleci' } });
    await user.click(button('Rename'));
    expect(field('Account name').maxLength).toBe(80);
    await user.type(field('Account name'), ' of my own{Escape}');
    await waitFor(() => expect(screen.queryByLabelText('Account name')).toBeNull());
    expect(main.callsOf('accounts.rename')).toEqual([]);
  });

  it('has what its page does in the palette', async () => {
    const user = await openWindow(main, { page: { kind: 'account', accountId: 'circleci' } });
    await user.keyboard('{Control>}k{/Control}remove account');
    await user.click(await screen.findByRole('option', { name: /^Remove account/ }));
    await screen.findByRole('group', { name: /^Remove CircleCI · acme/ });
  });
});
