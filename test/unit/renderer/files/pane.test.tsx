// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetFolder, reportFolder } from '../../../../renderer/state/terminal-folders.ts';
import { useView } from '../../../../renderer/state/view.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';
import { CLONE, filesWorld, grid, listed, openFiles, row } from './open-files.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'session' as const, sessionId: 's1' } };

function tabs(): string[] {
  return screen.getAllByRole('tab').map(({ textContent }) => textContent ?? '');
}

beforeAll(installLayout);
beforeEach(() => {
  ({ main } = filesWorld());
  forgetFolder('s1-t1');
});
afterEach(closeWindow);

describe('tabs with files', () => {
  it('open from the menu beside the tabs, and close by key', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toEqual(['openTerminal']));
    await user.click(screen.getByRole('button', { name: 'New tab' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Files/ }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'Files']));
    await listed('/home/ada');
    await waitFor(() => expect(document.activeElement).toBe(grid()));
    await user.keyboard('{Control>}{Shift>}O{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'Files', 'Files 2']));
    await user.keyboard('{Control>}{Shift>}W{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'Files']));
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('Files');
  });

  it('are there again after a reload, where they were', async () => {
    await openFiles(main, `${CLONE}/src`);
    await listed(`${CLONE}/src`);
    expect(tabs()).toEqual(['openTerminal', 'Files']);
  });

  it('have the failed step run in a terminal, not in themselves', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(screen.getByRole('button', { name: 'Run it here' }));
    await waitFor(() => expect(screen.getByRole('tab', { selected: true }).textContent).toBe('openTerminal'));
  });
});

describe('files below the terminal', () => {
  it('are shown and hidden by key, and have their height changed by keys', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toEqual(['openTerminal']));
    await user.keyboard('{Control>}{Shift>}E{/Shift}{/Control}');
    await listed('/home/ada');
    expect(await accessibilityMistakes()).toEqual([]);
    const line = screen.getByRole('separator', { name: 'Height of the files' });
    line.focus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(useView.getState().filePaneHeightPx).toBe(322);
    expect(line.getAttribute('aria-valuenow')).toBe('322');
    await user.keyboard('{Home}');
    expect(useView.getState().filePaneHeightPx).toBe(Number(line.getAttribute('aria-valuemin')));
    await user.keyboard('{Control>}{Shift>}E{/Shift}{/Control}');
    await waitFor(() => expect(screen.queryByRole('separator', { name: 'Height of the files' })).toBeNull());
  });

  it('go where the terminal goes, as long as they shall', async () => {
    const user = await openWindow(main, { ...view, filePanes: { s1: { isOpen: true, isFollowing: true, paths: {} } } });
    await listed('/home/ada');
    act(() => reportFolder('s1-t1', { host: 'machine', path: CLONE }));
    await listed(CLONE);
    await user.click(screen.getByRole('checkbox', { name: 'Follow terminal' }));
    act(() => reportFolder('s1-t1', { host: 'machine', path: '/tmp/build/artifacts' }));
    expect(grid().getAttribute('aria-label')).toBe(`Files in ${CLONE}`);
    await user.click(screen.getByRole('checkbox', { name: 'Follow terminal' }));
    await listed('/tmp/build/artifacts');
  });

  it('stay where they are when the terminal is on another machine, or in a folder that cannot be had', async () => {
    await openWindow(main, { ...view, filePanes: { s1: { isOpen: true, isFollowing: true, paths: {} } } });
    await listed('/home/ada');
    act(() => reportFolder('s1-t1', { host: 'machine', path: CLONE }));
    await listed(CLONE);
    act(() => reportFolder('s1-t1', { host: 'elsewhere', path: '/tmp/build/artifacts' }));
    act(() => reportFolder('s1-t1', { host: 'machine', path: '/nowhere' }));
    await waitFor(() =>
      expect(
        main
          .fileMachine('s1', 0)
          .callsOf('locate')
          .map(({ path }) => path),
      ).toContain('/nowhere'),
    );
    expect(
      main
        .fileMachine('s1', 0)
        .callsOf('list')
        .map(({ path }) => path),
    ).not.toContain('/tmp/build/artifacts');
    expect(grid().getAttribute('aria-label')).toBe(`Files in ${CLONE}`);
  });

  it('give way to a tab with files, and keep their place', async () => {
    const user = await openWindow(main, {
      ...view,
      filePanes: { s1: { isOpen: true, isFollowing: false, paths: { 0: CLONE } } },
    });
    await listed(CLONE);
    await user.click(row('src'));
    await user.pointer({ keys: '[MouseRight]', target: grid() });
    await user.keyboard('{Escape}');
    await user.keyboard('{Control>}{Shift>}O{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'Files']));
    expect(screen.queryByRole('region', { name: 'Files below the terminal' })).toBeNull();
    await user.click(screen.getByRole('tab', { name: /Terminal/ }));
    const below = await screen.findByRole('region', { name: 'Files below the terminal' });
    expect(within(below).getByRole('grid', { name: `Files in ${CLONE}` })).toBeTruthy();
    expect(
      main
        .fileMachine('s1', 0)
        .callsOf('list')
        .filter(({ path }) => path === CLONE),
    ).toHaveLength(1);
  });
});

describe('the palette', () => {
  it('has what can be done with files', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}{Shift>}p{/Shift}{/Control}');
    const texts = within(await screen.findByRole('dialog'))
      .getAllByRole('option')
      .map(({ textContent }) => textContent ?? '');
    for (const title of [
      'Rename',
      'Delete…',
      'Permissions…',
      'Sync from this computer into this folder…',
      'Sort files by size',
    ]) {
      expect(texts.some((text) => text.startsWith(title))).toBe(true);
    }
  });

  it('opens the comparison of folders in the place of the list, and comes back', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.pointer({ keys: '[MouseRight]', target: grid() });
    await user.click(await screen.findByRole('menuitem', { name: 'Sync from this computer into this folder…' }));
    await screen.findByRole('region', { name: 'Sync' });
    await user.click(screen.getByRole('button', { name: 'Close the comparison' }));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Sync' })).toBeNull());
    await waitFor(() => expect(document.activeElement).toBe(grid()));
  });
});
