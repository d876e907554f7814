// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { formFrom, fieldsOf, mistakesIn } from '../../../../renderer/features/session/paste/form-fields.ts';
import { useView } from '../../../../renderer/state/view.ts';
import { account } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { guidedSession, serviceWorld } from '../../../fixtures/fake-main/service-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'connect' as const } };

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const field = (name: string) => screen.getByLabelText<HTMLInputElement>(name, { exact: true });

beforeAll(installLayout);
beforeEach(() => {
  main = serviceWorld(Date.now());
});
afterEach(closeWindow);

describe('a pasted machine', () => {
  it('is shown as a form before anything connects, and connects as the form says', async () => {
    const user = await openWindow(main);
    await user.click(button('Connect to a machine'));
    expect(document.activeElement).toBe(field('Pasted text'));
    expect(await accessibilityMistakes()).toEqual([]);
    await user.type(field('Pasted text'), 'ssh ada@build-7.example.com -p 2222 -o StrictHostKeyChecking=no');
    await user.click(button('Read it'));
    expect(await screen.findByText(/^-o StrictHostKeyChecking=no is not used/)).toBeTruthy();
    expect(field('Host').value).toBe('build-7.example.com');
    expect(field('Port').value).toBe('2222');
    await user.keyboard('{Enter}');
    expect(main.callsOf('machines.connect')).toEqual([]);
    expect(document.activeElement).toBe(screen.getByRole('group', { name: 'Machine' }));
    expect(await accessibilityMistakes()).toEqual([]);

    await user.clear(field('Port'));
    await user.type(field('Port'), '22');
    await user.type(field('Password'), 'hunter2');
    expect(JSON.stringify([useView.getState(), Object.values(sessionStorage)])).not.toContain('hunter2');
    await user.click(button('Connect'));
    await waitFor(() =>
      expect(main.callsOf('machines.connect')).toEqual([
        {
          draftId: 'draft-1',
          form: { kind: 'ssh', host: 'build-7.example.com', port: 22, user: 'ada', jumps: [] },
          password: 'hunter2',
        },
      ]),
    );
    await waitFor(() => expect(screen.getByRole('tab').textContent).toBe('openTerminal'));
    expect(document.querySelector('main:not([hidden])')?.getAttribute('aria-label')).toBe(
      'Session build-7.example.com',
    );
  });

  it('leaves nothing of what was pasted and typed in fields that are gone, whoever still holds them', async () => {
    const user = await openWindow(main, view);
    const text = field('Pasted text');
    await user.type(text, 'ssh ada@one.example.com -p 2222');
    await user.click(button('Read it'));
    const password = await screen.findByLabelText<HTMLInputElement>('Password', { exact: true });
    await waitFor(() => expect([text.value, text.outerHTML]).toEqual(['', expect.not.stringContaining('ada@one')]));
    await user.click(button('Paste something else'));
    expect(field('Pasted text').value).toBe('ssh ada@one.example.com -p 2222');

    await user.click(button('Read it'));
    const again = await screen.findByLabelText<HTMLInputElement>('Password', { exact: true });
    expect(again).not.toBe(password);
    await user.type(again, 'hunter2');
    await user.click(button('Connect'));
    await waitFor(() => expect([again.isConnected, again.value]).toEqual([false, '']));
    expect(again.outerHTML).not.toContain('hunter2');
  });

  it('is chosen when the text names several ways', async () => {
    const user = await openWindow(main, view);
    await user.type(field('Pasted text'), 'ssh ada@one.example.com{Enter}vnc://two.example.com:5901');
    await user.click(button('Read it'));
    await user.click(await screen.findByRole('radio', { name: 'VNC two.example.com:5901' }));
    expect(field('Host').value).toBe('two.example.com');
    expect(screen.queryByLabelText('Command')).toBeNull();
    await user.click(button('Connect'));
    await screen.findByText('This machine has a screen and no terminal');
  });

  it('goes on when its session ends, and the question says so', async () => {
    const pasted = { builds: false, rebuild: false, rebuildWithAccess: false };
    const { capabilities, ...rest } = account({ id: 'pasted', provider: 'pasted', label: 'Pasted' });
    main.put('accounts', { pasted: { ...rest, capabilities: { ...capabilities, ...pasted } } });
    const user = await openWindow(main, view);
    // It has no builds, so it is no place to go to.
    expect(within(screen.getByRole('navigation')).queryByText('Pasted')).toBeNull();
    await user.type(field('Pasted text'), 'ssh ada@one.example.com');
    await user.click(button('Read it'));
    await user.click(await screen.findByRole('button', { name: 'Connect' }));
    await user.click(await screen.findByRole('button', { name: 'Disconnect' }));
    const question = within(screen.getByRole('group', { name: /The machine itself goes on\.$/ }));
    await user.click(question.getByRole('button', { name: 'Disconnect' }));
    await screen.findByText('The session has ended');
  });

  it('says what cannot be read, and keeps the text', async () => {
    const user = await openWindow(main, view);
    await user.type(field('Pasted text'), 'hello');
    await user.click(button('Read it'));
    expect((await screen.findByRole('alert')).textContent).toContain('There is no machine in this text.');
    expect(field('Pasted text').value).toBe('hello');
  });

  it('is not sent when it is too long to be about a machine', async () => {
    const user = await openWindow(main, view);
    field('Pasted text').focus();
    await user.paste('x'.repeat(70_000));
    await user.click(button('Read it'));
    expect((await screen.findByRole('alert')).textContent).toContain('This text is too long');
    expect(main.callsOf('machines.parse')).toEqual([]);
  });

  it('stays in its form when it cannot connect, with what was typed', async () => {
    main.refuse('machines.connect', { code: 'bad-request', message: 'This host is not allowed.' });
    const user = await openWindow(main, view);
    await user.type(field('Pasted text'), 'ssh ada@one.example.com');
    await user.click(button('Read it'));
    await user.type(await screen.findByLabelText('Password'), 'secret');
    await user.click(button('Connect'));
    expect((await screen.findByRole('alert')).textContent).toContain('This host is not allowed.');
    expect(field('Password').value).toBe('secret');
    await user.click(button('Paste something else'));
    expect(field('Pasted text').value).toBe('ssh ada@one.example.com');
  });
});

