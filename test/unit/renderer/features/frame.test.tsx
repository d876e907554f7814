// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { rankCommands } from '../../../../renderer/features/frame/rank-commands.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

beforeAll(installLayout);
afterEach(closeWindow);

describe('the command palette', () => {
  it('opens by key, finds by words, runs with Enter, and gives the focus back', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main);
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await screen.findByRole('dialog', { name: 'Command palette' });
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('theme light');
    expect(within(dialog).getAllByRole('option')).toHaveLength(1);
    await user.keyboard('{ArrowDown}{Enter}');
    await waitFor(() => expect(main.truth.settings.theme).toBe('light'));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('light'));
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('offers what can be done with what is on the screen, with its keys', async () => {
    const user = await openWindow(sampleWorld(Date.now()), { selectedBuildId: 'b412' });
    await user.keyboard('{Control>}k{/Control}');
    const dialog = await screen.findByRole('dialog');
    const titles = within(dialog)
      .getAllByRole('option')
      .map(({ textContent }) => textContent);
    for (const title of [
      'Rebuild with remote accessCtrl+Enter',
      'Open logCtrl+L',
      'Search buildsCtrl+F',
      'Add project folder…Ctrl+O',
      'Run build of storefront',
      'SettingsCtrl+,',
    ]) {
      expect(titles).toContain(title);
    }
    expect(titles).not.toContain('End session…');
    await user.keyboard('nothing like it');
    expect(within(dialog).getByText('No command fits.')).toBeTruthy();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('puts the beginning of a title before the middle of a word, and that before other words', () => {
    const command = (title: string, group = '') => ({ id: title, title, group, run: () => {} });
    const ranked = rankCommands(
      [command('Other', 'Log'), command('Catalog'), command('Open log'), command('Log out'), command('None')],
      'log',
    );
    expect(ranked.map(({ title }) => title)).toEqual(['Log out', 'Open log', 'Catalog', 'Other']);
  });
});

describe('the window', () => {
  it('does what the menus of the system say', async () => {
    const main = sampleWorld(Date.now());
    main.put('sessions', { s1: sampleSessions(Date.now()).ready });
    await openWindow(main);
    main.command('settings.open');
    await screen.findByRole('main', { name: 'Settings' });
    main.command('palette.open');
    await screen.findByRole('dialog', { name: 'Command palette' });
    main.command('terminal.larger');
    await waitFor(() => expect(main.truth.settings.terminalFontSize).toBe(14));
    main.emit('app.openSession', { sessionId: 's1' });
    await waitFor(() =>
      expect(document.querySelector('main:not([hidden])')?.getAttribute('aria-label')).toBe('Session storefront #412'),
    );
  });

  it('shows sessions in the sidebar with the time they have left, in the colour of its urgency', async () => {
    const main = sampleWorld(Date.now());
    const { ready, ending } = sampleSessions(Date.now());
    main.put('sessions', { s1: ready, s2: ending, s3: { ...ready, id: 's3', title: 'old #1', state: 'closed' } });
    await openWindow(main);
    const item = (name: RegExp) => screen.getByRole('button', { name });
    expect(within(item(/storefront #412/)).getByText(/^3[78]:\d\d$/).dataset['level']).toBe('calm');
    expect(within(item(/ios-wallet #97/)).getByText(/^4:\d\d$/).dataset['level']).toBe('warn');
    expect(item(/old #1/).textContent).toContain('ended');
  });

  it('gives the keys to the page that a command of the palette opens', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    screen.getByRole('button', { name: /All builds/ }).focus();
    await user.keyboard('{Control>}k{/Control}add account');
    await user.click(await screen.findByRole('option', { name: /^Add account/ }));
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main', { name: 'Add account' })));
  });

  it('goes from part to part with F6', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    const region = () => document.activeElement?.closest('[data-region]')?.getAttribute('data-region');
    await user.keyboard('{F6}');
    expect(region()).toBe('sidebar');
    await user.keyboard('{F6}');
    expect(region()).toBe('list');
    await user.keyboard('{F6}');
    expect(region()).toBe('detail');
    await user.keyboard('{Shift>}{F6}{/Shift}');
    expect(region()).toBe('list');
  });

  it('says why it cannot start, and tries again', async () => {
    const main = new FakeMain();
    main.refuse('app.snapshot', {
      code: 'storage-failed',
      message: 'The builds cannot be read.',
      hint: 'Is the disk full?',
    });
    const user = await openWindow(main);
    await screen.findByText('The builds cannot be read.');
    main.refuse('app.snapshot', undefined);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    await screen.findByRole('main', { name: 'All builds' });
  });

  it('keeps settings within what the contract takes', async () => {
    const main = sampleWorld(Date.now());
    main.setSettings({ ...main.truth.settings, terminalFontSize: 32 });
    const user = await openWindow(main, { page: { kind: 'settings' } });
    expect(await screen.findByText('43.8.12')).toBeTruthy();
    await user.keyboard('{Control>}={/Control}');
    expect(main.callsOf('app.updateSettings')).toEqual([]);
    await user.keyboard('{Control>}0{/Control}');
    await waitFor(() => expect(main.truth.settings.terminalFontSize).toBe(13));
    await user.click(screen.getByText('High contrast'));
    await waitFor(() => expect(document.documentElement.dataset['theme']).toBe('contrast'));
  });
});
