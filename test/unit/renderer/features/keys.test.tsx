// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import { ownKey } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { RIGHT_PASSPHRASE } from '../../../fixtures/fake-main/key-handlers.ts';
import { serviceWorld } from '../../../fixtures/fake-main/service-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const view = { page: { kind: 'keys' as const } };

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const rowOf = (label: string) =>
  within(screen.getByRole('table', { name: 'Keys' }))
    .getByText(label)
    .closest<HTMLElement>('tr') ?? document.body;

beforeAll(installLayout);
beforeEach(() => {
  main = serviceWorld(Date.now());
});
afterEach(closeWindow);

describe('keys and secrets', () => {
  it('shows each key with where it comes from and how it stands, the first one first', async () => {
    await openWindow(main, view);
    const rows = within(screen.getByRole('table', { name: 'Keys' }))
      .getAllByRole('row')
      .slice(1);
    expect(rows.map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('ada@laptoped25519 · SSH agent'),
      expect.stringContaining('locked by a passphrase'),
      expect.stringContaining('in the keychain'),
      expect.stringContaining('This file is a PuTTY key of version 3.'),
    ]);
    expect(rows[0]?.textContent).toContain('ready, offered first');
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('copies a public key with one click', async () => {
    const user = await openWindow(main, view);
    await user.click(button('Copy public key of Jumpseat'));
    await screen.findByText('The public key is on the clipboard.');
    expect(main.clipboard).toEqual([main.truth.keys['k3']?.publicKey]);
  });

  it('asks for a passphrase in place, says when it is wrong, and forgets it when it was right', async () => {
    const user = await openWindow(main, view);
    await user.click(button('Enter passphrase of id_rsa'));
    const field = screen.getByLabelText<HTMLInputElement>('Passphrase');
    expect(field.type).toBe('password');
    await user.type(field, 'wrong{Enter}');
    await screen.findByText('This passphrase does not open the key. Type it once more.');
    expect(field.value).toBe('wrong');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.clear(field);
    await user.type(field, RIGHT_PASSPHRASE);
    expect(JSON.stringify([useView.getState(), Object.values(sessionStorage)])).not.toContain(RIGHT_PASSPHRASE);
    await user.click(button('Unlock'));
    await waitFor(() => expect(screen.queryByLabelText('Passphrase')).toBeNull());
    expect(main.callsOf('keys.setPassphrase').at(-1)).toEqual({
      keyId: 'k2',
      passphrase: RIGHT_PASSPHRASE,
      keep: true,
    });
    expect(rowOf('id_rsa').textContent).toContain('passphrase in the keychain');
    expect(document.body.innerHTML).not.toContain(RIGHT_PASSPHRASE);
  });

  it('offers to keep a passphrase only where there is a keychain', async () => {
    main.setKeychain({ state: 'locked', name: 'GNOME Keyring' });
    const user = await openWindow(main, view);
    await user.click(button('Enter passphrase of id_rsa'));
    expect(screen.queryByRole('checkbox', { name: /keychain/ })).toBeNull();
    await user.type(screen.getByLabelText('Passphrase'), `${RIGHT_PASSPHRASE}{Enter}`);
    await waitFor(() => expect(main.truth.keys['k2']?.passphrase).toBe('this-run'));
  });

  it('chooses which keys are offered, and which one first', async () => {
    const user = await openWindow(main, view);
    await user.click(screen.getByRole('checkbox', { name: 'Use ada@laptop' }));
    await waitFor(() => expect(main.truth.keys['k1']?.isUsed).toBe(false));
    await user.click(button('More for Jumpseat'));
    await user.click(await screen.findByRole('menuitem', { name: 'Offer it first' }));
    await waitFor(() => expect(rowOf('Jumpseat').textContent).toContain('offered first'));
    expect(screen.getByRole('checkbox', { name: 'Use old-putty.ppk' })).toHaveProperty('disabled', true);
  });

  it('removes a key that is kept here after a question that says what is lost', async () => {
    const user = await openWindow(main, view);
    await user.click(button('More for Jumpseat'));
    await user.click(await screen.findByRole('menuitem', { name: 'Remove…' }));
    const question = screen.getByRole('group', { name: /nowhere else, so it can never sign in again/ });
    await user.click(within(question).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(main.truth.keys['k3']).toBeUndefined());
  });

  it('makes a key and puts its public part on the clipboard at once', async () => {
    main = new FakeMain();
    const user = await openWindow(main, view);
    expect(screen.getByText(/Neither the SSH agent nor the folder \.ssh has a key/)).toBeTruthy();
    await user.click(button('Make a new key'));
    await user.type(screen.getByLabelText('Key name'), ' at work{Enter}');
    await screen.findByText('Jumpseat at work');
    expect(main.clipboard).toHaveLength(1);
  });

  it('imports a key file, and changes nothing when none was chosen', async () => {
    const user = await openWindow(main, view);
    await user.click(button('Import a key file'));
    await waitFor(() => expect(main.callsOf('keys.import')).toHaveLength(1));
    expect(Object.keys(main.truth.keys)).toHaveLength(4);
    main.chosenFile = '/media/stick/deploy_key';
    await user.click(button('Import a key file'));
    await screen.findByText('deploy_key');
  });

  it('says what to do about a locked keychain, and looks again', async () => {
    main.setKeychain({
      state: 'locked',
      name: 'GNOME Keyring',
      message: 'The GNOME Keyring is locked.',
      hint: 'Unlock it in “Passwords and Keys”.',
    });
    main.change('accounts', 'circleci', { secretPlace: 'this-run' });
    const user = await openWindow(main);
    await user.click(button('Keychain: locked'));
    const card = within(screen.getByRole('region', { name: 'Keychain' }));
    expect(card.getByText('The GNOME Keyring is locked.')).toBeTruthy();
    expect(card.getByText('Unlock it in “Passwords and Keys”.')).toBeTruthy();
    expect(card.getByText(/^1 secret is in memory only/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(card.getByRole('button', { name: 'Check again' }));
    await screen.findByRole('button', { name: 'Keychain: unlocked' });
  });

  it('has all of it in the palette', async () => {
    const user = await openWindow(main, view);
    await user.keyboard('{Control>}k{/Control}key');
    const titles = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(titles).toEqual(
      expect.arrayContaining([
        'Make a new key…',
        'Import a key file…',
        'Copy public key of Jumpseat',
        'Do not use id_rsa',
        'Look for the keychain again',
        'Look for keys again',
      ]),
    );
  });

  it('keeps its place with names of any length', async () => {
    main.put('keys', { k9: ownKey({ id: 'k9', label: 'x'.repeat(300), position: 9 }) });
    await openWindow(main, view);
    const name = 'x'.repeat(300);
    expect(rowOf(name).querySelector(`[title="${name}"]`)?.textContent).toBe(name);
  });
});
