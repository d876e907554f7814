// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { account, build, detail, step } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { manyBuilds, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

beforeAll(installLayout);
afterEach(closeWindow);

function rows(): string[] {
  return screen.queryAllByRole('row').flatMap((row) => {
    const title = within(row).queryAllByRole('gridcell')[1]?.firstElementChild?.textContent;
    return title ? [title] : [];
  });
}

function selectedRow(): HTMLElement {
  return screen.getByRole('row', { selected: true });
}

function pane(): HTMLElement {
  return screen.getByRole('complementary', { name: 'Build' });
}

describe('the list of builds', () => {
  it('shows the newest first, selects it, and asks for its details', async () => {
    const main = sampleWorld(Date.now());
    await openWindow(main);
    expect(rows().slice(0, 2)).toEqual(['Bump Flutter to 3.41', 'Retry payment intents on timeout']);
    expect(selectedRow().textContent).toContain('Bump Flutter');
    await within(pane()).findByText('flutter build ipa');
    expect(main.watched).toEqual(['b98']);
  });

  it('is worked by keyboard: down, up, end, Enter opens the log, Escape comes back', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    await user.keyboard('{ArrowDown}');
    expect(document.activeElement?.getAttribute('role')).toBe('grid');
    await user.keyboard('{ArrowDown}');
    expect(selectedRow().textContent).toContain('Retry payment intents');
    expect(document.activeElement?.getAttribute('aria-activedescendant')).toBe(selectedRow().id);
    await user.keyboard('{End}');
    expect(selectedRow().textContent).toContain('Try the new linker');
    await user.keyboard('{Home}{ArrowDown}{ArrowDown}{ArrowUp}{Enter}');
    expect(await screen.findByRole('main', { name: 'Build log' })).toBeTruthy();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('main', { name: 'Build log' })).toBeNull();
    await waitFor(() => expect(document.activeElement?.getAttribute('role')).toBe('grid'));
  });

  it('has a search that Escape empties first and leaves then', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    await user.keyboard('/zzz');
    const field = screen.getByRole('searchbox', { name: 'Search builds' });
    await user.keyboard('{Escape}');
    expect(field).toHaveProperty('value', '');
    expect(document.activeElement).toBe(field);
    await user.keyboard('{Escape}');
    expect(document.activeElement).toBe(screen.getByRole('grid'));
  });

  it('filters by state and by words, and says so when nothing is left', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    await user.click(screen.getByRole('button', { name: 'Passed' }));
    expect(rows()).toEqual(['Cache cargo registry', 'Docs: rotate keys']);
    await user.keyboard('{Control>}f{/Control}');
    await user.keyboard('rotate');
    await waitFor(() => expect(rows()).toEqual(['Docs: rotate keys']));
    await user.keyboard(' nothing');
    await user.click(await screen.findByRole('button', { name: 'Show all' }));
    await waitFor(() => expect(rows()).toHaveLength(9));
  });

  it('toggles a state by its key', async () => {
    const user = await openWindow(sampleWorld(Date.now()));
    await user.keyboard('{Alt>}p{/Alt}');
    expect(screen.getByRole('button', { name: 'Passed' }).getAttribute('aria-pressed')).toBe('true');
    await waitFor(() => expect(rows()).toHaveLength(2));
  });

  it('has as few rows in the document with 10,000 builds as with 100', async () => {
    const main = new FakeMain();
    main.put('builds', manyBuilds(10_000, Date.now()));
    const user = await openWindow(main);
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('10001');
    expect(screen.getAllByRole('row').length).toBeLessThan(60);
    await user.keyboard('{ArrowDown}{ArrowDown}{ArrowDown}');
    expect(selectedRow().textContent).toContain('Change 9998 of many');
  });

  it('follows the newest build until the person chooses one', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main);
    const push = (number: number) => {
      const id = `b${number}`;
      main.put('builds', { [id]: build({ id, number, title: `Push ${number}`, queuedAt: Date.now() + number }) });
    };
    push(998);
    await waitFor(() => expect(selectedRow().textContent).toContain('Push 998'));
    await user.click(screen.getByText('Bump Flutter to 3.41', { selector: '[role="gridcell"] *' }));
    push(999);
    await waitFor(() => expect(rows()[0]).toBe('Push 999'));
    expect(selectedRow().textContent).toContain('Bump Flutter');
  });

  it('says what is wrong with an account, and still shows the builds it knows', async () => {
    const main = sampleWorld(Date.now());
    main.change('accounts', 'this-computer', {
      state: 'failed',
      problem: { code: 'process-crashed', message: 'The build host stopped.', hint: 'It is started again by itself.' },
    });
    const user = await openWindow(main);
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('This computer: The build host stopped.It is started again by itself.');
    expect(rows()).toHaveLength(9);
    await user.click(within(notice).getByRole('button', { name: 'Try again' }));
    expect(main.callsOf('builds.refresh')).toHaveLength(1);
    main.change('accounts', 'this-computer', { state: 'ready', problem: undefined });
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });

  it('shows that builds are on their way while an account connects', async () => {
    const main = new FakeMain();
    main.put('accounts', { 'this-computer': account({ state: 'connecting' }) });
    await openWindow(main);
    expect(screen.getByRole('status', { name: 'Loading the builds' })).toBeTruthy();
    main.change('accounts', 'this-computer', { state: 'ready' });
    await screen.findByText('No builds yet');
  });

  it('invites when there is nothing yet', async () => {
    const main = new FakeMain();
    main.chosenFolder = '/home/ada/website';
    const user = await openWindow(main);
    await user.click(screen.getByRole('button', { name: 'Add a project folder' }));
    expect(await screen.findByText('website has no jumpseat.yml yet')).toBeTruthy();
  });
});