describe('the form of a machine', () => {
  const form = { kind: 'ssh' as const, host: 'a.example.com', port: 22, user: 'ada', jumps: [] };
  const fields = fieldsOf(form);

  it.each([
    ['host', { host: '-oProxyCommand=touch' }],
    ['host', { host: '' }],
    ['host', { host: 'a b' }],
    ['port', { port: '0' }],
    ['port', { port: '65536' }],
    ['port', { port: '22; rm' }],
    ['user', { user: '-l' }],
    ['user', { user: '' }],
  ])('says what is wrong with the %s %o', (name, change) => {
    expect(Object.keys(mistakesIn({ ...fields, ...change }, 'ssh'))).toEqual([name]);
  });

  it('takes addresses, and a screen without a user', () => {
    expect(mistakesIn({ ...fields, host: 'fe80::1' }, 'ssh')).toEqual({});
    expect(mistakesIn({ ...fields, user: '' }, 'vnc')).toEqual({});
    expect(formFrom({ ...fields, host: ' fe80::1 ', command: ' tmux ', user: '' }, { ...form, kind: 'vnc' })).toEqual({
      kind: 'vnc',
      host: 'fe80::1',
      port: 22,
      command: 'tmux',
      jumps: [],
    });
  });
});

describe('a session that begins at the service', () => {
  const inSession = { page: { kind: 'session' as const, sessionId: 's1' } };

  it('says what to do there, opens the page, and waits for the new build', async () => {
    main.put('sessions', { s1: guidedSession('codemagic', Date.now()) });
    const user = await openWindow(main, inSession);
    const guide = screen.getByRole('region', { name: 'At Codemagic' });
    expect(within(guide).getAllByRole('listitem')).toHaveLength(3);
    await user.click(within(guide).getByRole('button', { name: 'Open the page at Codemagic' }));
    expect(main.openedLinks).toEqual(['https://ci.example.com/app/ios-wallet']);
    expect(within(guide).getByText(/^Waiting for the new build/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    main.change('sessions', 's1', { state: 'queued', rebuildId: 'b97' });
    await waitFor(() => expect(screen.queryByText(/^Waiting for the new build/)).toBeNull());
  });

  it('takes what the page shows, and gives it to this session', async () => {
    main.put('sessions', { s1: guidedSession('bitrise', Date.now()) });
    const user = await openWindow(main, inSession);
    await user.type(field('Pasted text'), 'password: hunter2{Enter}ssh vagrant@1.tcp.example.com -p 12345');
    await user.click(button('Read it'));
    await screen.findByText('The text gave one, which is used unless another is typed here.');
    expect(main.callsOf('sessions.takeMachine')).toEqual([]);
    await user.click(button('Connect'));
    await waitFor(() => expect(screen.getByRole('tab').textContent).toBe('openTerminal'));
    expect(main.callsOf('sessions.takeMachine')).toMatchObject([
      { sessionId: 's1', draft: { form: { host: '1.tcp.example.com', port: 12345, user: 'vagrant' } } },
    ]);
  });

  it('takes shell and screen of one text together', async () => {
    main.put('sessions', { s1: guidedSession('bitrise', Date.now()) });
    const user = await openWindow(main, inSession);
    await user.type(
      field('Pasted text'),
      'ssh vagrant@1.tcp.example.com -p 12345{Enter}vnc://2.tcp.example.com:5901{Enter}password: hunter2',
    );
    await user.click(button('Read it'));
    await screen.findByText('Taken with it: VNC 2.tcp.example.com:5901.');
    // There is nothing to choose: main takes both at once.
    expect(screen.queryByRole('radiogroup')).toBeNull();
    await user.click(button('Connect'));
    await waitFor(() => expect(main.callsOf('sessions.takeMachine')).toHaveLength(1));
    expect(main.callsOf('sessions.takeMachine')).toMatchObject([
      { sessionId: 's1', draft: { form: { kind: 'ssh', host: '1.tcp.example.com', port: 12345 } } },
    ]);
  });
});
