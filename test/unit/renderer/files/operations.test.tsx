// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { download } from '../../../../renderer/state/file-actions.ts';
import type { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { chosen, CLONE, filesWorld, grid, listed, names, openFiles, row } from './open-files.ts';

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

describe('a new folder', () => {
  it('is named in the list, and refuses names that cannot be', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('{Control>}{Shift>}N{/Shift}{/Control}');
    const field = screen.getByRole('textbox', { name: 'Name of the new folder' });
    await user.clear(field);
    await user.type(field, 'a/b{Enter}');
    expect(screen.getByRole('alert').textContent).toBe('A name cannot have a / in it.');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.clear(field);
    await user.type(field, 'src{Enter}');
    await screen.findByText('Something here has this name already; choose another one.');
    await user.clear(field);
    await user.type(field, 'fresh{Enter}');
    await waitFor(() => expect(chosen()).toEqual(['fresh']));
    expect(machine.tree.find(`${CLONE}/fresh`)?.kind).toBe('folder');
    expect(document.activeElement).toBe(grid());
  });
});

describe('a name', () => {
  it('is changed in the list; Escape leaves it', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{F2}');
    const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'New name of run.sh' });
    // The ending stays as it is when somebody types.
    expect(field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0)).toBe('run');
    await user.keyboard('{Escape}');
    expect(names()).toContain('run.sh');
    await user.keyboard('{F2}');
    await user.keyboard('start{Enter}');
    await waitFor(() => expect(chosen()).toEqual(['start.sh']));
    expect(machine.tree.find(`${CLONE}/run.sh`)).toBeUndefined();
    expect(machine.callsOf('rename')).toEqual([{ from: `${CLONE}/run.sh`, to: `${CLONE}/start.sh`, replace: false }]);
  });

  it('that the machine refuses stays to be put right', async () => {
    machine.refuse('rename', { code: 'not-allowed', message: 'You may not change names here.' });
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{F2}start{Enter}');
    await screen.findByText('You may not change names here.');
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'New name of run.sh' }).value).toBe('start.sh');
  });
});

describe('deleting', () => {
  it('asks with what would be gone, and does nothing on no', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('src'));
    await user.keyboard('{Control>}');
    await user.click(row('latest'));
    await user.keyboard('{/Control}{Delete}');
    const question = await screen.findByRole('group', { name: 'Delete these 2 items for good?' });
    await screen.findByText(/That is 2 files, 2 folders, 1 link, .* There is no undo\./);
    expect(await accessibilityMistakes()).toEqual([]);
    // The harmless answer has the focus.
    expect(document.activeElement).toBe(within(question).getByRole('button', { name: 'Keep' }));
    await user.keyboard('{Escape}');
    expect(machine.callsOf('remove')).toEqual([]);
    expect(document.activeElement).toBe(grid());
  });

  it('takes things away for good, and names those that stayed', async () => {
    machine.tree.folder(`${CLONE}/locked`, { isClosed: true });
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('locked'));
    await user.keyboard('{Control>}');
    await user.click(row('coverage'));
    await user.keyboard('{/Control}{Delete}');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    await screen.findByText('1 item could not be deleted.');
    expect(screen.getByText(`${CLONE}/locked`)).toBeTruthy();
    await waitFor(() => expect(names()).not.toContain('coverage'));
    expect(names()).toContain('locked');
  });

  it('shows how far it is and can be stopped', async () => {
    const goOn = machine.hold('remove');
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('coverage'));
    await user.keyboard('{Delete}');
    await user.click(await screen.findByRole('button', { name: 'Delete' }));
    const work = await screen.findByRole('group', { name: 'Deleting coverage' });
    await user.click(within(work).getByRole('button', { name: 'Stop' }));
    await waitFor(() => expect(machine.callsOf('stopWork')).toHaveLength(1));
    goOn();
    await waitFor(() => expect(screen.queryByRole('group', { name: 'Deleting coverage' })).toBeNull());
  });
});

