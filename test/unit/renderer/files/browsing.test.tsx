// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import type { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { terminalEvents } from '../fake-terminal-view.tsx';
import { accessibilityMistakes, closeWindow, installLayout } from '../open-window.tsx';
import { chosen, CLONE, filesWorld, grid, listed, names, openFiles, row } from './open-files.ts';

vi.mock(import('../../../../renderer/features/terminal/TerminalView.tsx'), async () => ({
  ...(await import('../fake-terminal-view.tsx')),
}));

let main: FakeMain;
let machine: FakeFileMachine;

beforeAll(installLayout);
beforeEach(() => {
  terminalEvents.length = 0;
  ({ main, machine } = filesWorld());
});
afterEach(closeWindow);

describe('a folder', () => {
  it('shows folders first, with sizes, modes, owners and where links lead', async () => {
    await openFiles(main);
    await listed(CLONE);
    expect(names().slice(0, 4)).toEqual(['coverage', 'current', 'empty', 'src']);
    expect(row('coverage').textContent).toContain('coverage/');
    expect(row('coverage').querySelector('[data-column="mode"]')?.textContent).toBe('drwxr-xr-x');
    expect(row('run.sh').querySelector('[data-column="mode"]')?.textContent).toBe('-rwxr-xr-x');
    expect(row('build.log').querySelector('[data-column="size"]')?.textContent).toMatch(/KB$/);
    expect(row('latest').textContent).toContain('broken');
    expect(row('current').querySelector('[data-column="link"]')?.textContent).toBe('src/payments');
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('writes out characters of a name that would make it read as another', async () => {
    await openFiles(main);
    await listed(CLONE);
    expect(grid().textContent).toContain(String.raw`invoice\u{202e}gpj.exe`);
    expect(grid().textContent).not.toContain('\u202e');
  });

  it('hides names with a dot until they are wanted', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    expect(names()).not.toContain('.env');
    expect(screen.getByText(/^\d+ folders?, \d+ files? · 3 hidden$/)).toBeTruthy();
    grid().focus();
    await user.keyboard('{Control>}{Shift>}H{/Shift}{/Control}');
    expect(names()).toContain('.env');
    expect(useView.getState().showHiddenFiles).toBe(true);
  });

  it('is sorted by its titles, the other way round the second time', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    const size = within(grid()).getByRole('columnheader', { name: 'Size' });
    await user.click(within(size).getByRole('button'));
    await waitFor(() => expect(names().at(-1)).toBe('build.log'));
    expect(size.getAttribute('aria-sort')).toBe('ascending');
    await user.click(within(size).getByRole('button'));
    await waitFor(() => expect(names().at(4)).toBe('build.log'));
    expect(size.getAttribute('aria-sort')).toBe('descending');
    // Folders stay first either way.
    expect(names().slice(0, 4)).toEqual(expect.arrayContaining(['coverage', 'src']));
  });

  it('comes as it is listed, with a count', async () => {
    machine.chunk = 5;
    const goOn = machine.hold('entries');
    await openFiles(main);
    await screen.findByText('Listing… 5');
    await waitFor(() => expect(names().length).toBeGreaterThan(0));
    expect(grid().getAttribute('aria-busy')).toBe('true');
    goOn();
    await listed(CLONE);
    expect(names()).toHaveLength(12);
  });

  it('that is left while it is listed is not listed any further', async () => {
    machine.chunk = 5;
    const goOn = machine.hold('entries');
    const user = await openFiles(main);
    await screen.findByText('Listing… 5');
    grid().focus();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await waitFor(() => expect(machine.callsOf('stopListing')).toHaveLength(1));
    goOn();
    await listed('/tmp/build');
    expect(names()).toEqual(['artifacts', 'steps', 'storefront']);
    expect(chosen()).toEqual(['storefront']);
  });

  it('that is empty, closed, cut or hidden says so', async () => {
    const user = await openFiles(main, `${CLONE}/empty`);
    await screen.findByText('This folder is empty');
    await user.click(screen.getByRole('button', { name: 'Type a path' }));
    await user.clear(screen.getByRole('combobox', { name: 'Path' }));
    await user.keyboard('/root{Enter}');
    await screen.findByText('You may not look into this folder.');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Go to the folder above' }));
    await listed('/');
    machine.maxEntries = 1;
    grid().focus();
    await user.keyboard('{F5}');
    await screen.findByText('only the first 1 of more names');
  });

  it('leaves out names that no folder can have, and says how many', async () => {
    const children = machine.tree.folder(`${CLONE}/odd`).children;
    for (const name of ['..', 'a/b', '', 'fine']) children?.set(name, { kind: 'file', sizeBytes: 1 });
    await openFiles(main, `${CLONE}/odd`);
    await listed(`${CLONE}/odd`);
    expect(names()).toEqual(['fine']);
    expect(screen.getByText('1 file · 3 names left out that no folder can have')).toBeTruthy();
  });

  it('without SFTP says what is different', async () => {
    machine.via = 'shell';
    machine.note = 'Large folders take longer.';
    await openFiles(main);
    await screen.findByText('This machine has no SFTP; its files are reached with commands of its shell.');
    expect(screen.getByText('Large folders take longer.')).toBeTruthy();
  });
});

