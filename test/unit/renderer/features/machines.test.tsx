// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Problem } from '../../../../main/contract/problem.ts';
import { connectedMachine, machine } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { RIGHT_PASSPHRASE } from '../../../fixtures/fake-main/key-handlers.ts';
import { sampleSessions } from '../../../fixtures/fake-main/sample-world.ts';
import { parallelSession, screenSession, serviceWorld } from '../../../fixtures/fake-main/service-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'session' as const, sessionId: 's1' } };

const aside = () => within(screen.getByRole('complementary', { name: 'Machine and failed step' }));
const tabs = () => screen.queryAllByRole('tab').map(({ textContent }) => textContent);

/** A session whose only machine could not be signed in to. */
function putBroken(problem: Problem): void {
  const { ready } = sampleSessions(Date.now());
  main.put('sessions', {
    s1: { ...ready, accountId: 'circleci', machines: [connectedMachine({ link: 'failed', problem })] },
  });
}

beforeAll(installLayout);
beforeEach(() => {
  main = serviceWorld(Date.now());
});
afterEach(closeWindow);

describe('the machines of a parallel build', () => {
  beforeEach(() => {
    main.put('sessions', { s1: parallelSession(Date.now()) });
  });

  it('are chosen beside the terminal; a tab leads back to its own', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toEqual(['openTerminal · machine 3']));
    const machines = within(screen.getByRole('region', { name: 'Machines' }));
    expect(machines.getByRole('button', { current: true }).textContent).toContain('machine 3failed here');
    await user.click(machines.getByRole('button', { name: /machine 2/ }));
    expect(aside().getByRole('heading', { name: 'machine 2' })).toBeTruthy();
    expect(screen.getByText('circleci@3.239.179.134:54782')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{Control>}{Shift>}T{/Shift}{/Control}');
    await waitFor(() => expect(main.callsOf('terminals.open')).toEqual([{ sessionId: 's1', machine: 1 }]));
    await user.click(screen.getByRole('tab', { name: /machine 3/ }));
    expect(aside().getByRole('heading', { name: 'machine 3' })).toBeTruthy();
  });

  it('offer each shell they have for a new terminal', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'New tab' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'Terminal on machine 1',
      'PowerShell on machine 2',
      'Bash on machine 2',
      'Command prompt on machine 2',
      'Terminal on machine 3',
      'Files of machine 1',
      'Files of machine 2',
      'Files of machine 3',
      'Screen of machine 2',
      'Screen of machine 1 through SSH…',
      'Screen of machine 2 through SSH…',
      'Screen of machine 3 through SSH…',
      'Steps of the build',
      'Environment beside the build’s',
      'Ports',
    ]);
    await user.click(screen.getByRole('menuitem', { name: 'Bash on machine 2' }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal · machine 3', 'openBash 2 · machine 2']));
    expect(main.callsOf('terminals.open')).toEqual([{ sessionId: 's1', machine: 1, shell: 'Bash' }]);
  });

  it('are in the palette too', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.keyboard('{Control>}{Shift>}p{/Shift}{/Control}machine 2');
    const titles = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(titles).toEqual(expect.arrayContaining(['Look at machine 2', 'New tab: PowerShell on machine 2']));
  });
});

describe('a machine with a screen', () => {
  it('is opened here, or with another program, which is given address and password', async () => {
    main.put('sessions', { s1: screenSession(Date.now()) });
    const user = await openWindow(main, view);
    expect(screen.getByText('This machine has a screen and no terminal')).toBeTruthy();
    const screens = within(screen.getByRole('region', { name: 'Screen' }));
    expect(screens.getByText('10.0.4.7:5901')).toBeTruthy();
    await user.click(screens.getByRole('button', { name: 'Open in another program' }));
    expect(main.callsOf('screens.openElsewhere')).toEqual([{ sessionId: 's1', machine: 0, protocol: 'vnc' }]);
    for (const name of ['Copy address', 'Copy password']) {
      await user.click(screens.getByRole('button', { name: 'More about the VNC screen' }));
      await user.click(await screen.findByRole('menuitem', { name }));
    }
    await screen.findByText('The VNC password is on the clipboard.');
    expect(main.clipboard).toEqual(['10.0.4.7:5901', 'password of s1 0 vnc']);
    expect(screen.queryByText('Signing in over SSH.')).toBeNull();
    expect(screen.getAllByText('Ready, screen only').length).toBeGreaterThan(0);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screens.getByRole('button', { name: 'Open' }));
    await waitFor(() => expect(main.callsOf('screens.open')).toHaveLength(1));
    expect(main.callsOf('screens.open')[0]?.source).toEqual({ kind: 'endpoint', protocol: 'vnc' });
  });
});

