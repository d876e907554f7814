// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { openScreen, screenWorld } from './open-screen.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));
vi.mock(import('../../../../renderer/features/screen/viewer-frame.ts'), async () => ({
  makeViewerFrame: (await import('../../../fixtures/fake-main/fake-viewer-frame.ts')).makeViewerFrame,
}));

beforeAll(installLayout);
afterEach(closeWindow);

const view = { screenSearches: { s1: [0] }, activeTabs: { s1: 'screen-search:0' } };
const tabs = () => screen.queryAllByRole('tab').map(({ textContent }) => textContent ?? '');

describe('screens through SSH', () => {
  it('are looked for when asked, and open with one click', async () => {
    const main = screenWorld();
    main.change('sessions', 's1', { screens: [] });
    main.screens.found = { found: [{ protocol: 'vnc', port: 5901, description: 'TigerVNC on :1' }], starters: [] };
    const user = await openScreen(main);
    await user.click(screen.getByRole('button', { name: 'New tab' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Screen through SSH…' }));
    await user.click(await screen.findByRole('button', { name: 'Open TigerVNC on :1, port 5901' }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'openScreen']));
    expect(main.callsOf('screens.open')).toEqual([
      { sessionId: 's1', machine: 0, source: { kind: 'ssh', protocol: 'vnc', port: 5901 } },
    ]);
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('openScreen');
  });

  it('are started by a command that is seen first', async () => {
    const main = screenWorld();
    main.change('sessions', 's1', { screens: [] });
    const command = 'x11vnc -display :0 -localhost';
    main.screens.found = { found: [], starters: [{ id: 'x', title: 'Share the desktop', command }] };
    const user = await openScreen(main, view);
    await screen.findByText('No screen answers on this machine.');
    expect(screen.getByRole('region', { name: 'Command: Share the desktop' }).textContent).toBe(command);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Start and open: Share the desktop' }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'openScreen']));
    expect(main.callsOf('screens.startServer')).toEqual([{ sessionId: 's1', machine: 0, starterId: 'x' }]);
  });

  it('say why a start failed where it was asked for', async () => {
    const main = screenWorld();
    main.screens.found = { found: [], starters: [{ id: 'x', title: 'Share it', command: 'x11vnc' }] };
    main.refuse('screens.startServer', { code: 'not-found', message: 'There is no display :0.' });
    const user = await openScreen(main, view);
    await user.click(await screen.findByRole('button', { name: 'Start and open: Share it' }));
    expect((await screen.findByRole('alert')).textContent).toContain('There is no display :0.');
  });

  it('open by hand on the usual port or another, and a bad one is a sentence', async () => {
    const main = screenWorld();
    const user = await openScreen(main, view);
    const form = within(await screen.findByRole('region', { name: 'By hand' }));
    const port = form.getByLabelText<HTMLInputElement>('Port');
    expect(port.value).toBe('5900');
    await user.click(form.getByRole('radio', { name: 'RDP' }));
    expect(port.value).toBe('3389');
    await user.clear(port);
    await user.type(port, '70000{Enter}');
    await form.findByText('A port is a number from 1 to 65535.');
    expect(main.callsOf('screens.open')).toEqual([]);
    await user.clear(port);
    await user.type(port, '3390{Enter}');
    await waitFor(() =>
      expect(main.callsOf('screens.open')[0]?.source).toEqual({ kind: 'ssh', protocol: 'rdp', port: 3390 }),
    );
  });

  it('stand below what a machine lacks for a desktop of its own', async () => {
    const main = screenWorld();
    main.change('sessions', 's1', {
      screens: [],
      machines: [connectedMachine({ desktop: { missing: 'Install TigerVNC’s server.' } })],
    });
    main.screens.found = { found: [], starters: [], missing: 'Install x11vnc.' };
    const user = await openScreen(main);
    await user.keyboard('{Control>}{Shift>}S{/Shift}{/Control}');
    const page = within(await screen.findByRole('region', { name: 'Open a screen' }));
    expect(page.getByText('Install TigerVNC’s server.')).toBeTruthy();
    await page.findByText('Install x11vnc.');
    expect(main.callsOf('screens.open')).toEqual([]);
  });
});
