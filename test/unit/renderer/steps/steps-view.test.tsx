// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../../main/contract/session.ts';
import { fail, ok } from '../../../../main/lib/result.ts';
import { StepsView } from '../../../../renderer/features/steps/StepsView.tsx';
import { registerTerminal } from '../../../../renderer/tabs/terminal-handles.ts';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import { sampleReplay } from '../../../fixtures/fake-main/fake-diagnosis.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

const now = Date.UTC(2026, 10, 22);
let main: FakeMain;
let session: Session;
const typed: string[] = [];
let forgetTerminal = (): void => {};

async function open(change: Partial<Session> = {}) {
  session = { ...session, ...change };
  main.put('sessions', { s1: session });
  return openWindow(
    main,
    { page: { kind: 'session', sessionId: 's1' } },
    <StepsView session={session} machine={0} isVisible />,
  );
}
const list = () => screen.findByRole('list', { name: 'Steps of the build' });

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(now);
  session = {
    ...sampleSessions(now).ready,
    machines: [connectedMachine()],
    terminals: [{ id: 't1', machine: 0, number: 1, state: 'open' }],
  };
  typed.length = 0;
  forgetTerminal = registerTerminal('t1', {
    focus: () => {},
    type: (text: string) => void typed.push(text),
    find: () => {},
    receive: () => {},
    lastOutput: () => undefined,
    copyLastOutput: () => false,
    jump: () => {},
  });
});
afterEach(() => {
  forgetTerminal();
  closeWindow();
});

describe('the steps of a build', () => {
  it('stand there with how they ended, the command of the failed one, and the traps on top', async () => {
    await open();
    const steps = within(await list()).getAllByRole('listitem');
    expect(steps.map(({ textContent }) => textContent)).toHaveLength(5);
    expect(screen.getByRole('region', { name: 'Command of npm test' }).textContent).toBe('npm test');
    expect(screen.queryByRole('region', { name: 'Command of Install' })).toBeNull();
    expect(screen.getByText(/A command can pass in it although its step failed/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('run again as the build, in the shell, and with all before them', async () => {
    const user = await open();
    await list();
    await user.click(screen.getByRole('button', { name: 'Run as the build: npm test' }));
    await user.click(screen.getByRole('button', { name: 'Run in this shell: Install' }));
    await user.click(screen.getByRole('button', { name: 'More for npm test' }));
    await user.click(screen.getByRole('menuitem', { name: 'Run all 3 up to here' }));
    expect(typed.slice(0, 2)).toEqual(["run-step 'npm test'\r", 'npm ci\r']);
    expect(typed[2]).toMatch(/Step 1 of 3: Install.*Step 3 of 3: npm test.*\r$/);
  });

  it('can be read, but not run, while the machine is away', async () => {
    await open({ machines: [connectedMachine({ link: 'lost' })] });
    await list();
    expect(screen.getByText('Steps can be run while the machine is connected.')).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Run as the build: npm test' })).toHaveProperty('disabled', true);
  });

  it('are asked for again when that did not work', async () => {
    main.diagnosis.replay = fail('offline', 'CircleCI cannot be reached.', 'Check the network.');
    const user = await open();
    await screen.findByText('CircleCI cannot be reached.');
    main.diagnosis.replay = ok(sampleReplay);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(await list()).toBeTruthy();
  });
});