describe('a machine that does not let one in', () => {
  it('asks for the passphrase that is missing and connects again', async () => {
    putBroken({ code: 'passphrase-needed', message: 'The key id_rsa is locked.', hint: 'Give its passphrase.' });
    const user = await openWindow(main, view);
    expect(screen.getByText('id_rsa · RSA 3072')).toBeTruthy();
    const field = screen.getByLabelText<HTMLInputElement>('Passphrase');
    await user.type(field, 'wrong{Enter}');
    await screen.findByText(/does not open the key/);
    expect(main.callsOf('sessions.reconnect')).toEqual([]);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('checkbox', { name: 'Keep it in the keychain' }));
    await user.clear(field);
    await user.type(field, RIGHT_PASSPHRASE);
    await user.click(screen.getByRole('button', { name: 'Unlock and reconnect' }));
    await waitFor(() => expect(main.callsOf('sessions.reconnect')).toEqual([{ sessionId: 's1', machine: 0 }]));
    expect(main.callsOf('keys.setPassphrase').at(-1)).toMatchObject({ keyId: 'k2', keep: false });
    await waitFor(() => expect(screen.queryByLabelText('Passphrase')).toBeNull());
  });

  const notRegistered: Problem = {
    code: 'key-not-registered',
    message: 'CircleCI knows no key of yours.',
    hint: 'Add it, then rebuild again.',
    link: 'https://app.circleci.com/settings/user/job-ssh-keys',
  };

  it('has the key that comes first copied, and the page for it opened', async () => {
    putBroken(notRegistered);
    const user = await openWindow(main, view);
    const notice = within(screen.getByRole('alert'));
    await user.click(notice.getByRole('button', { name: 'Copy public key' }));
    await screen.findByText('The public key is on the clipboard.');
    expect(main.clipboard).toEqual([main.truth.keys['k1']?.publicKey]);
    await user.click(notice.getByRole('button', { name: 'Open the page' }));
    expect(main.openedLinks).toEqual([notRegistered.link]);
  });

  it('has a key made where there is none, also after the session failed for it', async () => {
    main.put('keys', { k1: null, k2: null, k3: null, k4: null });
    const { ready } = sampleSessions(Date.now());
    main.put('sessions', {
      s1: { ...ready, accountId: 'circleci', state: 'failed', machines: [machine()], problem: notRegistered },
    });
    const user = await openWindow(main, view);
    await user.click(screen.getByRole('button', { name: 'Make a new key' }));
    await waitFor(() => expect(main.clipboard).toHaveLength(1));
    expect(screen.getByRole('button', { name: 'Copy public key' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Open the page' }));
    expect(main.openedLinks).toEqual([notRegistered.link]);
  });
});

describe('a visit to a running build', () => {
  it('only disconnects at its end, and says so', async () => {
    const { ready } = sampleSessions(Date.now());
    main.put('sessions', { s1: { ...ready, accountId: 'semaphore', buildId: 'b412', rebuildId: 'b412' } });
    const user = await openWindow(main, view);
    await screen.findByRole('list', { name: 'Steps of the build' });
    await user.click(screen.getByRole('button', { name: 'Disconnect' }));
    const question = within(screen.getByRole('group', { name: /The build goes on\.$/ }));
    await user.click(question.getByRole('button', { name: 'Disconnect' }));
    await screen.findByText('Jumpseat has disconnected from the build.');
  });
});

describe('a session without a build', () => {
  it('ends and is forgotten like any other', async () => {
    main.put('sessions', { s1: { ...screenSession(Date.now()), state: 'closed' } });
    const user = await openWindow(main, view);
    expect(screen.queryByRole('button', { name: 'Go to the build' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Rebuild again' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Remove from the list' }));
    await screen.findByRole('main', { name: 'All builds' });
  });
});
