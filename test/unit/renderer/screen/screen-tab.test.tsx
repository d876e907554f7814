// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { screenOf } from '../../../fixtures/fake-main/entries.ts';
import { fakeFrames } from '../../../fixtures/fake-main/fake-viewer-frame.ts';
import { terminalEvents } from '../fake-terminal-view.tsx';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { command, heard, openScreen, paintedFrame, screenWorld, startedFrame } from './open-screen.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));
vi.mock(import('../../../../renderer/features/screen/viewer-frame.ts'), async () => ({
  makeViewerFrame: (await import('../../../fixtures/fake-main/fake-viewer-frame.ts')).makeViewerFrame,
}));

beforeAll(installLayout);
afterEach(() => {
  terminalEvents.length = 0;
  closeWindow();
});

const tabs = () => screen.queryAllByRole('tab').map(({ textContent }) => textContent ?? '');
const tool = (name: string | RegExp) => screen.getByRole('button', { name });

describe('a screen in a tab', () => {
  it('connects once it is in sight, and shows its picture with its figures', async () => {
    const main = screenWorld();
    const user = await openScreen(main, { activeTabs: { s1: 'terminal:t1' } });
    expect(tabs()).toEqual(['openTerminal', 'closedScreen']);
    expect(fakeFrames).toHaveLength(0);
    await user.click(screen.getByRole('tab', { name: /Screen/ }));
    const frame = await startedFrame();
    await screen.findByText('Waiting for the first picture…');
    frame.paint();
    frame.say({ type: 'rate', framesPerSecond: 57.8, bytesPerSecond: 4_823_000, latencyMs: 12.4 });
    await screen.findByText('58 fps');
    expect(screen.getByText('1280 × 800')).toBeTruthy();
    expect(screen.getByText('4.6 MB/s')).toBeTruthy();
    expect(screen.getByText('12 ms')).toBeTruthy();
    expect(screen.queryByText('Waiting for the first picture…')).toBeNull();
    expect(tabs()).toEqual(['openTerminal', 'openScreen']);
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('keeps its connection behind another tab, and ends it with its own', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main);
    await user.click(screen.getByRole('tab', { name: /Terminal/ }));
    expect(frame.isRemoved).toBe(false);
    expect(main.callsOf('screens.attach')).toHaveLength(1);
    await user.click(screen.getByRole('tab', { name: /Screen/ }));
    await user.keyboard('{Control>}{Shift>}W{/Shift}{/Control}');
    await waitFor(() => expect(main.callsOf('screens.close')).toEqual([{ sessionId: 's1', screenId: 'v1' }]));
    await waitFor(() => expect(frame.isRemoved).toBe(true));
    expect(tabs()).toEqual(['openTerminal']);
  });

  it('behind another tab has no say: it gets no keys, no clipboard and runs no command', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main, { sharedClipboards: { s1: true } });
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(main.screens.isGrabbing).toBe(true));
    // Its page hangs, and does not tell that it lost the focus.
    await user.click(screen.getByRole('tab', { name: /Terminal/ }));
    await waitFor(() => expect(main.screens.isGrabbing).toBe(false));
    const reads = main.callsOf('screens.readClipboard').length;
    frame.say({ type: 'focus', isFocused: false });
    frame.say({ type: 'focus', isFocused: true });
    frame.say({ type: 'own-key', keys: { code: 'KeyW', ctrl: true, alt: false, shift: true, meta: false } });
    frame.say({ type: 'rate', framesPerSecond: 12, bytesPerSecond: 1 });
    await user.click(screen.getByRole('tab', { name: /Screen/ }));
    await screen.findByText('12 fps');
    expect(tabs()).toEqual(['openTerminal', 'openScreen']);
    expect(main.callsOf('screens.readClipboard').length - reads).toBeLessThanOrEqual(1);
  });

  it('whose viewer floods the window is ended, with a word', async () => {
    const main = screenWorld();
    const [, frame] = await paintedFrame(main);
    for (let count = 0; count < 1000; count += 1) frame.say({ type: 'size', width: count, height: count });
    await screen.findByText(/^The viewer of this screen said more than the window can follow/);
    expect(frame.isRemoved).toBe(true);
  });

  it('opens from the menu of new tabs, and from the palette goes to the one that is open', async () => {
    const main = screenWorld();
    main.change('sessions', 's1', { screens: [] });
    const user = await openScreen(main);
    await user.click(screen.getByRole('button', { name: 'New tab' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(({ textContent }) => textContent)).toEqual([
      'New terminalCtrl+Shift+T',
      'FilesCtrl+Shift+O',
      'ScreenCtrl+Shift+S',
      'Screen through SSH…',
      'Steps of the build',
      'Environment beside the build’s',
      'Ports',
    ]);
    await user.click(screen.getByRole('menuitem', { name: /^Screen(?! through)/ }));
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'openScreen']));
    await user.click(screen.getByRole('tab', { name: /Terminal/ }));
    await user.keyboard('{Control>}{Shift>}S{/Shift}{/Control}');
    await waitFor(() => expect(screen.getByRole('tab', { selected: true }).textContent).toBe('openScreen'));
    expect(main.callsOf('screens.open')).toHaveLength(1);
  });

  it('says that its viewer stopped, and connects with a new one', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main);
    // The port of the stream ended first, so main takes it for closed.
    main.change('sessions', 's1', { screens: [screenOf({ id: 'v1', state: 'closed' })] });
    await waitFor(() => expect(tabs()).toEqual(['openTerminal', 'closedScreen']));
    frame.crash();
    await screen.findByText('The viewer of this screen stopped.');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Reconnect' }));
    (await startedFrame(2)).paint();
    await waitFor(() => expect(screen.queryByText('The viewer of this screen stopped.')).toBeNull());
    expect(main.callsOf('screens.attach')).toHaveLength(2);
    const [first, second] = main.callsOf('screens.attach');
    expect(first?.nonce).not.toBe(second?.nonce);
  });

  it('says why a connection failed or was lost, as main tells it', async () => {
    const main = screenWorld();
    main.screens.problem = { code: 'connection-refused', message: 'Nothing answers.', hint: 'Is it shared?' };
    const user = await openScreen(main);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Nothing answers.Is it shared?');
    await user.click(within(alert).getByRole('button', { name: 'Open in another program' }));
    expect(main.callsOf('screens.openElsewhere')).toEqual([{ sessionId: 's1', machine: 0, protocol: 'vnc' }]);
    main.screens.problem = undefined;
    await user.click(within(alert).getByRole('button', { name: 'Reconnect' }));
    const frame = await startedFrame(2);
    frame.paint();
    await screen.findByText('1280 × 800');
    const [open] = main.truth.sessions['s1']?.screens ?? [];
    if (open === undefined) throw new Error('no screen');
    const problem = { code: 'connection-lost' as const, message: 'The machine went silent.' };
    main.change('sessions', 's1', { screens: [{ ...open, state: 'lost', problem }] });
    await screen.findByText('The machine went silent.');
    expect(frame.isRemoved).toBe(true);
  });

  it('says that the machine closed it', async () => {
    const main = screenWorld();
    const [, frame] = await paintedFrame(main);
    frame.say({ type: 'ended' });
    await waitFor(() => expect(frame.isRemoved).toBe(true));
    main.change('sessions', 's1', { screens: [screenOf({ id: 'v1', state: 'closed' })] });
    await screen.findByText('The screen was closed');
  });

  it('takes a changed certificate only when told to', async () => {
    const sha256 = Array.from({ length: 32 }, () => 'A7').join(':');
    const main = screenWorld({ certificate: { sha256 } });
    main.screens.problem = { code: 'certificate-changed', message: 'It shows another certificate.' };
    const user = await openScreen(main);
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain(sha256);
    await user.click(within(alert).getByRole('button', { name: 'Trust the new certificate' }));
    (await startedFrame(2)).paint();
    await screen.findByText('1280 × 800');
    expect(main.callsOf('screens.trust')).toEqual([{ sessionId: 's1', screenId: 'v1' }]);
  });

  it('lets somebody else sign in, and gives the keys back after each choice', async () => {
    const [user, frame] = await paintedFrame(screenWorld());
    const focusCount = () => heard(frame, 'focus').length;
    const before = focusCount();
    await user.click(tool('View only'));
    await waitFor(() => expect(focusCount()).toBeGreaterThan(before));
    await user.click(tool('More'));
    await user.click(await screen.findByRole('menuitem', { name: 'Sign in as somebody else…' }));
    expect(await screen.findByText('This screen asks for a user and a password.')).toBeTruthy();
  });

  it('puts the keys on the way on when a connection ended', async () => {
    const main = screenWorld();
    const [user] = await paintedFrame(main);
    await user.click(tool('View only'));
    main.change('sessions', 's1', { screens: [screenOf({ id: 'v1', state: 'lost' })] });
    await waitFor(() => expect(document.activeElement).toBe(tool('Reconnect')));
  });

  it('does not believe what a frame may not say', async () => {
    const [, frame] = await paintedFrame(screenWorld());
    frame.say({ type: 'size', width: -5, height: 1e9 });
    frame.say({ type: 'rate', framesPerSecond: 30, bytesPerSecond: 1024 });
    await screen.findByText('30 fps');
    expect(screen.getByText('1280 × 800')).toBeTruthy();
  });
});

