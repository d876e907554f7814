// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
});
afterEach(closeWindow);

const open = () => openWindow(main, { page: { kind: 'settings' } });
const card = (name: string) => within(screen.getByRole('region', { name }));

it('has the warnings before the end as a list that can be changed', async () => {
  const user = await open();
  const minutes = (): number[] => main.truth.settings.notifyMinutes;
  await user.click(screen.getByRole('button', { name: 'Add a warning' }));
  await waitFor(() => expect(minutes()).toEqual([10, 5, 2]));
  await user.click(await screen.findByRole('button', { name: 'Remove the warning at 10 minutes' }));
  await waitFor(() => expect(minutes()).toEqual([5, 2]));
  const field = screen.getByRole('textbox', { name: 'Warning 2' });
  await user.clear(field);
  await user.type(field, '30{Enter}');
  await waitFor(() => expect(minutes()).toEqual([30, 5]));
  for (const count of [3, 4]) {
    await user.click(screen.getByRole('button', { name: 'Add a warning' }));
    await waitFor(() => expect(minutes()).toHaveLength(count));
  }
  expect(screen.getByRole('button', { name: 'Add a warning' }).hasAttribute('disabled')).toBe(true);
});

it('has a switch for every notification, the icon, salvages and recordings', async () => {
  const user = await open();
  const turnOff = async (name: string, label: string): Promise<void> =>
    user.click(within(card(name).getByRole('radiogroup', { name: label })).getByRole('radio', { name: 'Off' }));
  await turnOff('Notifications', 'A machine is ready');
  await turnOff('Notifications', 'A connection is lost');
  await turnOff('Notifications', 'A session was left running');
  await user.click(card('Notifications').getByRole('radio', { name: 'All' }));
  await turnOff('Icon beside the clock', 'Show the icon');
  await turnOff('Before a machine goes', 'Save my work by itself');
  await turnOff('Recordings', 'Record terminals');
  await waitFor(() =>
    expect(main.truth.settings).toMatchObject({
      notifyReady: false,
      notifyLost: false,
      notifyLeft: false,
      notifyBuilds: 'all',
      showTray: false,
      salvageAtEnd: false,
      recordTerminals: false,
    }),
  );
  expect(await accessibilityMistakes()).toEqual([]);
});

it('leaves limits as they are when their fields are only visited', async () => {
  const user = await open();
  const fields = [
    ...card('Before a machine goes').getAllByRole('textbox'),
    ...card('Recordings').getAllByRole('textbox'),
  ];
  expect(fields).toHaveLength(4);
  for (const field of fields) await user.click(field);
  await user.tab();
  expect(main.callsOf('app.updateSettings')).toEqual([]);
});

it('says that terminals are recorded here and screens never', async () => {
  await open();
  expect(card('Recordings').getByText(/recorded here, on this computer.*Screens are never recorded/)).toBeTruthy();
});
