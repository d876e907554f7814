// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const view = {
  page: { kind: 'session' as const, sessionId: 's1' },
  toolTabs: { s1: [{ tool: 'ports' as const, machine: 0 }] },
  activeTabs: { s1: 'ports:0' },
};

const table = () => screen.findByRole('table', { name: 'Listening ports' });
const forward = (name: RegExp) => screen.findByRole('listitem', { name });

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
  const { ready } = sampleSessions(Date.now());
  const endpoints = [{ kind: 'ssh' as const, host: '10.0.4.7', port: 22, user: 'ada' }];
  const terminals = [{ id: 't1', machine: 0, number: 1, state: 'open' as const }];
  main.put('sessions', { s1: { ...ready, machines: [connectedMachine({ endpoints })], terminals } });
});
afterEach(closeWindow);

it('lists what listens, and forwards it with one click, where its number is taken to another', async () => {
  const user = await openWindow(main, view);
  expect(within(await table()).getAllByRole('row')).toHaveLength(6);
  await user.click(screen.getByRole('button', { name: 'Forward port 3000' }));
  await forward(/^127\.0\.0\.1:3000 to localhost:3000/);
  await user.click(screen.getByRole('button', { name: 'Forward port 8080 and open it' }));
  await forward(/^127\.0\.0\.1:49\d+ to localhost:8080/);
  expect(main.openedLinks).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:49\d+\/$/)]);
  expect(await accessibilityMistakes()).toEqual([]);
  await user.click(within(await forward(/localhost:3000/)).getByRole('button', { name: 'Copy address' }));
  expect(main.clipboard).toEqual(['127.0.0.1:3000']);
  await user.click(within(await forward(/localhost:3000/)).getByRole('button', { name: 'Close forward' }));
  expect(main.truth.ports['s1']?.forwards).toHaveLength(1);
});

it('opens any other by hand, with what is wrong beside it', async () => {
  const user = await openWindow(main, view);
  await table();
  const form = within(screen.getByRole('form', { name: 'New forward' }));
  await user.click(form.getByRole('button', { name: 'Open forward' }));
  expect(form.getByText('A port is a number from 1 to 65535.')).toBeTruthy();
  await user.type(form.getByLabelText('Its port'), '5432');
  await user.type(form.getByLabelText('Port of this computer'), '8080');
  await user.click(form.getByRole('button', { name: 'Open forward' }));
  await form.findByText('Port 8080 of this computer is in use by another program.');
  await user.click(form.getByRole('radio', { name: 'To the machine' }));
  await user.click(form.getByRole('radio', { name: 'Everybody who reaches it' }));
  form.getByText(/^Everybody who can reach the machine/);
  await user.click(form.getByRole('button', { name: 'Open forward' }));
  expect(main.callsOf('forwards.open').at(-1)?.order).toMatchObject({ kind: 'remote', remoteHost: '0.0.0.0' });
});

it('is looked at only while it is on the screen', async () => {
  await openWindow(main, view);
  await table();
  const on = main.callsOf('ports.watch').filter(({ isOn }) => isOn).length;
  main.change('sessions', 's1', { state: 'closed' });
  await expect.poll(() => main.callsOf('ports.watch').filter(({ isOn }) => !isOn).length).toBe(on);
});
