// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { TEXT_BYTES } from '../../../../renderer/features/files/preview/read-preview.ts';
import type { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { CLONE, filesWorld, grid, listed, openFiles, row } from './open-files.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

// jsdom brings a Uint8Array of its own, which ports and encoders of Node.js do not make.
vi.hoisted(() => {
  const { constructor } = Object.getPrototypeOf(Buffer.prototype) as { constructor: Uint8ArrayConstructor };
  globalThis.Uint8Array = constructor;
});

let main: FakeMain;
let machine: FakeFileMachine;

beforeAll(installLayout);
beforeEach(() => {
  ({ main, machine } = filesWorld());
});
afterEach(closeWindow);

/** Opens the preview of a file by key. */
async function preview(name: string): Promise<{ pane: HTMLElement; user: Awaited<ReturnType<typeof openFiles>> }> {
  const user = await openFiles(main);
  await listed(CLONE);
  await user.click(row(name));
  await user.keyboard(' ');
  return { pane: await screen.findByRole('complementary', { name: 'Preview' }), user };
}

describe('a preview', () => {
  it('shows text as text, whatever it says', async () => {
    machine.tree.file(`${CLONE}/page.svg`, '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    const { pane, user } = await preview('page.svg');
    const text = await within(pane).findByRole('region', { name: 'Text of page.svg' });
    expect(text.textContent).toContain('onload="alert(1)"');
    expect(pane.querySelector('svg[onload], img')).toBeNull();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(within(pane).getByRole('button', { name: 'Close the preview' }));
    expect(screen.queryByRole('complementary', { name: 'Preview' })).toBeNull();
    expect(document.activeElement).toBe(grid());
  });

  it('shows the beginning of a long log in its colours, and its end when asked', async () => {
    const { pane, user } = await preview('build.log');
    await within(pane).findByText(/^The first 256 KB of /);
    const first = within(pane).getByRole('region', { name: 'Text of build.log' });
    expect(first.textContent).not.toContain('\u001b');
    expect(first.querySelector('[style*="--ansi-2"]')?.textContent).toBe('✓');
    await user.click(within(pane).getByRole('button', { name: 'End' }));
    await within(pane).findByText(/^The last 256 KB of /);
    expect(machine.callsOf('read').map(({ maxBytes, fromEnd }) => ({ maxBytes, fromEnd }))).toEqual([
      { maxBytes: TEXT_BYTES, fromEnd: false },
      { maxBytes: TEXT_BYTES, fromEnd: true },
    ]);
  });

  it('says so when the encoding is a guess', async () => {
    machine.tree.file(`${CLONE}/old.txt`, new Uint8Array([0x67, 0x72, 0xfc, 0xdf, 0x65]));
    const { pane } = await preview('old.txt');
    await within(pane).findByText(/read as Windows-1252/);
    expect(within(pane).getByRole('region', { name: 'Text of old.txt' }).textContent).toBe('grüße');
  });

  it('shows an image by what it is, not by its name', async () => {
    machine.tree.file(`${CLONE}/fake.png`, '<script>alert(1)</script>');
    const { pane, user } = await preview('logo.png');
    const image = await within(pane).findByRole<HTMLImageElement>('img', { name: 'Preview of logo.png' });
    expect(image.src).toMatch(/^data:image\/png;base64,/);
    await user.click(row('fake.png'));
    await within(pane).findByRole('region', { name: 'Text of fake.png' });
  });

  it('of what is neither has the facts, and a way to have it here', async () => {
    main.chosenFolder = '/home/ada/found';
    const { pane, user } = await preview('data.bin');
    await within(pane).findByText('This file is no text, and no image that can be shown.');
    expect(within(pane).getByText('-rw-r--r-- 0644')).toBeTruthy();
    await user.click(within(pane).getByRole('button', { name: 'Download…' }));
    await waitFor(() => expect(main.callsOf('transfers.download')).toHaveLength(1));
  });

  it('that cannot be read says why', async () => {
    machine.refuse('read', { code: 'not-allowed', message: 'You may not read this file.', hint: 'Change its mode.' });
    const { pane } = await preview('run.sh');
    await within(pane).findByText('You may not read this file.');
    expect(within(pane).getByText('Change its mode.')).toBeTruthy();
  });
});
