import { screen, waitFor } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import type { Screen } from '../../../../main/contract/screen.ts';
import type { ViewState } from '../../../../renderer/state/view.ts';
import { connectedMachine, screenOf } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { fakeFrames, playFrames, type FakeViewerFrame } from '../../../fixtures/fake-main/fake-viewer-frame.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { deliverPorts } from '../files/open-files.ts';
import { openWindow } from '../open-window.tsx';

/** A session with one screen of its machine, which is connected by SSH too. */
export function screenWorld(part: Partial<Screen> = {}): FakeMain {
  const main = sampleWorld(Date.now());
  const endpoints = [
    ...connectedMachine().endpoints,
    { kind: 'vnc' as const, host: '10.0.4.7', port: 5901, secretHandle: 'h' },
  ];
  main.put('sessions', {
    s1: {
      ...sampleSessions(Date.now()).ready,
      machines: [connectedMachine({ endpoints })],
      terminals: [{ id: 't1', machine: 0, number: 1, state: 'open' }],
      screens: [screenOf({ id: 'v1', ...part })],
    },
  });
  deliverPorts(main);
  fakeFrames.length = 0;
  playFrames({});
  return main;
}

/** Opens the window at the screen. */
export function openScreen(main: FakeMain, view: Partial<ViewState> = {}): Promise<UserEvent> {
  return openWindow(main, {
    page: { kind: 'session', sessionId: 's1' },
    activeTabs: { s1: 'screen:v1' },
    sharedClipboards: { s1: false },
    ...view,
  });
}

/** The frame that shows the screen, once it was started. */
export async function startedFrame(count = 1): Promise<FakeViewerFrame> {
  return waitFor(() => {
    const frame = fakeFrames[count - 1];
    if (frame?.settings === undefined) throw new Error('no viewer was started');
    return frame;
  });
}

/** The frame with its first picture on the screen. */
export async function paintedFrame(
  main: FakeMain,
  view: Partial<ViewState> = {},
): Promise<[UserEvent, FakeViewerFrame]> {
  const user = await openScreen(main, view);
  const frame = await startedFrame();
  frame.paint();
  await screen.findByText('1280 × 800');
  return [user, frame];
}

/** Runs a command of the palette. */
export async function command(user: UserEvent, title: string): Promise<void> {
  await user.keyboard('{Control>}{Shift>}p{/Shift}{/Control}');
  await user.click(
    await screen.findByRole('option', { name: new RegExp(`^${title.replaceAll('+', String.raw`\+`)}`) }),
  );
  await waitFor(() => {
    if (screen.queryByRole('dialog') !== null) throw new Error('the palette is still open');
  });
}

/** What the window said to the frame, by kind. */
export function heard(frame: FakeViewerFrame, type: string): unknown[] {
  return frame.heard.filter((message) => message.type === type);
}
