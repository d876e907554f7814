// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { setBroadcast, isBroadcasting, setLeftOut } from '../../../../renderer/state/grid-view.ts';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions } from '../../../fixtures/fake-main/sample-world.ts';
import { serviceWorld } from '../../../fixtures/fake-main/service-world.ts';
import { endCommand, receiversOfTerminal, terminalEvents, typeByHand } from '../fake-terminal-view.tsx';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const view = { page: { kind: 'session' as const, sessionId: 's1' } };
const name = (index: number) => `machine ${index}`;
const bar = () => within(screen.getByRole('toolbar', { name: 'All machines' }));
const labels = ['Terminal · machine 0', 'Terminal 2 · machine 1', 'Terminal 3 · machine 2'];
const shown = () =>
  labels.filter((label) => screen.queryAllByRole('group', { name: label }).some((pane) => !pane.hidden));

async function openGrid() {
  const user = await openWindow(main, view);
  await user.click(await screen.findByRole('button', { name: 'All machines side by side' }));
  await waitFor(() => expect(shown()).toEqual(labels));
  await waitFor(() => expect(bar().getByText('3 machines')).toBeTruthy());
  return user;
}

beforeAll(installLayout);
beforeEach(() => {
  main = serviceWorld(Date.now());
  const machines = [0, 1, 2].map((index) => connectedMachine({ index, name: name(index) }));
  main.put('sessions', { s1: { ...sampleSessions(Date.now()).ready, accountId: 'circleci', machines } });
  terminalEvents.length = 0;
});
afterEach(() => {
  closeWindow();
  setBroadcast('s1', false);
  for (const machine of [0, 1, 2]) setLeftOut('s1', machine, false);
});

describe('all machines side by side', () => {
  it('have a terminal each, also those that join; no terminal is made anew for it', async () => {
    const user = await openGrid();
    // The first machine had one before.
    expect(main.callsOf('terminals.open')).toEqual([1, 2].map((machine) => ({ sessionId: 's1', machine })));
    const { machines } = main.truth.sessions['s1'] ?? { machines: [] };
    main.change('sessions', 's1', { machines: [...machines, connectedMachine({ index: 3, name: name(3) })] });
    await waitFor(() => expect(bar().getByText('4 machines')).toBeTruthy());
    await waitFor(() => expect(main.callsOf('terminals.open')).toHaveLength(3));
    await user.keyboard('{Control>}{Shift>}M{/Shift}{/Control}');
    await waitFor(() => expect(screen.queryByRole('toolbar', { name: 'All machines' })).toBeNull());
    expect(terminalEvents.filter((event) => event.endsWith('gone'))).toEqual([]);
  });

  it('show one alone when it is enlarged, and a machine without a link as what it is', async () => {
    const user = await openGrid();
    main.change('sessions', 's1', {
      machines: [
        ...(main.truth.sessions['s1']?.machines ?? []),
        connectedMachine({ index: 3, name: name(3), link: 'failed' }),
      ],
    });
    const pane = within(await screen.findByRole('group', { name: name(3) }));
    await user.click(pane.getByRole('button', { name: 'Reconnect' }));
    await waitFor(() => expect(main.callsOf('sessions.reconnect')).toEqual([{ sessionId: 's1', machine: 3 }]));
    await user.click(screen.getByRole('button', { name: `Only ${name(1)}` }));
    await waitFor(() => expect(screen.getByRole('tab', { selected: true }).textContent).toContain(name(1)));
    expect(screen.queryByRole('toolbar', { name: 'All machines' })).toBeNull();
  });

  it('get what is typed in one of them, once that is switched on, but for those left out', async () => {
    const user = await openGrid();
    const [first = '', second = '', third = ''] = labels;
    typeByHand(first, 'a');
    expect(terminalEvents.filter((event) => event.includes('gets'))).toEqual([]);
    expect(receiversOfTerminal(first)).toBe(0);
    await user.keyboard('{Control>}{Shift>}A{/Shift}{/Control}');
    expect(await screen.findByText('What you type in one goes to', { exact: false })).toBeTruthy();
    typeByHand(second, 'b');
    expect(terminalEvents.filter((event) => event.includes('gets'))).toEqual([`${first} gets b`, `${third} gets b`]);
    expect(receiversOfTerminal(second)).toBe(2);
    await user.click(screen.getByRole('button', { name: `Leave ${name(2)} out when typing in all` }));
    expect(screen.getByText('not typed to')).toBeTruthy();
    expect(receiversOfTerminal(second)).toBe(1);
    typeByHand(third, 'c');
    expect(terminalEvents.some((event) => event.endsWith('gets c'))).toBe(false);
    await user.click(bar().getByRole('button', { name: /^Stop/ }));
    expect(receiversOfTerminal(first)).toBe(0);
    await user.click(bar().getByRole('button', { name: 'Type in all' }));
    expect(isBroadcasting('s1')).toBe(true);
    await user.click(screen.getByRole('button', { name: 'All machines side by side' }));
    await waitFor(() => expect(isBroadcasting('s1')).toBe(false));
  });

  it('say how their last commands ended, and which one differs', async () => {
    const user = await openGrid();
    await user.click(bar().getByRole('button', { name: 'Show exit codes' }));
    expect(terminalEvents.filter((event) => event.includes('133;D'))).toHaveLength(3);
    for (const [index, label] of labels.entries()) {
      endCommand(label, index === 1 ? 2 : 0, `run 1\n${index === 1 ? 'FAIL' : 'ok'} in ${index} ms\n`);
    }
    await waitFor(() => expect(bar().getByText('2 ✓')).toBeTruthy());
    expect(screen.getByLabelText('failed with 2')).toBeTruthy();
    expect(bar().queryByRole('button', { name: 'Show exit codes' })).toBeNull();
    await user.keyboard('{Control>}{Shift>}K{/Shift}{/Control}');
    const panel = within(await screen.findByRole('region', { name: 'Which machine differs' }));
    expect(panel.getByText('machine 1 differs.')).toBeTruthy();
    expect(panel.getByText('first difference in line 2')).toBeTruthy();
    await user.click(panel.getByRole('checkbox', { name: 'Times count as the same' }));
    expect(panel.getByText('There are 3 different results.')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(panel.getByRole('button', { name: 'Close the comparison' }));
    expect(screen.queryByRole('region', { name: 'Which machine differs' })).toBeNull();
  });
});
