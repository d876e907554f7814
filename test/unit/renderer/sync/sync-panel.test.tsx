// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { SyncPanel } from '../../../../renderer/features/sync/SyncPanel.tsx';
import { totalsText } from '../../../../renderer/features/sync/sync-text.ts';
import { useTransferView } from '../../../../renderer/state/transfer-view.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { samplePlan } from '../../../fixtures/fake-main/transfer-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const onClose = vi.fn<() => void>();
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const rows = () =>
  within(screen.getByRole('grid', { name: 'What would change' }))
    .getAllByRole('row')
    .slice(1);

async function open() {
  const user = await openWindow(
    main,
    { page: { kind: 'session', sessionId: 's1' } },
    <SyncPanel sessionId="s1" machine={0} remoteFolder="/tmp/build/storefront" direction="upload" onClose={onClose} />,
  );
  await waitFor(() => expect(screen.queryByLabelText('Comparing both sides')).toBeNull());
  return user;
}

beforeAll(installLayout);
beforeEach(() => {
  main = new FakeMain();
  main.syncPlan = samplePlan();
  onClose.mockClear();
});
afterEach(closeWindow);

describe('a sync', () => {
  it('shows what it would do, what was compared and how much it is, and does nothing', async () => {
    await open();
    expect(rows().map(({ textContent }) => textContent)).toEqual([
      expect.stringContaining('Changepayments/intent.test.tschanged on both sides'),
      expect.stringContaining('Removepayments/gateway-legacy.ts'),
      expect.stringContaining('Changepayments/intent.ts'),
      expect.stringContaining('Addpayments/retry-policy.ts2.2 KB'),
    ]);
    expect(screen.getByText('Compared: your changes since 3f2a91c, with untracked files.')).toBeTruthy();
    expect(screen.getByText(/^1 to add, 1 to change, 1 to remove · 10\.4 KB to transfer · 1 left out/)).toBeTruthy();
    expect(screen.getByText('/home/ada/storefront')).toBeTruthy();
    expect(main.callsOf('sync.run')).toEqual([]);
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('leaves out what was changed on both sides unless it is chosen, and what is not chosen', async () => {
    const user = await open();
    expect(screen.getByText('1 file was changed on both sides.')).toBeTruthy();
    const box = screen.getByRole<HTMLInputElement>('checkbox', { name: 'Do payments/intent.test.ts' });
    expect(box.checked).toBe(false);
    await user.click(screen.getByRole('checkbox', { name: 'Do payments/gateway-legacy.ts' }));
    await user.click(button('Make 2 changes on the machine'));
    await waitFor(() => expect(onClose).toHaveBeenCalledOnce());
    expect(main.callsOf('sync.run')[0]?.planId).toBe('plan-1');
    expect(main.callsOf('sync.run')[0]?.leaveOut.toSorted()).toEqual([
      'payments/gateway-legacy.ts',
      'payments/intent.test.ts',
    ]);
    const [transferId] = Object.keys(main.truth.transfers);
    expect(useTransferView.getState().revealedId).toBe(transferId);
  });

  it('is chosen with keys', async () => {
    const user = await open();
    screen.getByRole('grid').focus();
    await user.keyboard('{ArrowDown} {ArrowDown} ');
    const boxes = rows().map((row) => within(row).getByRole<HTMLInputElement>('checkbox').checked);
    expect(boxes).toEqual([true, false, true, true]);
    await user.click(screen.getByRole('checkbox', { name: 'All 4' }));
    expect(button('Make 4 changes on the machine')).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: 'All 4' }));
    expect(button('Make 0 changes on the machine')).toHaveProperty('disabled', true);
    expect(screen.getByText(/^Nothing is chosen · 4 left out/)).toBeTruthy();
  });

  it('turns round and compares anew', async () => {
    const user = await open();
    await user.click(screen.getByText('To my folder'));
    await screen.findByRole('button', { name: 'Make 3 changes in my folder' });
    expect(main.callsOf('sync.plan').map(({ direction, choose }) => [direction, choose])).toEqual([
      ['upload', false],
      ['download', false],
    ]);
    expect(screen.getByText(/the changes in your folder would be lost/)).toBeTruthy();
  });

  it('keeps what it showed when the chooser is closed without a choice', async () => {
    const user = await open();
    main.syncPlan = undefined;
    await user.click(button('Choose another…'));
    await waitFor(() => expect(main.callsOf('sync.plan').at(-1)?.choose).toBe(true));
    await screen.findByText('payments/intent.ts');
  });

  it('says that both sides are the same', async () => {
    main.syncPlan = samplePlan({ items: [], basis: 'sizes and times' });
    await open();
    expect(screen.getByText('Both sides are the same')).toBeTruthy();
    expect(screen.getByText('Compared: sizes and times.')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('asks for a folder when none is known', async () => {
    main.syncPlan = undefined;
    const user = await open();
    expect(screen.getByText('No folder of this computer is chosen')).toBeTruthy();
    main.syncPlan = samplePlan();
    await user.click(screen.getAllByRole('button', { name: 'Choose a folder…' })[0] ?? document.body);
    await screen.findByText('payments/intent.ts');
    expect(main.callsOf('sync.plan').at(-1)?.choose).toBe(true);
  });

  it('says why it cannot compare, and why it cannot do it', async () => {
    main.refuse('sync.plan', { code: 'not-found', message: 'The folder is gone.', hint: 'Choose another.' });
    const user = await open();
    expect(screen.getByText('The folder is gone.')).toBeTruthy();
    main.refuse('sync.plan', undefined);
    await user.click(button('Try again'));
    await screen.findByText('payments/intent.ts');
    main.refuse('sync.run', { code: 'not-found', message: 'The comparison is too old.', hint: 'Compare again.' });
    await user.click(button('Make 3 changes on the machine'));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('The comparison is too old.');
    expect(onClose).not.toHaveBeenCalled();
  });

  it('says what could not be looked at, and that there is more', async () => {
    main.syncPlan = samplePlan({
      isCut: true,
      warnings: [{ code: 'not-allowed', message: 'The folder private cannot be read.' }],
    });
    await open();
    expect(screen.getByText('The folder private cannot be read.')).toBeTruthy();
    expect(screen.getByText(/^More files differ than are listed here: these are the first 4/)).toBeTruthy();
  });

  it('shows names as they can be shown, and sends them as they are', async () => {
    const path = 'a\u202Etxt.exe';
    main.syncPlan = samplePlan({ items: [{ path, shownPath: 'a[U+202E]txt.exe', action: 'add', isConflict: false }] });
    const user = await open();
    expect(screen.getByText('a[U+202E]txt.exe')).toBeTruthy();
    await user.click(screen.getByRole('checkbox', { name: 'Do a[U+202E]txt.exe' }));
    expect(document.body.textContent).not.toContain(path);
    await user.click(screen.getByRole('checkbox', { name: 'Do a[U+202E]txt.exe' }));
    await user.click(button('Make 1 change on the machine'));
    await waitFor(() => expect(main.callsOf('sync.run')[0]?.leaveOut).toEqual([]));
  });

  it('closes with Escape', async () => {
    const user = await open();
    await user.keyboard('{Escape}');
    expect(onClose).toHaveBeenCalledOnce();
  });
});

it('adds up what is chosen', () => {
  const { items } = samplePlan();
  expect(totalsText(items, new Set())).toBe('1 to add, 2 to change, 1 to remove · 22.2 KB to transfer');
  expect(totalsText(items, new Set(items.map(({ path }) => path)))).toBe('Nothing is chosen · 4 left out');
});
