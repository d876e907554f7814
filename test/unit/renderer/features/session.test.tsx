// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import { connectedMachine, detail, machine, session, step } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { preparingSession, sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { terminalEvents } from '../fake-terminal-view.tsx';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
const now = Date.now();
const view = { page: { kind: 'session' as const, sessionId: 's1' } };

beforeAll(installLayout);
beforeEach(() => {
  terminalEvents.length = 0;
  main = sampleWorld(now);
});
afterEach(closeWindow);

function tabs(): string[] {
  return screen.queryAllByRole('tab').map(({ textContent }) => textContent ?? '');
}

describe('a session on its way', () => {
  it('shows where it is, with the steps of the rebuild as they go on', async () => {
    main.put('sessions', { s1: preparingSession(main, now) });
    await openWindow(main, view);
    const stations = screen.getByRole('list', { name: 'On the way to the machine' });
    expect(within(stations).getByText('The machine is being prepared.')).toBeTruthy();
    const steps = await screen.findByRole('list', { name: 'Rebuild' });
    expect(within(steps).getAllByRole('listitem')).toHaveLength(4);
    main.setDetail(detail('b413', [step({ id: 'checkout', name: 'Checkout again' })]));
    await within(steps).findByText('Checkout again');
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('goes through its states to the first terminal by itself', async () => {
    main.put('sessions', { s1: session({ id: 's1' }) });
    await openWindow(main, view);
    expect(screen.getByText('Asking for a rebuild with remote access.')).toBeTruthy();
    main.change('sessions', 's1', { state: 'queued' });
    await screen.findByText('Waiting for a machine to be free.');
    main.change('sessions', 's1', { state: 'ready', machines: [machine({ link: 'connecting' })] });
    await screen.findByText('Signing in over SSH.');
    main.change('sessions', 's1', { machines: [connectedMachine()] });
    await waitFor(() => expect(tabs()).toEqual(['openTerminal']));
    expect(screen.getByText('js-4f0c@127.0.0.1:41873')).toBeTruthy();
  });
});

describe('a session at work', () => {
  beforeEach(() => {
    main.put('sessions', { s1: sampleSessions(Date.now()).ready });
  });

  it('runs the failed step in the terminal the way the build did', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'Run it here' }));
    expect(terminalEvents).toEqual(['Terminal: "$JUMPSEAT_STEPS" 4\r']);
  });

  it('opens a terminal for the failed step when none is open', async () => {
    main.change('sessions', 's1', { terminals: [] });
    const user = await openWindow(main, view);
    expect(screen.getByText('No terminal is open')).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Run it here' }));
    await waitFor(() => expect(terminalEvents).toEqual(['Terminal: "$JUMPSEAT_STEPS" 4\r']));
  });

  it('goes to a place with its path quoted', async () => {
    main.change('sessions', 's1', { places: [{ machine: 0, name: 'odd', path: "/tmp/it's; rm -rf ~/\n$HOME" }] });
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'Go to odd' }));
    expect(terminalEvents).toEqual([`Terminal: cd -- '/tmp/it'\\''s; rm -rf ~/$HOME'\r`]);
  });

  it('has what its buttons do in the palette, also after its end', async () => {
    main.change('sessions', 's1', { places: [{ machine: 0, name: 'project clone', path: '/tmp/clone' }] });
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    async function titles(): Promise<(string | null)[]> {
      await user.keyboard('{Control>}{Shift>}p{/Shift}{/Control}');
      const found = within(await screen.findByRole('dialog')).getAllByRole('option');
      const texts = found.map(({ textContent }) => textContent);
      await user.keyboard('{Escape}');
      await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
      return texts;
    }
    expect(await titles()).toEqual(
      expect.arrayContaining(['Go to project clone', 'Copy the command of the failed step', 'End session…']),
    );
    main.change('sessions', 's1', { state: 'closed', machines: [] });
    await screen.findByText('The session has ended');
    const after = await titles();
    expect(after).toEqual(expect.arrayContaining(['Rebuild again', 'Remove the session from the list']));
    expect(after).not.toContain('Go to project clone');
  });

  it('opens, steps through and closes terminals by key', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.keyboard('{Control>}{Shift>}T{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'openTerminal 2']));
    const selected = () => screen.getByRole('tab', { selected: true }).textContent;
    expect(selected()).toBe('openTerminal 2');
    await user.keyboard('{Control>}{Tab}{/Control}');
    expect(selected()).toBe('openTerminal');
    await user.keyboard('{Control>}{Shift>}{Tab}{/Shift}{/Control}');
    expect(selected()).toBe('openTerminal 2');
    await user.keyboard('{Control>}{Shift>}W{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toEqual(['openTerminal']));
    expect(terminalEvents).toEqual(['Terminal 2: gone']);
  });

  it('keeps a terminal that is behind, also while another page is shown', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.keyboard('{Control>}{Shift>}T{/Shift}{/Control}');
    await waitFor(() => expect(tabs()).toHaveLength(2));
    await user.keyboard('{Control>}1{/Control}');
    await screen.findByRole('main', { name: 'All builds' });
    await user.keyboard('{Control>}2{/Control}');
    await waitFor(() => expect(tabs()).toHaveLength(2));
    expect(terminalEvents).toEqual([]);
  });

  it('has its tabs again after a reload, with the same one in front', async () => {
    main.change('sessions', 's1', {
      terminals: [
        { id: 't1', machine: 0, number: 1, state: 'open' },
        { id: 't2', machine: 0, number: 2, state: 'exited', exitCode: 0 },
      ],
    });
    await openWindow(main, { ...view, activeTabs: { s1: 'terminal:t1' } });
    expect(tabs()).toEqual(['openTerminal', 'exitedTerminal 2']);
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('openTerminal');
    expect(main.callsOf('terminals.open')).toEqual([]);
  });

  it('shows how it was reached, and its host key', async () => {
    await openWindow(main, view);
    const aside = screen.getByRole('complementary', { name: 'Machine and failed step' });
    expect(within(aside).getByText(/SHA256:6c9oJm0q1Lh0eE2l9GkXUuCkT3YVZ1r7m2aP8sQWb1Q ✓/)).toBeTruthy();
    expect(within(aside).getByText('session key (ed25519)')).toBeTruthy();
    expect(within(aside).getByText('1 ms')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('counts the time that is left down by itself', async () => {
    await openWindow(main, view);
    const deadline = screen.getByRole('button', { name: /left$/ });
    const before = deadline.textContent;
    expect(before).toMatch(/^3[78]:\d\d left$/);
    const received = main.received.length;
    await waitFor(() => expect(deadline.textContent).not.toBe(before));
    expect(main.received.length).toBe(received);
  });

  it('says why a connection was lost, and reconnects', async () => {
    const user = await openWindow(main, view);
    main.change('sessions', 's1', {
      machines: [
        connectedMachine({
          link: 'lost',
          problem: { code: 'connection-lost', message: 'The machine does not answer.', hint: 'Try to reconnect.' },
        }),
      ],
    });
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('The machine does not answer.Try to reconnect.');
    await user.click(within(notice).getByRole('button', { name: 'Reconnect' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
    expect(main.callsOf('sessions.reconnect')).toEqual([{ sessionId: 's1', machine: 0 }]);
  });

  it('asks in place before it ends, and shows the end with what to do next', async () => {
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toHaveLength(1));
    await user.click(screen.getByRole('button', { name: 'End session' }));
    await user.keyboard('{Escape}');
    expect(main.callsOf('sessions.end')).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'End session' }));
    const question = screen.getByRole('group', { name: /^End this session/ });
    await user.click(within(question).getByRole('button', { name: 'End without saving' }));
    await screen.findByText('The session has ended');
    expect(main.callsOf('sessions.end')).toEqual([{ sessionId: 's1', withoutSalvage: true }]);
    await user.click(screen.getByRole('button', { name: 'Read the terminals' }));
    expect(tabs()).toEqual(['lostTerminal']);
    await user.click(screen.getByRole('button', { name: 'Back to the end of the session' }));
    await user.click(screen.getByRole('button', { name: 'Remove from the list' }));
    await screen.findByRole('main', { name: 'All builds' });
    expect(useView.getState().selectedBuildId).toBe('b412');
  });
});

