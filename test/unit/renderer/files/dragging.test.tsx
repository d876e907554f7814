// @vitest-environment jsdom
import { createEvent, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { closeWindow, installLayout } from '../open-window.tsx';
import { CLONE, filesWorld, grid, listed, names, openFiles, row } from './open-files.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
let machine: FakeFileMachine;

beforeAll(installLayout);
beforeEach(() => {
  ({ main, machine } = filesWorld());
});
afterEach(closeWindow);

/** What a drag carries; jsdom has none. */
function carried(files: File[] = []): Record<string, unknown> {
  const data = new Map<string, string>();
  return {
    files,
    get types() {
      return [...data.keys(), ...(files.length > 0 ? ['Files'] : [])];
    },
    setData: (type: string, text: string) => data.set(type, text),
    getData: (type: string) => data.get(type) ?? '',
    dropEffect: 'none',
    effectAllowed: 'all',
  };
}

function drag(kind: 'dragStart' | 'dragOver' | 'drop' | 'dragEnd', target: HTMLElement, init: object): Event {
  const event = createEvent[kind](target, init);
  // jsdom makes no DragEvent, and leaves these out of the one it has.
  for (const [name, value] of Object.entries(init)) Object.defineProperty(event, name, { value });
  fireEvent(target, event);
  return event;
}

function uploads(): string[] {
  return Object.values(main.truth.transfers).map(({ title, to }) => `${title} > ${to}`);
}

describe('files of this computer', () => {
  it('are uploaded into the folder that is shown, thousands of them at once', async () => {
    await openFiles(main);
    await listed(CLONE);
    const files = Array.from({ length: 12_000 }, (_, index) => new File([], `file-${index}`));
    const dataTransfer = carried(files);
    const over = drag('dragOver', grid(), { dataTransfer });
    expect(over.defaultPrevented).toBe(true);
    expect(dataTransfer['dropEffect']).toBe('copy');
    expect(screen.getByText(`Upload into ${CLONE}`)).toBeTruthy();
    drag('drop', grid(), { dataTransfer });
    await waitFor(() =>
      expect(main.callsOf('transfers.upload').map(({ paths }) => paths.length)).toEqual([10_000, 2_000]),
    );
    expect(screen.queryByText(`Upload into ${CLONE}`)).toBeNull();
  });

  it('go into the folder of the row, or of the part of the path, they are dropped on', async () => {
    await openFiles(main);
    await listed(CLONE);
    const dataTransfer = carried([new File(['1'], 'one.txt')]);
    drag('dragOver', row('src'), { dataTransfer });
    expect(row('src').dataset['state']).toBe('target');
    drag('drop', row('src'), { dataTransfer });
    await waitFor(() => expect(uploads()).toEqual([`one.txt > ${CLONE}/src`]));
    const part = within(screen.getByRole('navigation', { name: 'Path' })).getByRole('button', { name: 'tmp' });
    drag('dragOver', part, { dataTransfer });
    drag('drop', part, { dataTransfer });
    await waitFor(() => expect(uploads()).toEqual([`one.txt > ${CLONE}/src`, 'one.txt > /tmp']));
  });

  it('are politely refused while the machine is not connected', async () => {
    await openFiles(main);
    await listed(CLONE);
    const [before] = main.truth.sessions['s1']?.machines ?? [];
    main.change('sessions', 's1', { machines: before === undefined ? [] : [{ ...before, link: 'lost' }] });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Upload' })).toHaveProperty('disabled', true));
    const dataTransfer = carried([new File(['1'], 'one.txt')]);
    drag('dragOver', grid(), { dataTransfer });
    expect(dataTransfer['dropEffect']).toBe('none');
    expect(screen.getByText('The machine is not connected: nothing can be dropped here now.')).toBeTruthy();
    const drop = drag('drop', grid(), { dataTransfer });
    // Or the window would open the file.
    expect(drop.defaultPrevented).toBe(true);
    expect(uploads()).toEqual([]);
  });
});

describe('rows', () => {
  it('are moved into a folder they are dropped on, all that are chosen', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}');
    await user.click(row('logo.png'));
    await user.keyboard('{/Control}');
    const dataTransfer = carried();
    drag('dragStart', row('run.sh'), { dataTransfer, altKey: false });
    drag('dragOver', row('src'), { dataTransfer });
    expect(screen.getByText(`Move into ${CLONE}/src`)).toBeTruthy();
    drag('drop', row('src'), { dataTransfer });
    drag('dragEnd', row('run.sh'), { dataTransfer, clientX: 10, clientY: 10 });
    await waitFor(() => expect(names()).not.toContain('run.sh'));
    expect(machine.tree.find(`${CLONE}/src/run.sh`)).toBeDefined();
    expect(machine.tree.find(`${CLONE}/src/logo.png`)).toBeDefined();
  });

  it('ask about a name that is taken, once for all', async () => {
    machine.tree.file(`${CLONE}/src/run.sh`, 'another');
    machine.tree.file(`${CLONE}/src/logo.png`, 'another');
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('logo.png'));
    await user.keyboard('{Shift>}');
    await user.click(row('run.sh'));
    await user.keyboard('{/Shift}');
    const dataTransfer = carried();
    drag('dragStart', row('run.sh'), { dataTransfer, altKey: false });
    drag('drop', row('src'), { dataTransfer });
    await screen.findByText(`“logo.png” is in ${CLONE}/src already.`);
    await user.click(screen.getByRole('checkbox', { name: 'The same for all others' }));
    await user.click(screen.getByRole('button', { name: 'Leave it where it is' }));
    await waitFor(() => expect(names()).not.toContain('package.json'));
    expect(names()).toEqual(expect.arrayContaining(['logo.png', 'run.sh']));
  });

  it('cannot go into themselves, or where they are already', async () => {
    await openFiles(main);
    await listed(CLONE);
    const dataTransfer = carried();
    drag('dragStart', row('src'), { dataTransfer, altKey: false });
    expect(drag('dragOver', row('src'), { dataTransfer }).defaultPrevented).toBe(false);
    expect(drag('dragOver', grid(), { dataTransfer }).defaultPrevented).toBe(false);
    drag('dragEnd', row('src'), { dataTransfer, clientX: 10, clientY: 10 });
  });

  it('leave the window with Alt, by the drag of the system', async () => {
    await openFiles(main);
    await listed(CLONE);
    const start = drag('dragStart', row('run.sh'), { dataTransfer: carried(), altKey: true });
    expect(start.defaultPrevented).toBe(true);
    await waitFor(() =>
      expect(main.callsOf('transfers.dragOut')).toEqual([{ sessionId: 's1', machine: 0, paths: [`${CLONE}/run.sh`] }]),
    );
  });

  it('that are let go outside without it can be downloaded', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    const dataTransfer = carried();
    drag('dragStart', row('run.sh'), { dataTransfer, altKey: false });
    drag('dragEnd', row('run.sh'), { dataTransfer, clientX: -40, clientY: 300 });
    await screen.findByText('Download it to this computer?');
    await user.click(screen.getByRole('button', { name: 'To Downloads' }));
    await waitFor(() =>
      expect(main.callsOf('transfers.download')).toEqual([
        { sessionId: 's1', machine: 0, paths: [`${CLONE}/run.sh`], to: 'downloads' },
      ]),
    );
  });
});
