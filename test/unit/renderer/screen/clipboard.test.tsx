// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { command, heard, paintedFrame, screenWorld } from './open-screen.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));
vi.mock(import('../../../../renderer/features/screen/viewer-frame.ts'), async () => ({
  makeViewerFrame: (await import('../../../fixtures/fake-main/fake-viewer-frame.ts')).makeViewerFrame,
}));

beforeAll(installLayout);
afterEach(closeWindow);

const question = 'Share the clipboard with this machine?';

describe('the clipboard of a screen', () => {
  it('is shared only after a yes, which is asked for once per session', async () => {
    const main = screenWorld();
    main.screens.clipboardText = 'from here';
    const [user, frame] = await paintedFrame(main, { sharedClipboards: {} });
    await screen.findByText(question);
    expect(await accessibilityMistakes()).toEqual([]);
    frame.say({ type: 'clipboard', text: 'too early' });
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(main.screens.isGrabbing).toBe(true));
    expect(main.callsOf('screens.readClipboard')).toHaveLength(0);
    await user.click(screen.getByRole('button', { name: 'Yes' }));
    await waitFor(() => expect(heard(frame, 'clipboard')).toEqual([{ type: 'clipboard', text: 'from here' }]));
    expect(screen.queryByText(question)).toBeNull();
    expect(frame.settings?.sharesClipboard).toBe(true);
    frame.say({ type: 'clipboard', text: 'from the machine' });
    await waitFor(() => expect(main.clipboard).toEqual(['from the machine']));
  });

  it('is sent again only when it has changed', async () => {
    const main = screenWorld();
    main.screens.clipboardText = 'one';
    const [, frame] = await paintedFrame(main, { sharedClipboards: { s1: true } });
    await waitFor(() => expect(heard(frame, 'clipboard')).toHaveLength(1));
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(main.callsOf('screens.readClipboard')).toHaveLength(2));
    frame.say({ type: 'focus', isFocused: false });
    main.screens.clipboardText = 'two';
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(heard(frame, 'clipboard')).toHaveLength(2));
    expect(heard(frame, 'clipboard').at(-1)).toEqual({ type: 'clipboard', text: 'two' });
  });

  it('is not rewritten without end by a machine: the first and the last text count', async () => {
    const main = screenWorld();
    const [, frame] = await paintedFrame(main, { sharedClipboards: { s1: true } });
    for (let count = 0; count < 100; count += 1) frame.say({ type: 'clipboard', text: `text ${count}` });
    await waitFor(() => expect(main.clipboard.at(-1)).toBe('text 99'));
    expect(main.clipboard[0]).toBe('text 0');
    expect(main.clipboard.length).toBeLessThan(10);
  });

  it('stays apart after a no, and can still be typed', async () => {
    const main = screenWorld();
    main.screens.clipboardText = 'secret words';
    const [user, frame] = await paintedFrame(main, { sharedClipboards: {} });
    await user.click(await screen.findByRole('button', { name: 'No' }));
    await waitFor(() => expect(screen.queryByText(question)).toBeNull());
    frame.say({ type: 'clipboard', text: 'not wanted' });
    await command(user, 'Type the clipboard’s text on the machine');
    await waitFor(() => expect(heard(frame, 'type')).toEqual([{ type: 'type', text: 'secret words' }]));
    expect(heard(frame, 'clipboard')).toEqual([]);
    expect(main.clipboard).toEqual([]);
  });
});

describe('a connection that others can read', () => {
  it('is said to be one, with the way through SSH', async () => {
    const main = screenWorld();
    main.screens.outcome = { state: 'open', isEncrypted: false, security: 'VNC password' };
    const [user] = await paintedFrame(main);
    await screen.findByText('This connection is not encrypted.');
    await user.click(screen.getByRole('button', { name: 'Open through SSH…' }));
    await screen.findByRole('region', { name: 'Open a screen' });
  });

  it('is nothing to speak of on this computer', async () => {
    const main = screenWorld({ host: '127.0.0.1' });
    main.screens.outcome = { state: 'open', isEncrypted: false };
    await paintedFrame(main);
    expect(screen.queryByText('This connection is not encrypted.')).toBeNull();
  });
});