describe('several machines', () => {
  it('let the person choose where a terminal opens', async () => {
    main.put('sessions', {
      s1: session({
        id: 's1',
        state: 'ready',
        machines: [connectedMachine(), connectedMachine({ index: 1, name: 'machine 2' }), machine({ index: 2 })],
      }),
    });
    const user = await openWindow(main, view);
    await waitFor(() => expect(tabs()).toEqual(['openTerminal · machine 1']));
    await user.click(screen.getByRole('button', { name: 'New tab' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'Terminal on machine 1',
      'Terminal on machine 2',
      'Files of machine 1',
      'Files of machine 2',
      'Screen of machine 1 through SSH…',
      'Screen of machine 2 through SSH…',
      'Steps of the build',
      'Environment beside the build’s',
      'Ports',
    ]);
    await user.click(screen.getByRole('menuitem', { name: 'Terminal on machine 2' }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal · machine 1', 'openTerminal 2 · machine 2']));
  });
});

describe('the end of a session', () => {
  it('by its time is told apart from a failure, with the reason and the hint', async () => {
    main.put('sessions', { s1: { ...sampleSessions(now).ready, state: 'expired', machines: [] } });
    const user = await openWindow(main, view);
    expect(screen.getByRole('heading', { name: 'Time is up' })).toBeTruthy();
    main.change('sessions', 's1', {
      state: 'failed',
      problem: { code: 'source-unavailable', message: 'The commit is gone.', hint: 'Run a new build.' },
    });
    await screen.findByText('The commit is gone.');
    expect(screen.getByText('Run a new build.')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Rebuild again' }));
    await waitFor(() => expect(main.callsOf('sessions.start')).toEqual([{ buildId: 'b412' }]));
  });

  it('of one that is not known any more leads back to the builds', async () => {
    const user = await openWindow(main, view);
    await user.click(screen.getByRole('button', { name: 'All builds' }));
    await screen.findByRole('grid');
  });
});