describe('going about', () => {
  it('enters folders by key and comes back to where it was', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('{Home}{End}');
    expect(chosen()).toEqual(['run.sh']);
    await user.keyboard('src');
    expect(chosen()).toEqual(['src']);
    expect(names()).toEqual(['src']);
    await user.keyboard('{Enter}');
    await listed(`${CLONE}/src`);
    expect(document.activeElement).toBe(grid());
    await user.keyboard('{Backspace}');
    await listed(CLONE);
    expect(chosen()).toEqual(['src']);
    await user.keyboard('{Alt>}{ArrowLeft}{/Alt}');
    await listed(`${CLONE}/src`);
    await user.keyboard('{Alt>}{ArrowRight}{/Alt}');
    await listed(CLONE);
    expect(useView.getState().fileTabs['s1']?.[0]?.path).toBe(CLONE);
  });

  it('finds by typing, and shows everything again after Escape', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('JS');
    expect(names()).toEqual(['package.json']);
    expect(screen.getByText(/1 name with “JS”/)).toBeTruthy();
    await user.keyboard('{Backspace}');
    expect(names()).toEqual(
      ['invoice\u202egpj.exe', 'junit.xml', 'package.json'].map((name) =>
        name.includes('\u202e') ? String.raw`invoice\u{202e}gpj.exe` : name,
      ),
    );
    await user.keyboard('{Escape}');
    expect(names()).toHaveLength(12);
    await user.keyboard('nothing like this');
    await screen.findByText('No name here has “nothing like this” in it');
  });

  it('goes by breadcrumbs and by places', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    const path = screen.getByRole('navigation', { name: 'Path' });
    await user.click(within(path).getByRole('button', { name: 'build' }));
    await listed('/tmp/build');
    await user.click(screen.getByRole('button', { name: 'Places' }));
    const places = (await screen.findAllByRole('menuitem')).map(({ textContent }) => textContent);
    expect(places).toEqual(['project clone', 'artifacts', 'step scripts', 'Home folder', 'Root folder']);
    await user.click(screen.getByRole('menuitem', { name: 'artifacts' }));
    await listed('/tmp/build/artifacts');
  });

  it('takes a typed path, completed, and keeps what was typed when nothing is there', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('{Control>}l{/Control}');
    const field = screen.getByRole<HTMLInputElement>('combobox', { name: 'Path' });
    expect(document.activeElement).toBe(field);
    await user.clear(field);
    await user.type(field, '/tmp/build/art');
    await screen.findByRole('option', { name: '/tmp/build/artifacts' });
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('{Tab}');
    expect(field.value).toBe('/tmp/build/artifacts/');
    await user.type(field, 'nowhere{Enter}');
    await screen.findByRole('alert');
    expect(field.value).toBe('/tmp/build/artifacts/nowhere');
    expect(names()).toHaveLength(12);
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('combobox', { name: 'Path' })).toBeNull();
    expect(document.activeElement).toBe(grid());
    await user.keyboard('{Control>}l{/Control}');
    await user.clear(screen.getByRole('combobox', { name: 'Path' }));
    await user.keyboard('~/notes.txt{Enter}');
    await listed('/home/ada');
    expect(chosen()).toEqual(['notes.txt']);
  });

  it('opens a terminal in the folder', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    await user.pointer({ keys: '[MouseRight]', target: grid() });
    await user.click(await screen.findByRole('menuitem', { name: 'Open a terminal here' }));
    await waitFor(() => expect(terminalEvents).toEqual([`Terminal 2: cd -- '${CLONE}'\r`]));
  });
});

describe('choosing', () => {
  it('works with the pointer as lists of files do', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    expect(grid().getAttribute('aria-multiselectable')).toBe('true');
    await user.click(row('coverage'));
    await user.keyboard('{Shift>}');
    await user.click(row('src'));
    await user.keyboard('{/Shift}');
    expect(chosen()).toEqual(['coverage', 'current', 'empty', 'src']);
    await user.keyboard('{Control>}');
    await user.click(row('empty'));
    await user.click(row('run.sh'));
    await user.keyboard('{/Control}');
    expect(chosen()).toEqual(['coverage', 'current', 'src', 'run.sh']);
    await user.click(row('src'));
    expect(chosen()).toEqual(['src']);
  });

  it('works with the keys', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    grid().focus();
    await user.keyboard('{ArrowDown}{Shift>}{ArrowDown}{ArrowDown}{/Shift}');
    expect(chosen()).toEqual(['coverage', 'current', 'empty']);
    await user.keyboard('{Control>}{ArrowDown}{ArrowDown} {/Control}');
    expect(chosen()).toEqual(['coverage', 'current', 'empty', 'build.log']);
    await user.keyboard('{Control>}a{/Control}');
    expect(chosen()).toHaveLength(12);
    expect(screen.getByText(/\d+ folders?, \d+ files? chosen$/)).toBeTruthy();
    const active = grid().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)).toBe(row('build.log'));
  });
});

describe('the link to the machine', () => {
  it('that is lost leaves the list to be read, and what needs it cannot be chosen', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    const [before] = main.truth.sessions['s1']?.machines ?? [];
    main.change('sessions', 's1', { machines: before === undefined ? [] : [{ ...before, link: 'lost' }] });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Upload' })).toHaveProperty('disabled', true));
    expect(names()).toHaveLength(12);
    await user.click(row('run.sh'));
    expect(screen.getByRole('button', { name: 'Download' }).hasAttribute('disabled')).toBe(true);
  });

  it('that is back has the folder listed anew', async () => {
    await openFiles(main);
    await listed(CLONE);
    machine.tree.file(`${CLONE}/after.txt`, 'new');
    machine.setConnected(true);
    await waitFor(() => expect(names()).toContain('after.txt'));
  });

  it('that breaks with its process is made again by the next thing that is done', async () => {
    const user = await openFiles(main);
    await listed(CLONE);
    machine.drop();
    grid().focus();
    await user.keyboard('{Backspace}');
    await listed('/tmp/build');
    expect(main.callsOf('files.attach')).toHaveLength(2);
  });
});