describe('permissions', () => {
  it('are ticked or typed, for everything inside too', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('src'));
    await user.keyboard('{Control>}i{/Control}');
    const form = await screen.findByRole('form', { name: 'Permissions of src' });
    const number = within(form).getByRole<HTMLInputElement>('textbox', { name: 'As a number' });
    expect(number.value).toBe('0755');
    await user.click(within(form).getByRole('checkbox', { name: 'Others: run' }));
    expect(number.value).toBe('0754');
    expect(within(form).getByText('drwxr-xr--')).toBeTruthy();
    await user.clear(number);
    await user.type(number, '79');
    expect(within(form).getByRole('button', { name: 'Set permissions' }).hasAttribute('disabled')).toBe(true);
    await user.clear(number);
    await user.type(number, '750');
    expect(within(form).getByRole<HTMLInputElement>('checkbox', { name: 'Others: read' }).checked).toBe(false);
    await user.click(within(form).getByRole('checkbox', { name: 'Everything inside too' }));
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(within(form).getByRole('button', { name: 'Set permissions' }));
    await waitFor(() => expect(row('src').textContent).toContain('drwxr-x---'));
    expect(machine.tree.find(`${CLONE}/src/payments/intent.ts`)?.mode).toBe(0o750);
  });
});

describe('copies and comparisons', () => {
  it('put a copy beside its original', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}{Shift>}D{/Shift}{/Control}');
    await waitFor(() => expect(chosen()).toEqual(['run copy.sh']));
  });

  it('compare a file with one of this computer', async () => {
    main.chosenFile = '/home/ada/run.sh';
    main.isChosenFileSame = false;
    const user = await openFiles(main);
    await listed(CLONE);
    await user.pointer({ keys: '[MouseRight]', target: row('run.sh') });
    await user.click(await screen.findByRole('menuitem', { name: 'Compare with a file of this computer…' }));
    await screen.findByText('run.sh is not the same here and on the machine.');
    expect(screen.getByText('24 bytes')).toBeTruthy();
    expect(screen.getByText('36 bytes')).toBeTruthy();
    expect(screen.getByText('a3f1'.repeat(16))).toBeTruthy();
  });

  it('show the checksum of a file', async () => {
    machine.tree.file(`${CLONE}/abc`, 'abc');
    const user = await openFiles(main);
    await listed(CLONE);
    await user.pointer({ keys: '[MouseRight]', target: row('abc') });
    await user.click(await screen.findByRole('menuitem', { name: 'Show its checksum (SHA-256)' }));
    // FIPS 180-4, the example of one block.
    await screen.findByText('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
  });

  it('copy paths and commands', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}{Shift>}C{/Shift}{/Control}');
    await waitFor(() => expect(main.clipboard).toEqual([`${CLONE}/run.sh`]));
    await user.pointer({ keys: '[MouseRight]', target: row('run.sh') });
    await user.click(await screen.findByRole('menuitem', { name: 'Copy a download as rsync command' }));
    await screen.findByText('This rsync command downloads run.sh. It is on the clipboard.');
    expect(screen.getByRole('region', { name: 'Command' }).textContent).toContain('StrictHostKeyChecking=yes');
    expect(screen.getByText('It needs a key that the machine knows: id_ed25519.')).toBeTruthy();
  });

  it('open a file in the editor of this computer', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('package.json'));
    await user.keyboard('{Control>}e{/Control}');
    await waitFor(() =>
      expect(Object.values(main.truth.edits).map(({ path }) => path)).toEqual([`${CLONE}/package.json`]),
    );
  });
});

