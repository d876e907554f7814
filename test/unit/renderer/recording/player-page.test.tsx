// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import { sampleCast, addRecords } from '../../../fixtures/fake-main/record-world.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));
vi.mock(import('../../../../renderer/features/terminal/PlayerTerminal.tsx'), async () => ({
  ...(await import('../fake-player-terminal.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'history' as const, sessionId: 'r-409', recordingId: 'rec-409-1', atSeconds: 40 } };
const shown = () => screen.getByRole('region', { name: 'Recording of Terminal · shard 3' });
const button = (name: string) => screen.getByRole('button', { name });

beforeAll(installLayout);
beforeEach(() => {
  main = addRecords(sampleWorld(Date.now()), Date.now());
});
afterEach(closeWindow);

describe('the player', () => {
  it('opens at a moment, goes to others, and finds a text', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(shown().textContent).toContain('git diff --stat'));
    const bar = screen.getByRole('slider', { name: 'Moment of the recording' });
    await waitFor(() => expect(bar.getAttribute('aria-valuetext')).toBe('0:40 of 0:44'));
    expect(await accessibilityMistakes()).toEqual([]);
    fireEvent.change(bar, { target: { value: '0' } });
    await waitFor(() => expect(shown().textContent).toBe(''));
    await user.keyboard(']');
    await waitFor(() => expect(shown().textContent).toContain('npm test'));
    await user.click(button('Find in the recording'));
    await user.type(screen.getByRole('searchbox', { name: 'Text to find' }), 'ATTEMPTS{Enter}');
    await user.click(await screen.findByRole('button', { name: /expected 3 attempts/ }));
    await waitFor(() => expect(shown().getAttribute('data-marked')).toBe('ATTEMPTS'));
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{Escape}{Escape}');
    await waitFor(() => expect(screen.queryByRole('searchbox', { name: 'Text to find' })).toBeNull());
  });

  it('copies what is selected and exports the whole', async () => {
    const user = await openWindow(main, view);
    await user.click(button('Copy the selected text'));
    await waitFor(() => expect(main.clipboard).toEqual(['one line']));
    await user.click(button('Copy or save the recording'));
    await user.click(screen.getByRole('menuitem', { name: 'Copy as Markdown for an issue' }));
    await waitFor(() => expect(main.clipboard).toContain('markdown of rec-409-1'));
    main.chosenFile = '/home/ada/session.cast';
    await user.click(button('Copy or save the recording'));
    await user.click(screen.getByRole('menuitem', { name: 'Save as .cast…' }));
    expect(await screen.findByText('Saved to /home/ada/session.cast.')).toBeTruthy();
    expect(main.callsOf('recordings.save')).toEqual([{ sessionId: 'r-409', recordingId: 'rec-409-1', format: 'cast' }]);
  });

  it('says why a recording cannot be read, and when it is gone', async () => {
    main.refuse('recordings.read', { code: 'not-found', message: 'The file of this recording is gone.' });
    await openWindow(main, view);
    expect(await screen.findByText('The file of this recording is gone.')).toBeTruthy();
    main.change('records', 'r-409', { recordings: [] });
    expect(await screen.findByText('This recording is not there any more')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('plays on with what a terminal has shown since', async () => {
    main.put('sessions', { s1: sampleSessions(Date.now()).ready });
    const lines = sampleCast().split('\n');
    main.recordBox.casts.set('s1-t1', `${lines.slice(0, 30).join('\n')}\n`);
    const page = { kind: 'history' as const, sessionId: 's1', recordingId: 's1-t1', atSeconds: 2 };
    const user = await openWindow(main, { page });
    await screen.findByText(/0:02 \//);
    main.recordBox.casts.set('s1-t1', sampleCast());
    await user.keyboard('{End}');
    await user.keyboard('k');
    await screen.findByText(/\/ 0:44/);
  });
});

describe('the mark on a terminal that is recorded', () => {
  const mark = () => within(document.querySelector<HTMLElement>('[data-region="tabs"]') ?? document.body);

  it('says what is recorded, and pauses by a press and by its key', async () => {
    main.put('sessions', { s1: sampleSessions(Date.now()).ready });
    const user = await openWindow(main, { page: { kind: 'session', sessionId: 's1' } });
    const recording = await mark().findByRole('button', { name: 'Recording' });
    const meaning = document.getElementById(recording.getAttribute('aria-describedby') ?? '');
    expect(meaning?.textContent).toContain('secrets in use are struck out');
    await user.click(recording);
    await mark().findByRole('button', { name: 'Not recording' });
    await user.keyboard('{Control>}{Shift>}r{/Shift}{/Control}');
    await mark().findByRole('button', { name: 'Recording' });
    expect(main.callsOf('recordings.pause').map(({ isPaused }) => isPaused)).toEqual([true, false]);
  });

  it('says that the recording is full or failed, and is away without one', async () => {
    main.put('sessions', { s1: sampleSessions(Date.now()).ready });
    await openWindow(main, { page: { kind: 'session', sessionId: 's1' } });
    await mark().findByRole('button', { name: 'Recording' });
    const [recording] = main.truth.records['s1']?.recordings ?? [];
    if (recording === undefined) throw new Error('no recording');
    main.change('records', 's1', { recordings: [{ ...recording, state: 'full' }] });
    await mark().findByRole('button', { name: 'Recording is full' });
    main.change('records', 's1', { recordings: [{ ...recording, state: 'failed' }] });
    await mark().findByRole('button', { name: 'Recording failed' });
    expect(await accessibilityMistakes()).toEqual([]);
    main.change('records', 's1', { recordings: [] });
    await waitFor(() => expect(mark().queryByRole('button', { name: /Record/ })).toBeNull());
    expect(useView.getState().page).toEqual({ kind: 'session', sessionId: 's1' });
  });
});
