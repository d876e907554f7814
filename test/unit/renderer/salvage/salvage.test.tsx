// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { applyPlan, part, salvage } from '../../../fixtures/fake-main/record-entries.ts';
import { addRecords } from '../../../fixtures/fake-main/record-world.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const now = Date.now();
const inSession = { page: { kind: 'session' as const, sessionId: 's1' } };
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const aside = () => within(screen.getByRole('region', { name: 'My work' }));

beforeAll(installLayout);
beforeEach(() => {
  main = addRecords(sampleWorld(now), now);
  main.put('sessions', { s1: sampleSessions(now).ready });
});
afterEach(closeWindow);

describe('my work in a session', () => {
  it('is saved on request, part by part, and can be stopped', async () => {
    const user = await openWindow(main, inSession);
    expect(aside().getByText('Saved')).toBeTruthy();
    await user.click(button('Save my work'));
    await aside().findByText('Saving');
    expect(aside().getByText('0 of 6 parts · 0 B')).toBeTruthy();
    const parts = aside().getByRole('list', { name: 'What is saved' });
    expect(within(parts).getAllByRole('listitem')).toHaveLength(6);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(aside().getByRole('button', { name: 'Stop' }));
    await aside().findByText('Saved in part');
    expect(main.callsOf('salvage.stop')).toHaveLength(1);
  });

  it('says above the terminal that it happens by itself, and what did not go well', async () => {
    await openWindow(main, inSession);
    const running = salvage({
      id: 'v2',
      at: now + 1,
      trigger: 'deadline',
      state: 'running',
      parts: [part('changes'), part('commits', { state: 'running', sizeBytes: 0 })],
    });
    main.change('records', 's1', { salvages: [running] });
    expect(await screen.findByText('Your work is being saved before the machine goes.')).toBeTruthy();
    const problem = { code: 'disk-full' as const, message: 'The disk is full.' };
    main.change('records', 's1', { salvages: [{ ...running, state: 'failed', problem }] });
    expect(await screen.findByText('Your work could not be saved.')).toBeTruthy();
    expect(screen.getAllByText(/The disk is full\./).length).toBeGreaterThan(0);
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('takes along what else is wished for, and says when that could not be kept', async () => {
    main.recordBox.wishes = { paths: ['logs'], patterns: [] };
    const user = await openWindow(main, inSession);
    await user.click(button('What else to save'));
    const paths = await screen.findByRole('textbox', { name: 'Files and folders to save, one a line' });
    expect(paths).toHaveProperty('value', 'logs');
    await user.type(paths, '\n~/core.dump\n\nlogs');
    main.refuse('salvage.setWishes', { code: 'storage-failed', message: 'It could not be written.' });
    await user.click(button('Keep for this project'));
    await screen.findByText('It could not be written.');
    main.refuse('salvage.setWishes', undefined);
    await user.click(button('Keep for this project'));
    await screen.findByText('Kept.');
    expect(main.recordBox.wishes).toEqual({ paths: ['logs', '~/core.dump'], patterns: [] });
  });

  it('shows at the end what was saved, and leads to the clone and the files', async () => {
    main.change('sessions', 's1', { state: 'expired' });
    const user = await openWindow(main, inSession);
    const end = within(screen.getByRole('region', { name: 'What stays of it' }));
    expect(end.getByText(/3 changed files, 1 commit, 2 new files/)).toBeTruthy();
    await user.click(end.getByRole('button', { name: 'Show the files' }));
    expect(main.callsOf('salvage.showFolder')).toEqual([{ sessionId: 's1', salvageId: 'v-earlier' }]);
    await user.click(end.getByRole('button', { name: 'What is in it' }));
    await user.click(end.getByRole('button', { name: 'Look at: Changes to files' }));
    expect(await end.findByRole('region', { name: 'Changes to files' })).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(end.getByRole('button', { name: 'Apply to my clone…' }));
    await screen.findByRole('heading', { name: 'Apply to my clone' });
  });
});

describe('applying to a clone', () => {
  const view = { page: { kind: 'history' as const, sessionId: 'r-409', salvageId: 'v-deadline' } };

  it('shows what would change before it does it, and then what is left to do', async () => {
    main.recordBox.plan = applyPlan({
      branch: 'feat/other',
      hasChanges: true,
      hasHead: false,
      commits: { count: 2, ref: 'refs/jumpseat/storefront-409' },
      files: [
        { path: 'a.ts', action: 'change', state: 'conflict' },
        { path: 'b.ts', action: 'add', state: 'exists' },
        { path: 'c.ts', action: 'change', state: 'same' },
        { path: 'd\u202e.ts', action: 'remove', state: 'clean' },
      ],
    });
    main.recordBox.conflicts = ['a.ts'];
    const user = await openWindow(main, view);
    const files = await screen.findByRole('grid', { name: 'Files that would change' });
    expect(within(files).getByText('Change, with conflicts')).toBeTruthy();
    expect(within(files).getByText(String.raw`d\u{202e}.ts`)).toBeTruthy();
    expect(screen.getByText('Your clone is on feat/other, the machine was on main.')).toBeTruthy();
    expect(screen.getByText('Your clone has changes of its own.')).toBeTruthy();
    expect(screen.getByText('The commit the machine worked on is not in this clone.')).toBeTruthy();
    expect(screen.getByText(/2 files change, 1 of them with conflicts, 1 stays as in your clone/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{Control>}{Enter}{/Control}');
    const conflicts = await screen.findByRole('list', { name: 'Conflicts' });
    expect(within(conflicts).getByText('a.ts')).toBeTruthy();
    expect(within(conflicts).getByText('has conflict marks in it')).toBeTruthy();
    expect(screen.getByText(/2 commits are in your clone as refs\/jumpseat\/storefront-409\/HEAD/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{Escape}');
    expect(useView.getState().page).toEqual({ kind: 'history', sessionId: 'r-409' });
  });

  it('takes another folder, keeps the one before when none is chosen, and applies nothing that cannot be', async () => {
    const problem = { code: 'not-supported' as const, message: 'This folder is no clone of the project.' };
    main.recordBox.plan = applyPlan({ problem });
    main.chosenFolder = '/home/ada/other';
    const user = await openWindow(main, view);
    await screen.findByText('This folder is no clone of the project.');
    expect(button('Apply to this clone').getAttribute('data-disabled')).toBe('true');
    await user.click(button('Choose another…'));
    await screen.findByText('/home/ada/other');
    main.recordBox.plan = undefined;
    await user.click(button('Choose another…'));
    await screen.findByText('/home/ada/other');
    await user.click(button('Look again'));
    await screen.findByText('No folder is chosen');
  });

  it('says why nothing was applied', async () => {
    main.refuse('salvage.apply', { code: 'changed-meanwhile', message: 'The clone has changed meanwhile.' });
    const user = await openWindow(main, view);
    await user.click(await screen.findByRole('button', { name: 'Apply to this clone' }));
    await screen.findByText('The clone has changed meanwhile.');
    main.refuse('salvage.plan', { code: 'not-found', message: 'There is no git on this computer.' });
    await user.click(button('Look again'));
    await screen.findByText('There is no git on this computer.');
  });
});