describe('what a screen asks for', () => {
  it('is given to main once, and asked again when it was wrong', async () => {
    const main = screenWorld();
    main.screens.asks = { fields: ['user', 'password'], isRetry: false };
    main.screens.password = 'right';
    const user = await openScreen(main);
    await screen.findByText('This screen asks for a user and a password.');
    expect(await accessibilityMistakes()).toEqual([]);
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('User')));
    await user.type(screen.getByLabelText('User'), 'vagrant');
    await user.type(screen.getByLabelText('Password'), 'wrong{Enter}');
    await screen.findByText('The machine did not take this user and password.');
    expect(screen.getByLabelText<HTMLInputElement>('Password').value).toBe('');
    expect(screen.getByLabelText<HTMLInputElement>('User').value).toBe('vagrant');
    await user.type(screen.getByLabelText('Password'), 'right{Enter}');
    await waitFor(() => expect(screen.queryByLabelText('Password')).toBeNull());
    expect(main.callsOf('screens.signIn').map(({ password }) => password)).toEqual(['wrong', 'right']);
    (await startedFrame()).paint();
    await screen.findByText('1280 × 800');
    expect(document.body.innerHTML).not.toContain('"right"');
  });

  it('is only the password where that is all', async () => {
    const main = screenWorld();
    main.screens.asks = { fields: ['password'], isRetry: false };
    const user = await openScreen(main);
    await user.type(await screen.findByLabelText('Password'), 'pw{Enter}');
    await waitFor(() =>
      expect(main.callsOf('screens.signIn')).toEqual([{ sessionId: 's1', screenId: 'v1', password: 'pw' }]),
    );
    expect(screen.queryByLabelText('User')).toBeNull();
  });
});