describe('the selected build', () => {
  it('shows its steps, the end of the failing one, and what its machine is', async () => {
    await openWindow(sampleWorld(Date.now()), { selectedBuildId: 'b412' });
    const failing = await within(pane()).findByRole('button', { name: /npm test/, current: 'step' });
    expect(failing.textContent).toContain('5m 02s');
    const tail = await within(pane()).findByRole('region', { name: 'End of the output of npm test' });
    await within(tail).findByText('1 failed');
    expect(within(tail).getByText('1 failed').style.color).toBe('var(--ansi-1)');
    expect(within(pane()).getByText('10 min after the build, 1 h once connected')).toBeTruthy();
  });

  it('shows the output of another step when that is chosen', async () => {
    const user = await openWindow(sampleWorld(Date.now()), { selectedBuildId: 'b412' });
    await user.click(await within(pane()).findByRole('button', { name: /npm ci/ }));
    await within(pane()).findByText('added 812 packages in 47s');
  });

  it('shows the steps of the machine that failed when there are several, and the others when asked', async () => {
    const user = await openWindow(sampleWorld(Date.now()), { selectedBuildId: 'b409' });
    const third = await within(pane()).findByRole('list', { name: 'Steps of machine 3' });
    expect(within(third).getAllByRole('listitem')).toHaveLength(2);
    expect(within(third).getByText('playwright test --shard 3/4')).toBeTruthy();

    // The others are folded, so that the output stands in sight.
    expect(within(pane()).queryByRole('list', { name: 'Steps of machine 1' })).toBeNull();
    await user.click(within(pane()).getByRole('button', { name: /Machine 1/ }));
    expect(within(pane()).getByRole('list', { name: 'Steps of machine 1' })).toBeTruthy();
  });

  it('goes to the session when it is rebuilt with remote access, and starts one only', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    await user.dblClick(within(pane()).getByRole('button', { name: 'Rebuild with remote access' }));
    expect(await screen.findByRole('main', { name: 'Session storefront #412' })).toBeTruthy();
    expect(main.callsOf('sessions.start')).toEqual([{ buildId: 'b412' }]);
  });

  it('is rebuilt with remote access by its key, from the list', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    await user.keyboard('{Control>}{Enter}{/Control}');
    await waitFor(() => expect(main.callsOf('sessions.start')).toHaveLength(1));
  });

  it('can be cancelled while it runs, and not after', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main);
    await user.click(within(pane()).getByRole('button', { name: 'Cancel' }));
    await waitFor(() => expect(main.truth.builds['b98']?.state).toBe('cancelled'));
    await waitFor(() => expect(within(pane()).queryByRole('button', { name: 'Cancel' })).toBeNull());
  });

  it('has the rest in a menu that the keyboard opens', async () => {
    const main = sampleWorld(Date.now());
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    within(pane()).getByRole('button', { name: 'More for this build' }).focus();
    await user.keyboard('{Enter}');
    const menu = await screen.findByRole('menu');
    expect(
      within(menu)
        .getAllByRole('menuitem')
        .map(({ textContent }) => textContent),
    ).toEqual(['RebuildCtrl+Shift+Enter', 'Run this project again', 'Copy commit', 'Show folder']);
    await user.click(within(menu).getByText('Copy commit'));
    await waitFor(() => expect(main.clipboard).toEqual(['9f3c1ab0c7d24be1a6dbd41f4b2a9e2f6c1d0b57']));
    expect(await screen.findByText('The commit is on the clipboard.')).toBeTruthy();
  });

  it('says why it could not start', async () => {
    const main = sampleWorld(Date.now());
    main.setDetail(detail('b412', [], { message: 'The commit 9f3c1ab is not in the clone any more.' }));
    await openWindow(main, { selectedBuildId: 'b412' });
    await within(pane()).findByText('The commit 9f3c1ab is not in the clone any more.');
  });

  it('keeps a problem of what was asked for on the screen until it is dismissed', async () => {
    const main = sampleWorld(Date.now());
    main.refuse('sessions.start', {
      code: 'busy',
      message: 'The machine is in use.',
      hint: 'End the other session first.',
    });
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    await user.click(within(pane()).getByRole('button', { name: 'Rebuild with remote access' }));
    const notice = await screen.findByRole('alert');
    expect(notice.textContent).toContain('The machine is in use.End the other session first.');
    await user.click(within(notice).getByRole('button', { name: 'Dismiss' }));
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('renews its steps as they go on', async () => {
    const main = sampleWorld(Date.now());
    await openWindow(main);
    await within(pane()).findByText('flutter build ipa');
    main.log('b98', 'flutter').write(Date.now(), 'Compiling…\n');
    main.setDetail(detail('b98', [step({ id: 'flutter', name: 'flutter build ipa', state: 'running' })]));
    await within(pane()).findByText('Compiling…');
  });
});

describe('accessibility', () => {
  it.each([
    ['the list', {}],
    ['a project', { scope: { kind: 'project', projectId: 'storefront' } }],
    ['the log', { selectedBuildId: 'b412', isLogOpen: true }],
    ['the settings', { page: { kind: 'settings' } }],
  ] as const)('finds no mistake in %s', async (_, view) => {
    await openWindow(sampleWorld(Date.now()), view);
    await screen.findAllByRole('heading', { level: 2 });
    expect(await accessibilityMistakes()).toEqual([]);
  });
});
