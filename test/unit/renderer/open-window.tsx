import { cleanup, configure, render, waitFor } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import axe from 'axe-core';
import type { ReactElement } from 'react';
import { vi } from 'vitest';
import { App } from '../../../renderer/App.tsx';
import { setPaletteOpen } from '../../../renderer/features/frame/palette-state.ts';
import { useNotices } from '../../../renderer/state/notices.ts';
import { startWindow } from '../../../renderer/state/start.ts';
import { useTruth } from '../../../renderer/state/truth.ts';
import { initialView, useView, type ViewState } from '../../../renderer/state/view.ts';
import type { FakeMain } from '../../fixtures/fake-main/fake-main.ts';

/** What the window would have; jsdom lays nothing out. */
const WINDOW_PX = { width: 1280, height: 800 };

configure({
  // What is waited for is there at once, but not on a computer that is busy with other things.
  asyncUtilTimeout: 20_000,
  // The whole window printed with each failure says less than the failure itself.
  getElementError: (message) => new Error(message?.split('\n')[0] ?? 'not found'),
});

/** Gives elements the measures that lists of many rows ask for, and what else jsdom lacks. */
export function installLayout(): void {
  for (const [name, size] of [
    ['offsetWidth', WINDOW_PX.width],
    ['offsetHeight', WINDOW_PX.height],
    ['clientHeight', WINDOW_PX.height],
  ] as const) {
    Object.defineProperty(HTMLElement.prototype, name, { configurable: true, get: () => size });
  }
  HTMLElement.prototype.scrollTo = () => {};
  HTMLCanvasElement.prototype.getContext = () => null;
  HTMLElement.prototype.getClientRects = () => [new DOMRect(0, 0, 1, 1)] as unknown as DOMRectList;
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      unobserve(): void {}
      disconnect(): void {}
    },
  );
  vi.stubGlobal('DOMRect', class {});
  vi.stubGlobal('CSS', { escape: (text: string) => text.replace(/[^\w-]/g, String.raw`\$&`) });
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => {},
    removeEventListener: () => {},
  }));
}

let stopWindow: (() => void) | undefined;

/** Opens the whole window over a fake main, as main.tsx does, or only a part of it. */
export async function openWindow(
  main: FakeMain,
  view: Partial<ViewState> = {},
  shown: ReactElement = <App />,
): Promise<UserEvent> {
  window.jumpseat = main.bridge;
  useView.setState({ ...initialView, isBuildChosen: view.selectedBuildId !== undefined, ...view }, true);
  stopWindow = startWindow();
  render(shown);
  await waitFor(() => {
    if (useTruth.getState().status === 'loading') throw new Error('still loading');
  });
  return userEvent.setup({ document });
}

export function closeWindow(): void {
  setPaletteOpen(false);
  cleanup();
  stopWindow?.();
  stopWindow = undefined;
  useNotices.setState({ notices: [] });
}

/** What axe finds, one line each. jsdom paints nothing, so contrast is a matter of ui/tokens.test.ts. */
export async function accessibilityMistakes(): Promise<string[]> {
  const { violations } = await axe.run(
    // What was read out a moment ago names elements that may be gone.
    { include: document.body, exclude: ['[data-live-announcer]'] },
    { rules: { 'color-contrast': { enabled: false } } },
  );
  return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`));
}
