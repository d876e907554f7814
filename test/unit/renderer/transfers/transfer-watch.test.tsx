// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TransferStrip } from '../../../../renderer/features/transfers/TransferStrip.tsx';
import { TransferWatch } from '../../../../renderer/features/transfers/TransferWatch.tsx';
import { useNotices } from '../../../../renderer/state/notices.ts';
import { useView } from '../../../../renderer/state/view.ts';
import { transfer } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { askingDownload } from '../../../fixtures/fake-main/transfer-world.ts';
import { closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const now = Date.now();
const spoken = () => screen.getByRole('status', { name: 'Transfers' }).textContent;
const notices = () => useNotices.getState().notices.map(({ message }) => message);

beforeAll(installLayout);
beforeEach(() => {
  main = new FakeMain();
});
afterEach(closeWindow);

describe('transfers while nobody looks', () => {
  it('end with one notice for all of them', async () => {
    await openWindow(main);
    main.put('transfers', { a: transfer({ id: 'a' }), b: transfer({ id: 'b' }) });
    main.change('transfers', 'a', { state: 'done', endedAt: now });
    expect(notices()).toEqual([]);
    main.change('transfers', 'b', { state: 'done', endedAt: now });
    expect(notices()).toEqual(['2 transfers to js-4f0c@127.0.0.1: done.']);
  });

  it('say what failed until it is dismissed, with the way there', async () => {
    const user = await openWindow(main);
    main.put('transfers', { a: transfer({ id: 'a', title: 'logs/', direction: 'download' }) });
    main.change('transfers', 'a', { state: 'done', endedAt: now, failedCount: 2 });
    await screen.findByText('logs/ from js-4f0c@127.0.0.1: done, but 2 files failed.');
    await user.click(screen.getByRole('button', { name: 'Show' }));
    expect(useView.getState().page).toEqual({ kind: 'transfers' });
    expect(notices()).toEqual([]);
    const row = within(screen.getByRole('grid')).getByText('logs/').closest('[role="row"]');
    await waitFor(() => expect(row?.getAttribute('aria-selected')).toBe('true'));
  });

  it('say that one has a question, or stopped, once', async () => {
    await openWindow(main);
    const { question } = askingDownload(now);
    main.put('transfers', { a: transfer({ id: 'a', title: 'coverage/' }), b: transfer({ id: 'b', title: 'big' }) });
    main.change('transfers', 'a', { state: 'asking', question });
    main.change('transfers', 'a', { bytesDone: 1 });
    main.change('transfers', 'b', { state: 'stopped', problem: { code: 'disk-full', message: 'The disk is full.' } });
    expect(notices()).toEqual([
      'coverage/ needs your answer. 12 files are there already, for example lcov-report/index.html.',
      'big stopped. The disk is full.',
    ]);
  });

  it('say nothing of what was there before, was cancelled, or belongs to an editor or a drag', async () => {
    main.put('transfers', { old: transfer({ id: 'old', state: 'done', endedAt: 1 }), a: transfer({ id: 'a' }) });
    await openWindow(main);
    main.put('transfers', {
      e: transfer({ id: 'e', purpose: 'edit' }),
      d: transfer({ id: 'd', purpose: 'drag-out' }),
    });
    for (const id of ['e', 'd']) main.change('transfers', id, { state: 'done', endedAt: now });
    main.change('transfers', 'a', { state: 'cancelled', endedAt: now });
    expect(notices()).toEqual([]);
    expect(spoken()).toBe('');
  });
});

describe('transfers in sight', () => {
  const open = () =>
    openWindow(
      main,
      { page: { kind: 'session', sessionId: 's1' } },
      <>
        <TransferStrip sessionId="s1" machine={0} />
        <TransferWatch />
      </>,
    );

  it('are read out at the start, at a question and at the end, and in between not at all', async () => {
    await open();
    main.put('transfers', { a: transfer({ id: 'a', title: 'logs/' }) });
    await waitFor(() => expect(spoken()).toBe('Uploading logs/.'));
    await screen.findByRole('region', { name: 'Transfers' });
    for (let filesDone = 1; filesDone < 9; filesDone += 1) main.change('transfers', 'a', { filesDone });
    expect(spoken()).toBe('Uploading logs/.');
    main.change('transfers', 'a', { state: 'asking', question: askingDownload(now).question });
    await waitFor(() => expect(spoken()).toMatch(/^logs\/ needs your answer/));
    main.change('transfers', 'a', { state: 'done', endedAt: now, question: undefined });
    await waitFor(() => expect(spoken()).toBe('logs/ to js-4f0c@127.0.0.1: done.'));
    expect(notices()).toEqual([]);
  });
});
