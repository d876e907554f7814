// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openFirstTerminals } from '../../../../renderer/state/first-terminal.ts';
import { followTruth, useTruth } from '../../../../renderer/state/truth.ts';
import { initialView, useView } from '../../../../renderer/state/view.ts';
import { connectedMachine, machine, session } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

let main: FakeMain;
const stops: (() => void)[] = [];

async function start(): Promise<void> {
  window.jumpseat = main.bridge;
  stops.push(followTruth());
  await vi.waitFor(() => expect(useTruth.getState().status).toBe('ready'));
  stops.push(openFirstTerminals());
}

beforeEach(() => {
  main = new FakeMain();
  useView.setState(initialView, true);
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function opened(): { machine: number }[] {
  return main.callsOf('terminals.open');
}

describe('the first terminal', () => {
  it('opens by itself when the machine is connected, once', async () => {
    main.put('sessions', { s1: session({ id: 's1', state: 'ready', machines: [machine({ link: 'connecting' })] }) });
    await start();
    expect(opened()).toEqual([]);
    main.change('sessions', 's1', { machines: [connectedMachine()] });
    await vi.waitFor(() => expect(opened()).toHaveLength(1));
    main.change('sessions', 's1', { machines: [connectedMachine({ latencyMs: 9 })] });
    expect(opened()).toHaveLength(1);
  });

  it('opens on the machine whose step failed', async () => {
    main.put('sessions', {
      s1: session({
        id: 's1',
        state: 'ready',
        machines: [connectedMachine(), connectedMachine({ index: 1, name: 'machine 2' })],
        failedStep: { name: 'test', machine: 1, command: 'npm test', replayLine: 'replay' },
      }),
    });
    await start();
    expect(opened()).toEqual([{ sessionId: 's1', machine: 1 }]);
  });

  it('stays closed once it was closed, also after a reload', async () => {
    main.put('sessions', { s1: session({ id: 's1', state: 'ready', machines: [connectedMachine()] }) });
    await start();
    await vi.waitFor(() => expect(main.truth.sessions['s1']?.terminals).toHaveLength(1));
    main.change('sessions', 's1', { terminals: [] });
    stops.pop()?.();
    stops.push(openFirstTerminals());
    expect(opened()).toHaveLength(1);
  });

  it('opens anew on a machine that came back when all its terminals were lost', async () => {
    main.put('sessions', { s1: session({ id: 's1', state: 'ready', machines: [connectedMachine()] }) });
    await start();
    await vi.waitFor(() => expect(main.truth.sessions['s1']?.terminals).toHaveLength(1));
    const terminals = main.truth.sessions['s1']?.terminals ?? [];
    main.change('sessions', 's1', {
      machines: [connectedMachine({ link: 'lost' })],
      terminals: terminals.map((terminal) => ({ ...terminal, state: 'lost' })),
    });
    expect(opened()).toHaveLength(1);
    main.change('sessions', 's1', { machines: [connectedMachine()] });
    await vi.waitFor(() => expect(opened()).toHaveLength(2));
  });
});