describe('transfers', () => {
  it('are asked for by button, key and menu', async () => {
    main.chosenFolder = '/home/ada/found';
    main.chosenPaths = ['/home/ada/one.txt'];
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('coverage'));
    await user.click(screen.getByRole('button', { name: 'Download' }));
    await waitFor(() =>
      expect(main.callsOf('transfers.download')).toEqual([
        { sessionId: 's1', machine: 0, paths: [`${CLONE}/coverage/`], to: 'ask' },
      ]),
    );
    await user.click(screen.getByRole('button', { name: 'Upload' }));
    await user.click(await screen.findByRole('menuitem', { name: 'A folder…' }));
    await waitFor(() =>
      expect(main.callsOf('transfers.chooseUpload')).toEqual([
        { sessionId: 's1', machine: 0, folder: CLONE, what: 'folder' },
      ]),
    );
  });

  it('of more than one call can take are asked about once, and not begun when nobody chose', async () => {
    const paths = Array.from({ length: 25_000 }, (_, index) => `${CLONE}/coverage/${index}`);
    const asked = () => main.callsOf('transfers.download').map((input) => (input as { to: string }).to);
    main.chosenFolder = undefined;
    await openFiles(main);
    await download({ sessionId: 's1', machine: 0 }, paths, 'ask');
    expect(asked()).toEqual(['ask']);
    main.chosenFolder = '/home/ada/found';
    await download({ sessionId: 's1', machine: 0 }, paths, 'ask');
    expect(asked()).toEqual(['ask', 'ask', 'last', 'last']);
  });

  it('that have ended in the folder show what came', async () => {
    main.chosenPaths = ['/home/ada/one.txt'];
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('{Control>}u{/Control}');
    await waitFor(() => expect(Object.keys(main.truth.transfers)).toHaveLength(1));
    machine.tree.file(`${CLONE}/one.txt`, '1');
    const [id = ''] = Object.keys(main.truth.transfers);
    main.change('transfers', id, { state: 'done', endedAt: Date.now() });
    await waitFor(() => expect(names()).toContain('one.txt'));
  });
});

describe('the clipboard', () => {
  function paste(files: File[], text = ''): void {
    const data = { files, getData: () => text };
    fireEvent.paste(grid(), { clipboardData: data });
  }

  it('uploads files that were copied in the file manager', async () => {
    await openFiles(main);
    await listed(CLONE);
    grid().focus();
    paste([new File(['1'], 'one.txt'), new File(['2'], 'two.txt')]);
    await waitFor(() =>
      expect(Object.values(main.truth.transfers).map(({ title, to }) => `${title} > ${to}`)).toEqual([
        `one.txt > ${CLONE}`,
        `two.txt > ${CLONE}`,
      ]),
    );
  });

  it('moves what was cut to the folder where it is pasted', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}x{/Control}');
    await waitFor(() => expect(row('run.sh').dataset['state']).toBe('cut'));
    await user.dblClick(row('src'));
    await listed(`${CLONE}/src`);
    paste([], main.clipboard.at(-1));
    await waitFor(() => expect(names()).toEqual(['payments', 'run.sh']));
    expect(machine.tree.find(`${CLONE}/run.sh`)).toBeUndefined();
  });

  it('copies what was copied, and asks when the name is taken', async () => {
    machine.tree.file(`${CLONE}/src/run.sh`, 'another');
    const user = await openFiles(main);
    await listed(CLONE);
    await user.click(row('run.sh'));
    await user.keyboard('{Control>}c{/Control}');
    await waitFor(() => expect(main.clipboard).toHaveLength(1));
    await user.dblClick(row('src'));
    await listed(`${CLONE}/src`);
    paste([], main.clipboard.at(-1));
    await screen.findByText(`“run.sh” is in ${CLONE}/src already.`);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Keep both' }));
    await waitFor(() => expect(names()).toEqual(['payments', 'run 2.sh', 'run.sh']));
    expect(machine.tree.find(`${CLONE}/run.sh`)).toBeDefined();
    expect(machine.tree.find(`${CLONE}/run copy.sh`)).toBeUndefined();
  });

  it('with something else on it is not taken for files', async () => {
    await openFiles(main);
    await listed(CLONE);
    paste([], 'a text');
    await screen.findByText('There are no files to paste here.');
  });
});
