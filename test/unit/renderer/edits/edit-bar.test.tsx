// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EditBar } from '../../../../renderer/features/edits/EditBar.tsx';
import { useNotices } from '../../../../renderer/state/notices.ts';
import { edit } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const button = (name: string | RegExp) => screen.getByRole('button', { name });
const bar = () => screen.getByRole('region', { name: 'Files open in an editor' });
const open = () =>
  openWindow(main, { page: { kind: 'session', sessionId: 's1' } }, <EditBar sessionId="s1" machine={0} />);

beforeAll(installLayout);
beforeEach(() => {
  main = new FakeMain();
});
afterEach(closeWindow);

describe('files open in an editor', () => {
  it('say what becomes of their saves, and when the last one was uploaded', async () => {
    const savedAt = new Date(2026, 2, 12, 14, 3, 7).getTime();
    main.put('edits', {
      e1: edit({ id: 'e1', name: 'package.json', savedAt, openedAt: 1 }),
      e2: edit({ id: 'e2', name: 'intent.ts', state: 'fetching', openedAt: 2 }),
      other: edit({ id: 'other', machine: 1, name: 'elsewhere.ts' }),
    });
    await open();
    expect(bar().textContent).toContain('package.json is open in your editor; each save is uploaded');
    expect(bar().textContent).toContain('last upload 14:03:07');
    expect(bar().textContent).toContain('intent.ts is fetched for your editor');
    expect(bar().textContent).not.toContain('elsewhere.ts');
    expect(await accessibilityMistakes()).toEqual([]);
    main.change('edits', 'e1', { state: 'uploading' });
    await waitFor(() => expect(bar().textContent).toContain('package.json was saved and is uploaded'));
  });

  it('offer three ways out when both sides changed, each said by what it costs', async () => {
    main.put('edits', { e1: edit({ id: 'e1', state: 'conflict' }) });
    const user = await open();
    expect(bar().textContent).toContain('package.json was changed on both sidesNothing was overwritten.');
    const choices = within(screen.getByRole('group', { name: 'What to do with package.json' }));
    for (const name of ['Put mine over it', 'Put mine beside it', 'Take theirs and lose mine']) {
      await user.click(choices.getByRole('button', { name }));
    }
    await waitFor(() => expect(main.callsOf('files.resolveEdit').length).toBeGreaterThan(0));
    expect(main.callsOf('files.resolveEdit')[0]).toEqual({ editId: 'e1', choice: 'overwrite' });
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('say why a save is not uploaded yet', async () => {
    main.put('edits', {
      e1: edit({
        id: 'e1',
        state: 'waiting',
        problem: {
          code: 'connection-lost',
          message: 'The connection is gone.',
          hint: 'It is uploaded when it is back.',
        },
      }),
    });
    await open();
    expect(bar().textContent).toContain('was saved and is not uploaded yet');
    expect(bar().textContent).toContain('The connection is gone. It is uploaded when it is back.');
  });

  it('are let go of at once when nothing is lost', async () => {
    main.put('edits', { e1: edit({ id: 'e1' }) });
    const user = await open();
    await user.click(button('Stop editing package.json'));
    await waitFor(() => expect(screen.queryByRole('region')).toBeNull());
    expect(main.callsOf('files.stopEdit')).toEqual([{ editId: 'e1', loseChanges: false }]);
  });

  it('are asked about when a save is not uploaded', async () => {
    main.put('edits', { e1: edit({ id: 'e1', state: 'waiting' }) });
    const user = await open();
    await user.click(button('Stop editing package.json'));
    const question = within(screen.getByRole('group', { name: /^The last save of package\.json is not uploaded/ }));
    await user.click(question.getByRole('button', { name: 'Keep' }));
    expect(main.callsOf('files.stopEdit')).toEqual([]);
    await user.click(button('Stop editing package.json'));
    await user.click(button('Lose it'));
    await waitFor(() => expect(main.callsOf('files.stopEdit')).toEqual([{ editId: 'e1', loseChanges: true }]));
  });

  it('are asked about too when main knows of a save that the window has not heard of', async () => {
    main.put('edits', { e1: edit({ id: 'e1' }) });
    main.refuse('files.stopEdit', { code: 'busy', message: 'A save is not uploaded.' });
    const user = await open();
    await user.click(button('Stop editing package.json'));
    await screen.findByRole('group', { name: /^The last save of package\.json is not uploaded/ });
  });
});

describe('files open in an editor, elsewhere in the window', () => {
  const conflict = {
    state: 'conflict',
    problem: {
      code: 'changed-meanwhile',
      message: 'package.json was changed on the machine while you edited it.',
      hint: 'Nothing was overwritten. Choose which of the two is to stay.',
    },
  } as const;

  it('say once when one needs the person and nobody looks, and lead there', async () => {
    const user = await openWindow(main);
    main.put('edits', { e1: edit({ id: 'e1' }) });
    main.change('edits', 'e1', { state: 'uploading', savedAt: 1 });
    expect(useNotices.getState().notices).toEqual([]);
    main.change('edits', 'e1', conflict);
    main.change('edits', 'e1', { savedAt: 2 });
    await screen.findByText(/^package\.json was changed on the machine while you edited it\. Nothing/);
    expect(useNotices.getState().notices).toHaveLength(1);
    await user.click(button('Show'));
    expect(bar().textContent).toContain('no session · /tmp/build/storefront/package.json');
    await user.click(button('Put mine beside it'));
    await waitFor(() => expect(main.callsOf('files.resolveEdit')).toEqual([{ editId: 'e1', choice: 'keep-both' }]));
  });

  it('show paths of the machine so that nothing in them is hidden', async () => {
    main.put('edits', { e1: edit({ id: 'e1', path: '/tmp/a\u202Egpj.sh', name: 'a[U+202E]gpj.sh' }) });
    await openWindow(main, { page: { kind: 'transfers' } });
    expect(bar().textContent).toContain(String.raw`/tmp/a\u{202e}gpj.sh`);
    expect(document.body.innerHTML).not.toContain('\u202E');
  });

  it('stay quiet where they are seen', async () => {
    await openWindow(main, { page: { kind: 'transfers' } });
    main.put('edits', { e1: edit({ id: 'e1' }) });
    main.change('edits', 'e1', conflict);
    await screen.findByRole('group', { name: 'What to do with package.json' });
    expect(useNotices.getState().notices).toEqual([]);
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('have their ways out in the palette', async () => {
    main.put('edits', { e1: edit({ id: 'e1', ...conflict }) });
    const user = await openWindow(main, { page: { kind: 'transfers' } });
    await user.keyboard('{Control>}k{/Control}package');
    const titles = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(titles).toEqual(
      expect.arrayContaining([
        'package.json: put mine over it',
        'package.json: put mine beside it',
        'package.json: take theirs and lose mine',
        'Stop editing package.json',
      ]),
    );
  });
});
