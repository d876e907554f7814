// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { detail, step } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;
const view = { selectedBuildId: 'b412', isLogOpen: true };

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
});
afterEach(closeWindow);

function output(): HTMLElement {
  return screen.getByRole('region', { name: /^Output of/ });
}

function setRunning(text: string): void {
  main.log('b412', 'test').write(Date.now(), text);
  main.setDetail(detail('b412', [step({ id: 'test', name: 'npm test', state: 'running' })]));
}

describe('the log', () => {
  it('starts at the failing step and goes through the steps by keyboard', async () => {
    const user = await openWindow(main, view);
    await screen.findByRole('region', { name: 'Output of npm test' });
    expect(screen.getByText('exit code 1')).toBeTruthy();
    await user.keyboard('{Alt>}{ArrowUp}{/Alt}');
    await screen.findByText('added 812 packages in 47s');
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}{Alt>}{ArrowDown}{/Alt}');
    await screen.findByText('This step was skipped');
  });

  it('reads a long output page by page to its end', async () => {
    const log = main.log('b412', 'test');
    for (let line = 0; line < 5_000; line += 1) log.write(0, `line ${line} ${'x'.repeat(60)}\n`);
    await openWindow(main, view);
    await waitFor(() => expect(main.callsOf('builds.readLog').length).toBeGreaterThan(4));
    const offsets = main.callsOf('builds.readLog').map(({ offset }) => offset ?? -1);
    expect(offsets).toEqual(offsets.toSorted((left, right) => left - right));
    expect(new Set(offsets).size).toBe(offsets.length);
  });

  it('goes on while the step writes, from where it was', async () => {
    main.log('b98', 'flutter');
    await openWindow(main, { selectedBuildId: 'b98', isLogOpen: true });
    await screen.findByText('Running pod install…');
    const readBefore = main.callsOf('builds.readLog').length;
    main.log('b98', 'flutter').write(Date.now(), 'Compiling…\n');
    main.setDetail(detail('b98', [step({ id: 'flutter', name: 'flutter build ipa', state: 'running' })]));
    await screen.findByText('Compiling…');
    const [next] = main.callsOf('builds.readLog').slice(readBefore);
    expect(next?.offset).toBeGreaterThan(0);
    expect(screen.getAllByText('Running pod install…')).toHaveLength(1);
  });

  it('finds text, counts it, and goes on with Enter', async () => {
    const user = await openWindow(main, view);
    await screen.findByText(/expected 3 attempts/);
    await user.keyboard('{Control>}f{/Control}');
    await user.keyboard('INTENT');
    await screen.findByText('1 of 3');
    expect(within(output()).getAllByText('intent', { selector: 'mark' })).toHaveLength(3);
    await user.keyboard('{Enter}');
    await screen.findByText('2 of 3');
    await user.keyboard('{Shift>}{Enter}{/Shift}{Shift>}{Enter}{/Shift}');
    await screen.findByText('3 of 3');
    await user.keyboard(' nowhere');
    await screen.findByText('No match');
  });

  it('shows the time of each line when asked', async () => {
    const user = await openWindow(main, view);
    await screen.findByText(/expected 3 attempts/);
    expect(within(output()).queryAllByText(/^\d\d:\d\d:\d\d$/)).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'Show times' }));
    expect(within(output()).getAllByText(/^\d\d:\d\d:\d\d$/).length).toBeGreaterThan(5);
  });

  it('copies the output without its colours', async () => {
    const user = await openWindow(main, view);
    await screen.findByText(/expected 3 attempts/);
    await user.click(screen.getByRole('button', { name: 'Copy the output' }));
    await waitFor(() => expect(main.clipboard).toHaveLength(1));
    expect(main.clipboard[0]).toContain('Tests: 1 failed, 214 passed');
    expect(main.clipboard[0]).not.toContain('\u001b');
  });

  it('says what the limit on the output left out, where it is missing', async () => {
    main.log('b412', 'test').omit(12_400_000).write(0, 'the end\n');
    await openWindow(main, view);
    await screen.findByText('the end');
    const texts = [...output().querySelectorAll('[data-remark]')].map(({ textContent }) => textContent);
    expect(texts).toEqual(['12.4 MB left out: the output is longer than what is kept']);
  });

  it('says why it cannot be read, and reads it again when asked', async () => {
    main.refuse('builds.readLog', {
      code: 'storage-failed',
      message: 'The log cannot be read.',
      hint: 'Is the disk full?',
    });
    const user = await openWindow(main, view);
    await screen.findByText('The log cannot be read.');
    main.refuse('builds.readLog', undefined);
    await user.click(screen.getByRole('button', { name: 'Read again' }));
    await screen.findByText(/expected 3 attempts/);
  });

  it('shows markup of a hostile log as text', async () => {
    setRunning('<img src=x onerror="alert(1)"> [click](javascript:alert(1))\n');
    await openWindow(main, view);
    await screen.findByText(/<img src=x/);
    expect(output().querySelector('img, a')).toBeNull();
  });
});
