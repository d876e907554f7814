import { screen, waitFor, within } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { portChannel } from '../../../../main/contract/names.ts';
import { setFileClip } from '../../../../renderer/features/files/clipboard.ts';
import type { ViewState } from '../../../../renderer/state/view.ts';
import type { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';
import { fillSampleFiles } from '../../../fixtures/fake-main/files/sample-files.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { openWindow } from '../open-window.tsx';

export const CLONE = '/tmp/build/storefront';

/** jsdom moves no ports, so the event is made as the browser would make it. */
export function deliverPorts(main: FakeMain): void {
  main.deliverPort = (nonce, port) => {
    const event = new Event('message');
    Object.assign(event, { data: { channel: portChannel, nonce }, ports: [port] });
    Object.defineProperty(event, 'source', { value: window });
    window.dispatchEvent(event);
  };
}

/** A session whose machine has the files of a failed build. */
export function filesWorld(): { main: FakeMain; machine: FakeFileMachine } {
  const main = sampleWorld(Date.now());
  main.put('sessions', { s1: sampleSessions(Date.now()).ready });
  deliverPorts(main);
  const machine = main.fileMachine('s1', 0);
  fillSampleFiles(machine, Date.now());
  setFileClip(undefined);
  return { main, machine };
}

/** Opens the window at a tab with files. */
export async function openFiles(main: FakeMain, path = CLONE, view: Partial<ViewState> = {}): Promise<UserEvent> {
  const user = await openWindow(main, {
    page: { kind: 'session', sessionId: 's1' },
    fileTabs: { s1: [{ id: 'files:1', machine: 0, path }] },
    activeTabs: { s1: 'files:1' },
    ...view,
  });
  await screen.findByRole('grid', { name: /^Files in / });
  return user;
}

export function grid(): HTMLElement {
  return screen.getByRole('grid', { name: /^Files in / });
}

function rows(): HTMLElement[] {
  // The first row has the titles.
  return within(grid()).queryAllByRole('row').slice(1);
}

export function row(name: string): HTMLElement {
  const found = rows().find((one) => one.querySelector('[data-column="name"] [title]')?.getAttribute('title') === name);
  if (found === undefined) throw new Error(`There is no row ${name}; there are ${names().join(', ')}.`);
  return found;
}

/** The names that are listed, as they are shown. */
export function names(): string[] {
  return rows().map((one) => one.querySelector('[data-column="name"] [title]')?.getAttribute('title') ?? '');
}

export function chosen(): string[] {
  return rows()
    .filter((one) => one.getAttribute('aria-selected') === 'true')
    .map((one) => one.querySelector('[data-column="name"] [title]')?.getAttribute('title') ?? '');
}

/** Waits until the folder is listed. */
export async function listed(path: string): Promise<void> {
  await waitFor(() => {
    if (grid().getAttribute('aria-label') !== `Files in ${path}`) throw new Error('elsewhere');
    if (grid().getAttribute('aria-busy') !== 'false') throw new Error('still listing');
  });
}