describe('the tools of a screen', () => {
  it('change how it is shown, and are remembered for the machine', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main);
    await user.click(tool('Size: Fit'));
    await user.click(await screen.findByRole('menuitem', { name: 'Actual size' }));
    await user.click(tool('Picture: Auto'));
    await user.click(await screen.findByRole('menuitem', { name: 'Sharp' }));
    await user.click(tool('View only'));
    await waitFor(() => expect(frame.settings).toMatchObject({ fit: 'actual', picture: 'sharp', isViewOnly: true }));
    expect(frame.settings?.sharesClipboard).toBe(false);
    await command(user, 'Work on the screen again');
    await waitFor(() => expect(frame.settings?.isViewOnly).toBe(false));
    await user.click(tool('Connect again'));
    expect((await startedFrame(2)).settings).toMatchObject({ fit: 'actual', picture: 'sharp' });
  });

  it('press keys that the system keeps for itself', async () => {
    const [user, frame] = await paintedFrame(screenWorld());
    await user.click(tool('Keys'));
    await user.click(await screen.findByRole('menuitem', { name: /^Ctrl\+Alt\+Delete/ }));
    await command(user, 'Press Alt+Tab on the machine');
    await waitFor(() =>
      expect(heard(frame, 'keys')).toEqual([
        { type: 'keys', keys: 'ctrl-alt-delete' },
        { type: 'keys', keys: 'alt-tab' },
      ]),
    );
  });

  it('leave the palette and tabs to the window, and with all keys sent only the ways out', async () => {
    const [user, frame] = await paintedFrame(screenWorld());
    const codes = () => frame.settings?.ownKeys.map(({ code }) => code) ?? [];
    await waitFor(() => expect(codes()).toEqual(expect.arrayContaining(['KeyP', 'Tab', 'KeyF', 'KeyR'])));
    await command(user, 'All keys to the machine');
    await waitFor(() => expect(codes().toSorted()).toEqual(['KeyF', 'KeyR']));
  });

  it('run a key of the window that was pressed in the frame', async () => {
    const [, frame] = await paintedFrame(screenWorld());
    frame.say({ type: 'own-key', keys: { code: 'KeyP', ctrl: true, alt: false, shift: true, meta: false } });
    await screen.findByRole('dialog');
  });

  it('give the keys of menus to the machine while it has the focus, and take them back', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main);
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(main.screens.isGrabbing).toBe(true));
    frame.say({ type: 'own-key', keys: { code: 'KeyR', ctrl: true, alt: true, shift: true, meta: false } });
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Size: Fit'));
    frame.say({ type: 'focus', isFocused: false });
    await waitFor(() => expect(main.screens.isGrabbing).toBe(false));
    frame.say({ type: 'focus', isFocused: true });
    await waitFor(() => expect(main.screens.isGrabbing).toBe(true));
    await command(user, 'Close tab');
    await waitFor(() => expect(main.screens.isGrabbing).toBe(false));
  });

  it('keep a picture in a file or on the clipboard, under a name with the time', async () => {
    const main = screenWorld();
    const [user, frame] = await paintedFrame(main);
    await user.click(tool('Picture of the screen'));
    await user.click(await screen.findByRole('menuitem', { name: /^Save as a file/ }));
    await waitFor(() => expect(heard(frame, 'take-picture')).toHaveLength(1));
    frame.say({ type: 'picture', png: Uint8Array.of(137, 80, 78, 71) });
    await screen.findByText('The picture is in /home/ada/Pictures/screen.png.');
    expect(main.callsOf('screens.saveImage')[0]?.name).toMatch(
      /^storefront-412 \d{4}-\d\d-\d\d \d\d\.\d\d\.\d\d\.png$/,
    );
    await command(user, 'Copy a picture of the screen');
    await waitFor(() => expect(heard(frame, 'take-picture')).toHaveLength(2));
    frame.say({ type: 'picture', png: new Uint8Array() });
    await screen.findByText('There is no picture of this screen yet.');
    expect(main.callsOf('screens.copyImage')).toEqual([]);
  });

  it('connect an RDP screen anew for another size, once for each', async () => {
    const main = screenWorld({ protocol: 'rdp' });
    const [, frame] = await paintedFrame(main);
    expect(main.callsOf('screens.attach')[0]?.keyboardLayout).toBe(0x409);
    frame.say({ type: 'wants-size', width: 900, height: 600 });
    const second = await startedFrame(2);
    expect(frame.isRemoved).toBe(true);
    second.paint();
    second.say({ type: 'wants-size', width: 900, height: 600 });
    second.say({ type: 'rate', framesPerSecond: 11, bytesPerSecond: 0 });
    await screen.findByText('11 fps');
    expect(fakeFrames).toHaveLength(2);
  });
});
