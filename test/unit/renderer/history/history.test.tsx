// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useNoteDrafts } from '../../../../renderer/state/note-drafts.ts';
import { useRecordView } from '../../../../renderer/state/record-view.ts';
import { useView } from '../../../../renderer/state/view.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { addRecords } from '../../../fixtures/fake-main/record-world.ts';
import { sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/PlayerTerminal.tsx'), async () => ({
  ...(await import('../fake-player-terminal.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'history' as const, sessionId: 'r-409' } };
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const detail = () => within(screen.getByRole('complementary', { name: 'Session' }));
const search = () => screen.getByRole('searchbox', { name: 'Search sessions' });
const titles = () =>
  within(screen.getByRole('grid', { name: 'Sessions' }))
    .getAllByRole('row')
    .slice(1)
    .map((row) => /(?:storefront|ios-wallet|ledger-core) #\d+/.exec(row.textContent)?.[0]);

beforeAll(installLayout);
beforeEach(() => {
  useNoteDrafts.setState({ drafts: {} });
  useRecordView.setState({ search: '', projectId: undefined, searchedText: undefined });
  main = addRecords(sampleWorld(Date.now()), Date.now());
});
afterEach(closeWindow);

describe('the history of sessions', () => {
  it('lists sessions, the newest first, with all that stays of the one that is chosen', async () => {
    const user = await openWindow(main, view);
    expect(titles()).toEqual(['storefront #412', 'storefront #409', 'ios-wallet #97', 'ledger-core #774']);
    expect(detail().getByRole('heading', { name: 'storefront #409' })).toBeTruthy();
    expect(detail().getByText('playwright test --shard 3/4')).toBeTruthy();
    expect(detail().getByText('Saved in part')).toBeTruthy();
    expect(detail().getByRole('button', { name: 'Play Terminal 2 · shard 1' })).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{ArrowDown}');
    await detail().findByRole('heading', { name: 'ios-wallet #97' });
    expect(detail().getByText('The machine did not answer any more.')).toBeTruthy();
  });

  it('is found by its title, branch and notes, and by its project', async () => {
    const user = await openWindow(main, view);
    await user.type(search(), 'shards midnight');
    await waitFor(() => expect(titles()).toEqual(['storefront #409']));
    await user.type(search(), ' nothing like it');
    await screen.findByText('No session fits the search');
    await user.click(button('Show all'));
    await user.click(button('Project: All projects'));
    await user.click(screen.getByRole('menuitem', { name: 'ios-wallet' }));
    await waitFor(() => expect(titles()).toEqual(['ios-wallet #97']));
  });

  it('looks for a text in all recordings and plays from where it was found', async () => {
    const user = await openWindow(main, view);
    await user.type(search(), 'attempts{Enter}');
    const places = await screen.findByRole('grid', { name: 'Places in recordings' });
    expect(within(places).getAllByRole('row')).toHaveLength(5);
    expect(await accessibilityMistakes()).toEqual([]);
    const [place] = within(places).getAllByText(/expected 3 attempts/);
    await user.dblClick(place ?? places);
    await waitFor(() => expect(useView.getState().page).toMatchObject({ recordingId: 's1-t1' }));
    await user.keyboard('{Escape}');
    await screen.findByRole('grid', { name: 'Places in recordings' });
    await user.keyboard('{Escape}');
    await screen.findByRole('grid', { name: 'Sessions' });
  });

  it('keeps a record, and removes one after a question', async () => {
    const user = await openWindow(main, view);
    await user.click(detail().getByRole('button', { name: 'Kept' }));
    await detail().findByRole('button', { name: 'Keep' });
    await user.click(detail().getByRole('button', { name: 'Remove…' }));
    await user.click(detail().getByRole('button', { name: 'Remove all of it' }));
    await waitFor(() => expect(titles()).not.toContain('storefront #409'));
    expect(main.truth.records['r-409']).toBeUndefined();
  });

  it('says what it will hold while there is nothing', async () => {
    for (const id of Object.keys(main.truth.records)) main.put('records', { [id]: null });
    await openWindow(main, { page: { kind: 'history' } });
    expect(screen.getByText('No session yet')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('is reached from the sidebar, by its key and from a build', async () => {
    const user = await openWindow(main, { selectedBuildId: 'b409' });
    await user.click(screen.getByRole('button', { name: /work saved, 2 recordings, notes/ }));
    await waitFor(() => expect(useView.getState().page).toEqual(view.page));
    await user.click(button('Go to the build'));
    expect(useView.getState().selectedBuildId).toBe('b409');
    await user.keyboard('{Control>}y{/Control}');
    await screen.findByRole('grid', { name: 'Sessions' });
    await user.click(button('Settings'));
    await user.click(button('History'));
    await screen.findByRole('grid', { name: 'Sessions' });
  });
});

describe('notes', () => {
  const notes = () => screen.getByRole('textbox', { name: 'Notes' });

  it('save themselves', async () => {
    const user = await openWindow(main, view);
    await user.type(notes(), ' It is the clock.');
    expect(detail().getByText('Saving…')).toBeTruthy();
    await user.click(button(/Go to the build/));
    await waitFor(() => expect(main.truth.records['r-409']?.notes).toContain('It is the clock.'));
  });

  it('that the window was closed over are saved when it opens again, whatever it shows', async () => {
    useNoteDrafts.setState({ drafts: { 'r-97': { text: 'typed at the last moment' } } });
    await openWindow(main, {});
    await waitFor(() => expect(main.truth.records['r-97']?.notes).toBe('typed at the last moment'));
    await waitFor(() => expect(useNoteDrafts.getState().drafts).toEqual({}));
  });

  it('stay on the screen and say so when they cannot be saved, also on other pages', async () => {
    main.refuse('records.setNotes', { code: 'storage-failed', message: 'The disk is full.' });
    const user = await openWindow(main, view);
    await user.type(notes(), ' Lost?');
    await user.tab();
    await screen.findByText('The disk is full.');
    expect(detail().getByText('Not saved')).toBeTruthy();
    await user.click(button('Settings'));
    await user.click(button('History'));
    await user.click(screen.getByText('storefront #409'));
    expect(notes()).toHaveProperty('value', `${main.truth.records['r-409']?.notes} Lost?`);
    main.refuse('records.setNotes', undefined);
    await user.click(button('Try again'));
    await detail().findByText('Saved');
    expect(main.truth.records['r-409']?.notes).toContain('Lost?');
  });
});
