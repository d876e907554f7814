// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { followTruth } from '../../../../renderer/state/truth.ts';
import { initialView, selectBuild, showSettings, useView } from '../../../../renderer/state/view.ts';
import { watchBuilds } from '../../../../renderer/state/watch-builds.ts';
import { build, session } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

let main: FakeMain;
const stops: (() => void)[] = [];

function watched(): string[][] {
  return main.callsOf('builds.watch').map(({ buildIds }) => buildIds);
}

beforeEach(() => {
  useView.setState(initialView, true);
  main = new FakeMain();
  main.put('builds', { b1: build({ id: 'b1' }), b2: build({ id: 'b2' }) });
  window.jumpseat = main.bridge;
  stops.push(followTruth(), watchBuilds());
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

describe('watching builds', () => {
  it('asks for the details of the selected build, and no more when it is not on the screen', async () => {
    selectBuild('b1');
    await expect.poll(watched).toEqual([['b1']]);
    selectBuild('b2');
    showSettings();
    await expect.poll(watched).toEqual([['b1'], ['b2'], []]);
  });

  it('asks for the rebuild of a session until the session is over', async () => {
    main.put('sessions', { s1: session({ id: 's1', rebuildId: 'b9', state: 'preparing' }) });
    await expect.poll(watched).toEqual([['b9']]);
    main.change('sessions', 's1', { state: 'ready' });
    main.change('sessions', 's1', { state: 'closed' });
    await expect.poll(watched).toEqual([['b9'], []]);
  });
});
