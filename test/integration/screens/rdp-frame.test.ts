import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeNeeding } from '../../fixtures/needs.ts';
import { Xrdp, xrdpMissing } from '../../fixtures/rdp/xrdp.ts';
import { FrameWindow } from '../../fixtures/screen-frames/frame-window.ts';

describeNeeding(xrdpMissing, 'the viewer of RDP, with xrdp', () => {
  let window: FrameWindow;
  let xrdp: Xrdp;

  beforeAll(async () => {
    [window, xrdp] = await Promise.all([FrameWindow.start(), Xrdp.start()]);
  });
  afterAll(async () => {
    await window[Symbol.asyncDispose]();
    await xrdp[Symbol.asyncDispose]();
  });

  it('paints', async () => {
    const screen = await window.open('one', {
      port: xrdp.port,
      credentials: { user: xrdp.user, password: xrdp.password },
      width: 1024,
      height: 768,
    });
    const timer = setTimeout(() => console.log(screen.said, screen.states, window.log), 8000);
    const { abilities } = await screen.hears('painted');
    clearTimeout(timer);
    console.log(abilities, screen.said, screen.states, window.log);
    expect(abilities.resize).toBe('reconnects');
  });
});
