// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TabProgress } from '../../../../renderer/features/transfers/TabProgress.tsx';
import { TransferStrip } from '../../../../renderer/features/transfers/TransferStrip.tsx';
import { CALM_MS } from '../../../../renderer/state/transfer-hooks.ts';
import { revealTransfer, setListOpen } from '../../../../renderer/state/transfer-view.ts';
import { transfer } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { askingDownload, fixturesUpload, manyStates } from '../../../fixtures/fake-main/transfer-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const now = Date.now();
/** Of the truth: many more than what may be drawn of them in the same time. */
const CHANGES = 20;
const view = { page: { kind: 'session' as const, sessionId: 's1' } };
const strip = () => screen.getByRole('region', { name: 'Transfers' });
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const open = () => openWindow(main, view, <TransferStrip sessionId="s1" machine={0} />);

beforeAll(installLayout);
beforeEach(() => {
  main = new FakeMain();
  setListOpen('s1', 0, false);
});
afterEach(closeWindow);

describe('the strip below the files', () => {
  it('is not there without transfers of this machine', async () => {
    main.put('transfers', {
      other: transfer({ id: 'other', sessionId: 's2' }),
      machine: transfer({ id: 'machine', machine: 1 }),
    });
    await open();
    expect(screen.queryByRole('region', { name: 'Transfers' })).toBeNull();
  });

  it('says on one line how it goes, with a bar', async () => {
    main.put('transfers', { 't-fixtures': fixturesUpload(now) });
    await open();
    expect(within(strip()).getByText('↑ fixtures/ · 1,204 of 5,000 files · 41 MB/s · 22 s left')).toBeTruthy();
    const bar = within(strip()).getByRole('progressbar', { name: 'Progress of the transfers' });
    expect(Number(bar.getAttribute('aria-valuenow'))).toBeCloseTo(307, 0);
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('pauses and resumes what belongs to this machine only', async () => {
    main.put('transfers', { mine: transfer({ id: 'mine' }), other: transfer({ id: 'other', machine: 1 }) });
    const user = await open();
    await user.click(button('Pause all transfers here'));
    await user.click(await screen.findByRole('button', { name: 'Resume all transfers here' }));
    expect(main.callsOf('transfers.control').map(({ transferIds }) => transferIds)).toEqual([['mine'], ['mine']]);
  });

  it('asks in place while the list is folded', async () => {
    main.put('transfers', { 't-fixtures': fixturesUpload(now), 't-coverage': askingDownload(now) });
    const user = await open();
    const question = within(screen.getByRole('group', { name: /^coverage\/: 12 files are there already/ }));
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(question.getByRole('button', { name: 'Skip' }));
    await waitFor(() => expect(screen.queryByRole('group', { name: /^coverage/ })).toBeNull());
    expect(main.callsOf('transfers.answer')[0]).toEqual({
      transferId: 't-coverage',
      answer: { kind: 'conflict', rule: 'skip' },
    });
  });

  it('names a file that is asked about once', async () => {
    const { question } = askingDownload(now);
    if (question?.kind !== 'conflict') throw new Error('Nothing is asked.');
    const asked = { ...question, count: 1, example: 'junit.xml' };
    main.put('transfers', { one: askingDownload(now, { id: 'one', title: 'junit.xml', question: asked }) });
    await open();
    expect(screen.getByRole('group', { name: 'junit.xml is there already.' })).toBeTruthy();
  });

  it('says why one stopped, and tries it again', async () => {
    const { 't-disk': stopped } = manyStates(now);
    if (stopped !== undefined) main.put('transfers', { 't-disk': stopped });
    const user = await open();
    expect(screen.getByText('node_modules.tar stopped. The disk of the machine is full.')).toBeTruthy();
    await user.click(button('Cancel…'));
    await user.click(button('Keep'));
    expect(main.callsOf('transfers.control')).toEqual([]);
    await user.click(button('Try again'));
    await waitFor(() => expect(main.truth.transfers['t-disk']?.state).toBe('running'));
  });

  it('folds out to the list, by key and by button', async () => {
    main.put('transfers', { 't-fixtures': fixturesUpload(now) });
    const user = await open();
    await user.click(button('List of transfers'));
    expect(within(screen.getByRole('grid', { name: 'Transfers' })).getAllByRole('row')).toHaveLength(1);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Fold the list of transfers'));
    expect(screen.queryByRole('grid')).toBeNull();
    await user.keyboard('{Alt>}j{/Alt}');
    expect(screen.getByRole('grid', { name: 'Transfers' })).toBeTruthy();
  });

  it('brings a transfer into sight that was begun elsewhere', async () => {
    const all = Array.from({ length: 4 }, (_, index) =>
      transfer({ id: `t${index}`, title: `f${index}`, addedAt: index }),
    );
    main.put('transfers', Object.fromEntries(all.map((one) => [one.id, one])));
    await open();
    act(() => revealTransfer('s1', 0, 't3'));
    const row = (await screen.findByText('f3')).closest('[role="row"]');
    await waitFor(() => expect(row?.getAttribute('aria-selected')).toBe('true'));
  });

  it('keeps what is done until it is cleared', async () => {
    main.put('transfers', {
      t: fixturesUpload(now, { id: 't', state: 'done', endedAt: now, filesDone: 5_000, bytesDone: 1_365_245_952 }),
    });
    const user = await open();
    expect(within(strip()).getByText('↑ fixtures/ · done · 5,000 files · 1.3 GB')).toBeTruthy();
    // The open list has that button; two of them would ask which is which.
    await user.click(button('List of transfers'));
    expect(screen.getAllByRole('button', { name: 'Clear finished' })).toHaveLength(1);
    await user.click(button('Fold the list of transfers'));
    await user.click(button('Clear finished'));
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Transfers' })).toBeNull());
  });

  it('is drawn at most five times a second, however often the truth changes', async () => {
    main.put('transfers', { 't-fixtures': fixturesUpload(now) });
    await open();
    let drawings = 0;
    const observer = new MutationObserver(() => (drawings += 1));
    observer.observe(strip(), { subtree: true, childList: true, characterData: true, attributes: true });
    const began = performance.now();
    let filesDone = 1_204;
    while (performance.now() - began < 3 * CALM_MS || filesDone <= 1_204 + CHANGES) {
      filesDone += 1;
      main.change('transfers', 't-fixtures', { filesDone });
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    await waitFor(() => expect(strip().textContent).toContain(`${filesDone.toLocaleString('en-US')} of 5,000`));
    observer.disconnect();
    const lasted = performance.now() - began;
    expect(drawings).toBeGreaterThan(0);
    // React may commit one change in two steps: text, then attributes.
    expect(drawings).toBeLessThanOrEqual(2 * (Math.ceil(lasted / CALM_MS) + 2));
  });
});

describe('the tab of the files', () => {
  it('has a slim bar while transfers of its machine are open', async () => {
    main.put('transfers', { 't-fixtures': fixturesUpload(now), other: transfer({ id: 'other', machine: 1 }) });
    await openWindow(main, view, <TabProgress sessionId="s1" machine={0} />);
    expect(Number(screen.getByRole('progressbar', { name: 'Transfers' }).getAttribute('aria-valuenow'))).toBe(307);
    main.change('transfers', 't-fixtures', { state: 'done', endedAt: now });
    await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
  });
});
