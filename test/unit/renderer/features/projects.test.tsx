// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { project } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;

function onProject(projectId: string) {
  return { scope: { kind: 'project' as const, projectId } };
}

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
});
afterEach(closeWindow);

describe('a project', () => {
  it('is added from a folder, and offered a jumpseat.yml that can be edited before it is written', async () => {
    main.chosenFolder = '/home/ada/website';
    const user = await openWindow(main);
    await user.click(screen.getByRole('button', { name: 'Add project' }));
    const editor = await screen.findByRole('textbox', { name: 'jumpseat.yml' });
    expect(editor).toHaveProperty('value', main.draft.text);
    expect(screen.getByText(/based on package\.json/)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);

    fireEvent.change(editor, { target: { value: 'nonsense' } });
    await user.click(screen.getByRole('button', { name: 'Write jumpseat.yml' }));
    expect((await screen.findByRole('alert')).textContent).toContain('there are no steps');
    fireEvent.change(editor, { target: { value: 'steps:\n  - name: test\n    run: make\n' } });
    await user.click(screen.getByRole('button', { name: 'Write jumpseat.yml' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'jumpseat.yml' })).toBeNull());
    expect(main.callsOf('projects.writeConfig').at(-1)?.text).toContain('run: make');
    await user.click(screen.getByRole('button', { name: 'Run the first build' }));
    await waitFor(() =>
      expect(main.callsOf('builds.run')).toEqual([{ projectId: 'website', includeUncommitted: false }]),
    );
  });

  it('changes nothing when no folder was chosen', async () => {
    const user = await openWindow(main);
    await user.keyboard('{Control>}o{/Control}');
    await waitFor(() => expect(main.callsOf('projects.choose')).toHaveLength(1));
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('All builds');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('lists the mistakes in its jumpseat.yml with their places, and is checked again', async () => {
    main.change('projects', 'storefront', {
      config: 'invalid',
      mistakes: [{ line: 4, column: 5, message: '"comand" is not known here. Did you mean "run"?' }],
    });
    const user = await openWindow(main, onProject('storefront'));
    const mistakes = screen.getByRole('list', { name: 'Mistakes in jumpseat.yml' });
    expect(within(mistakes).getByText('4:5')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Run build' })).toBeNull();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Check again' }));
    await waitFor(() => expect(main.callsOf('projects.refresh')).toEqual([{ projectId: 'storefront' }]));
    main.change('projects', 'storefront', { config: 'valid', mistakes: [] });
    await screen.findByRole('button', { name: 'Run build' });
    expect(screen.queryByRole('list', { name: 'Mistakes in jumpseat.yml' })).toBeNull();
  });

  it('is waited for when it was added just now, and left when it was removed', async () => {
    await openWindow(main, onProject('website'));
    main.put('projects', { website: project({ id: 'website', name: 'website', config: 'missing' }) });
    expect(await screen.findByRole('heading', { level: 1, name: 'website' })).toBeTruthy();
    main.put('projects', { website: null });
    expect(await screen.findByRole('heading', { level: 1, name: 'All builds' })).toBeTruthy();
  });

  it('says when its folder is gone', async () => {
    main.change('projects', 'storefront', { config: 'folder-missing' });
    await openWindow(main, onProject('storefront'));
    expect(screen.getByText('The folder of storefront is not there')).toBeTruthy();
    expect(screen.getByText('/home/ada/storefront')).toBeTruthy();
    expect(screen.getByRole('img', { name: 'The folder is missing' })).toBeTruthy();
  });

  it('is built with its uncommitted changes when asked', async () => {
    const user = await openWindow(main, onProject('storefront'));
    await user.click(screen.getByRole('button', { name: 'More for storefront' }));
    await user.click(await screen.findByText('Run build with uncommitted changes'));
    await waitFor(() =>
      expect(main.callsOf('builds.run')).toEqual([{ projectId: 'storefront', includeUncommitted: true }]),
    );
    expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('storefront');
  });

  it('without git offers no uncommitted changes', async () => {
    main.put('projects', { notes: project({ id: 'notes', name: 'notes', isGit: false }) });
    const user = await openWindow(main, onProject('notes'));
    await user.click(screen.getByRole('button', { name: 'More for notes' }));
    await screen.findByText('Show folder');
    expect(screen.queryByText('Run build with uncommitted changes')).toBeNull();
  });

  it('is removed only after a question in place, whose harmless answer has the focus', async () => {
    const user = await openWindow(main, onProject('storefront'));
    await user.click(screen.getByRole('button', { name: 'More for storefront' }));
    await user.click(await screen.findByText('Remove project…'));
    const question = await screen.findByRole('group', { name: /The folder is not touched/ });
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Keep'));
    await user.keyboard('{Escape}');
    expect(main.callsOf('projects.remove')).toEqual([]);
    expect(question.isConnected).toBe(false);

    await user.click(screen.getByRole('button', { name: 'More for storefront' }));
    await user.click(await screen.findByText('Remove project…'));
    await user.click(await screen.findByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('All builds'));
    expect(screen.queryByRole('button', { name: /storefront/ })).toBeNull();
  });
});
