// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import { transfer } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { addNotes, askingDownload, fixturesUpload, manyStates } from '../../../fixtures/fake-main/transfer-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const view = { page: { kind: 'transfers' as const } };
const now = Date.now();

const list = () => screen.getByRole('grid', { name: 'Transfers' });
const rowOf = (title: string) =>
  within(list()).getAllByText(title, { selector: '[title]' })[0]?.closest<HTMLElement>('[role="row"]') ?? document.body;
const button = (name: string | RegExp) => screen.getByRole('button', { name });

function put(...all: ReturnType<typeof transfer>[]): void {
  main.put('transfers', Object.fromEntries(all.map((one) => [one.id, one])));
}

beforeAll(installLayout);
beforeEach(() => {
  main = new FakeMain();
});
afterEach(closeWindow);

describe('the page of all transfers', () => {
  it('says what it is for while there are none', async () => {
    await openWindow(main, view);
    expect(screen.getByText('Nothing is being transferred')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('has a row for each dropped thing: where from and to, how far, how fast, how long', async () => {
    main.put('transfers', manyStates(now));
    await openWindow(main, view);
    const row = rowOf('fixtures/');
    expect(row.textContent).toContain('js-4f0c@127.0.0.1 · /home/ada/storefront → /tmp/build/storefront');
    expect(row.textContent).toContain('1,204 of 5,000 files · 400 MB of 1.3 GB · 41 MB/s · 22 s left');
    const bar = within(row).getByRole('progressbar', { name: 'Progress of fixtures/' });
    expect(bar.getAttribute('aria-valuetext')).toContain('1,204 of 5,000 files');
    expect(rowOf('node_modules.tar').textContent).toContain('The disk of the machine is full.');
    expect(rowOf('vendor.tar.gz').textContent).toContain('when a session is connected to anna@10.0.0.7 again');
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('pauses, resumes, puts first, cancels and clears one of them', async () => {
    put(fixturesUpload(now), transfer({ id: 't2', title: 'later', state: 'queued', addedAt: now }));
    const user = await openWindow(main, view);
    await user.click(button('Pause fixtures/'));
    await user.click(await screen.findByRole('button', { name: 'Resume fixtures/' }));
    await screen.findByRole('button', { name: 'Pause fixtures/' });
    await user.click(button('More for later'));
    await user.click(await screen.findByRole('menuitem', { name: /^Before the others/ }));
    await user.click(button('More for later'));
    await user.click(await screen.findByRole('menuitem', { name: /^Show where it comes from/ }));
    await user.click(button('Cancel later'));
    await user.click(await screen.findByRole('button', { name: 'Clear later from the list' }));
    await waitFor(() => expect(main.truth.transfers['t2']).toBeUndefined());
    expect(main.callsOf('transfers.control').map(({ action }) => action)).toEqual([
      'pause',
      'resume',
      'first',
      'cancel',
      'clear',
    ]);
    expect(main.callsOf('transfers.showFolder')).toEqual([{ transferId: 't2' }]);
  });

  it('asks in the row before it cancels what has begun', async () => {
    put(fixturesUpload(now));
    const user = await openWindow(main, view);
    await user.click(button('Cancel fixtures/'));
    const question = screen.getByRole('group', { name: /^Cancel fixtures\/\? Files that have arrived stay/ });
    await user.click(within(question).getByRole('button', { name: 'Keep' }));
    expect(screen.queryByRole('group', { name: /^Cancel fixtures/ })).toBeNull();
    await user.click(button('Cancel fixtures/'));
    await user.click(button('Cancel it'));
    await waitFor(() => expect(main.truth.transfers['t-fixtures']?.state).toBe('cancelled'));
  });

  it('does things to all of them, and to those that are selected', async () => {
    put(...['a', 'b', 'c'].map((id, index) => transfer({ id, title: `file-${id}`, addedAt: index })));
    const user = await openWindow(main, view);
    await user.click(button('Pause all'));
    await user.click(await screen.findByRole('button', { name: 'Resume all' }));
    expect(main.callsOf('transfers.control').map(({ transferIds }) => transferIds)).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    await user.click(rowOf('file-a'));
    await user.keyboard('{Control>}');
    await user.click(rowOf('file-c'));
    await user.keyboard('{/Control}');
    const tools = within(screen.getByRole('toolbar', { name: 'Selected transfers' }));
    expect(tools.getByText('2 selected')).toBeTruthy();
    await user.click(tools.getByRole('button', { name: 'Cancel…' }));
    await user.click(button('Cancel them'));
    await waitFor(() => expect(main.callsOf('transfers.control').at(-1)?.transferIds).toEqual(['a', 'c']));
    expect(main.truth.transfers['b']?.state).toBe('running');
  });

  it('is worked with keys alone', async () => {
    put(...['a', 'b', 'c'].map((id, index) => transfer({ id, title: `file-${id}`, addedAt: index })));
    const user = await openWindow(main, view);
    list().focus();
    await user.keyboard('{ArrowDown}');
    expect(rowOf('file-a').getAttribute('aria-selected')).toBe('true');
    await user.keyboard(' ');
    await waitFor(() => expect(main.truth.transfers['a']?.state).toBe('paused'));
    await screen.findByRole('button', { name: 'Resume file-a' });
    await user.keyboard(' ');
    await waitFor(() => expect(main.truth.transfers['a']?.state).toBe('running'));
    await user.keyboard('{Shift>}{ArrowDown}{/Shift}{Delete}');
    await user.click(await screen.findByRole('button', { name: 'Cancel them' }));
    await waitFor(() => expect(main.truth.transfers['b']?.state).toBe('cancelled'));
    expect(main.truth.transfers['c']?.state).toBe('running');
    list().focus();
    await user.keyboard('{Control>}a{/Control}');
    expect(screen.getByText('3 selected')).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByText('3 selected')).toBeNull();
    await user.keyboard('{ArrowUp}o');
    expect(main.callsOf('transfers.showFolder')).toHaveLength(1);
  });

  it('names a thousand at a time when it speaks of more', async () => {
    const all = Array.from({ length: 1_100 }, (_, index) => transfer({ id: `t${index}`, title: `photo-${index}` }));
    put(...all);
    const user = await openWindow(main, view);
    expect(list().getAttribute('aria-rowcount')).toBe('1100');
    expect(within(list()).getAllByRole('row').length).toBeLessThan(60);
    await user.click(button('Pause all'));
    await waitFor(() => expect(main.callsOf('transfers.control')).toHaveLength(2));
    expect(main.callsOf('transfers.control').map(({ transferIds }) => transferIds.length)).toEqual([1_000, 100]);
  });

  it('asks its question in the row, one answer for all', async () => {
    put(askingDownload(now));
    const user = await openWindow(main, view);
    const question = within(screen.getByRole('group', { name: /^12 files are there already/ }));
    expect(question.getByText('The one that comes is newer.')).toBeTruthy();
    expect(question.getByText(/^17\.5 KB, changed/)).toBeTruthy();
    for (const name of ['Skip', 'Replace', 'Keep both']) expect(question.getByRole('button', { name })).toBeTruthy();
    await user.click(question.getByRole('button', { name: 'Replace older ones' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: /^12 files/ })).toBeNull());
    expect(main.callsOf('transfers.answer')).toEqual([
      { transferId: 't-coverage', answer: { kind: 'conflict', rule: 'newer' } },
    ]);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('asks whether to go on when there is more than expected', async () => {
    const question = { kind: 'limit', what: 'files', value: 250_000 } as const;
    put(askingDownload(now, { question }));
    const user = await openWindow(main, view);
    expect(screen.getByRole('group', { name: /^There are more files than expected: 250,000/ })).toBeTruthy();
    await user.click(button('Stop here'));
    await waitFor(() => expect(main.callsOf('transfers.answer')).toHaveLength(1));
    expect(main.callsOf('transfers.answer')[0]?.answer).toEqual({ kind: 'limit', goOn: false });
  });
});

describe('what happened to files of a transfer', () => {
  beforeEach(() => {
    const { 't-logs': logs } = manyStates(now);
    if (logs !== undefined) put(logs);
    addNotes(main);
  });

  it('folds out, by kind, with the reason', async () => {
    const user = await openWindow(main, view);
    expect(rowOf('logs/').textContent).toContain('done, 3 failed');
    await user.click(button('3 failed, 2 skipped, 1 renamed'));
    const failed = await screen.findByRole('region', { name: 'Files of logs/ that failed' });
    expect(failed.textContent).toContain('private/secret.logThe machine does not allow to read it.');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('1 renamed'));
    expect((await screen.findByRole('region', { name: 'Files of logs/ that were renamed' })).textContent).toContain(
      'aux_.log, because Windows keeps the name for itself.',
    );
  });

  it('is retried, only what failed', async () => {
    const user = await openWindow(main, view);
    await user.click(button('3 failed, 2 skipped, 1 renamed'));
    await user.click(await screen.findByRole('button', { name: 'Retry what failed' }));
    await waitFor(() =>
      expect(main.callsOf('transfers.control')).toEqual([{ transferIds: ['t-logs'], action: 'retry' }]),
    );
  });

  it('is copied as a whole, a line for each', async () => {
    const user = await openWindow(main, view);
    await user.click(button('3 failed, 2 skipped, 1 renamed'));
    await user.click(await screen.findByRole('button', { name: 'Copy the list' }));
    await screen.findByText('The list is on the clipboard.');
    expect(main.clipboard[0]?.split('\n')).toHaveLength(3);
    expect(main.clipboard[0]).toContain('run.log\tIt was changed while it was read.');
  });

  it('comes in pages, and is copied across them', async () => {
    main.transferNotes.set(
      't-logs',
      Array.from({ length: 1_203 }, (_, index) => ({ kind: 'failed', path: `f${index}`, message: 'Why.' })),
    );
    main.change('transfers', 't-logs', { failedCount: 1_203, skippedCount: 0, renamedCount: 0 });
    const user = await openWindow(main, view);
    await user.click(button('1,203 failed'));
    await screen.findByText('1 to 100 of 1,203');
    expect(button('Previous')).toHaveProperty('disabled', true);
    await user.click(button('Next'));
    await screen.findByText('101 to 200 of 1,203');
    expect(screen.getByText('f100')).toBeTruthy();
    await user.click(button('Copy the list'));
    await waitFor(() => expect(main.clipboard[0]?.split('\n')).toHaveLength(1_203));
  });

  it('says why it cannot be read', async () => {
    main.refuse('transfers.notes', { code: 'storage-failed', message: 'The journal cannot be read.' });
    const user = await openWindow(main, view);
    await user.click(button('3 failed, 2 skipped, 1 renamed'));
    expect(await screen.findByText('The journal cannot be read.')).toBeTruthy();
  });
});

describe('transfers around the window', () => {
  it('stand in the sidebar, in the status bar and in the palette', async () => {
    main.put('transfers', manyStates(now));
    const user = await openWindow(main);
    await user.click(button(/^Transfers: 7 transfers · 2 need you · 53 MB\/s$/));
    expect(useView.getState().page).toEqual({ kind: 'transfers' });
    expect(screen.getByRole('navigation').querySelector('[aria-current="page"]')?.textContent).toContain('Transfers');
    await user.keyboard('{Control>}1{/Control}{Control>}j{/Control}');
    expect(useView.getState().page).toEqual({ kind: 'transfers' });
    await user.keyboard('{Control>}k{/Control}');
    const titles = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(titles).toEqual(
      expect.arrayContaining([
        'All transfersCtrl+J',
        'Pause all transfers',
        'Resume all transfers',
        'Retry all that failed',
        'Clear finished transfers',
        'Cancel 7 transfers…',
        'coverage/, files that are there: keep both',
      ]),
    );
  });

  it('are cancelled from the palette after a question on their page', async () => {
    put(fixturesUpload(now));
    const user = await openWindow(main);
    await user.keyboard('{Control>}k{/Control}cancel 1');
    await user.click(await screen.findByRole('option', { name: /^Cancel 1 transfer/ }));
    await screen.findByRole('group', { name: /^Cancel 1 transfer\?/ });
    await user.click(button('Cancel it'));
    await waitFor(() => expect(main.truth.transfers['t-fixtures']?.state).toBe('cancelled'));
  });
});
