// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fetchSnapshot, followTruth, useTruth } from '../../../../renderer/state/truth.ts';
import { build } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

let main: FakeMain;
let stop: () => void;

function titles(): string[] {
  return Object.values(useTruth.getState().truth.builds).map(({ title }) => title);
}

async function ready(): Promise<void> {
  await expect.poll(() => useTruth.getState().status).toBe('ready');
}

beforeEach(() => {
  main = new FakeMain();
  window.jumpseat = main.bridge;
});
afterEach(() => stop());

describe('the copy of the truth', () => {
  it('starts from the snapshot and applies patches in order', async () => {
    main.put('builds', { one: build({ id: 'one', title: 'first' }) });
    stop = followTruth();
    await ready();
    main.put('builds', { two: build({ id: 'two', title: 'second' }) });
    main.change('builds', 'one', { title: 'first, renamed' });
    expect(titles()).toEqual(['first, renamed', 'second']);
    expect(useTruth.getState().revision).toBe(main.revision);
    expect(main.callsOf('app.snapshot')).toHaveLength(1);
  });

  it('keeps patches that come before the snapshot, and drops those it already has', async () => {
    const early = main.put('builds', { one: build({ id: 'one', title: 'old' }) });
    const { promise, resolve } = Promise.withResolvers<void>();
    const { call } = main.bridge;
    main.bridge.call = async (name, ...input) => {
      const result = await call(name, ...input);
      await promise;
      return result;
    };
    stop = followTruth();
    await expect.poll(() => main.callsOf('app.snapshot')).toHaveLength(1);
    // The snapshot with revision 1 is on its way; these three arrive first.
    main.emit('state.patch', early);
    main.change('builds', 'one', { title: 'new' });
    main.put('builds', { two: build({ id: 'two', title: 'second' }) });
    expect(titles()).toEqual([]);
    resolve();
    await ready();
    expect(titles()).toEqual(['new', 'second']);
    expect(useTruth.getState().revision).toBe(3);
    expect(main.callsOf('app.snapshot')).toHaveLength(1);
  });

  it('puts patches that arrive out of order in order', async () => {
    stop = followTruth();
    await ready();
    const patch = (revision: number, title: string) => ({
      revision,
      changes: [{ collection: 'builds' as const, key: 'one', value: build({ id: 'one', title }) }],
    });
    // Main goes on from here; its own snapshot would be older than what is sent.
    main.refuse('app.snapshot', { code: 'busy', message: 'not now' });
    main.emit('state.patch', patch(2, 'second'));
    expect(titles()).toEqual([]);
    main.emit('state.patch', patch(1, 'first'));
    await expect.poll(() => useTruth.getState().revision).toBe(2);
    expect(titles()).toEqual(['second']);
  });

  it('fetches the snapshot again when a number is missing', async () => {
    stop = followTruth();
    await ready();
    main.truth.builds['lost'] = build({ id: 'lost', title: 'came with the lost patch' });
    main.loseNextPatch();
    main.put('builds', { two: build({ id: 'two', title: 'second' }) });
    await expect.poll(titles).toEqual(['came with the lost patch', 'second']);
    expect(main.callsOf('app.snapshot')).toHaveLength(2);
    expect(useTruth.getState().revision).toBe(main.revision);
  });

  it('removes what was dropped and takes new settings', async () => {
    main.put('builds', { one: build({ id: 'one' }) });
    stop = followTruth();
    await ready();
    main.put('builds', { one: null });
    main.setSettings({ ...main.truth.settings, theme: 'light', terminalFontSize: 15 });
    expect(useTruth.getState().truth.builds).toEqual({});
    expect(useTruth.getState().truth.settings.theme).toBe('light');
  });

  it('leaves collections that a patch does not touch as they are', async () => {
    main.put('builds', { one: build({ id: 'one' }) });
    stop = followTruth();
    await ready();
    const before = useTruth.getState().truth;
    main.setSettings({ ...before.settings, theme: 'light' });
    expect(useTruth.getState().truth.builds).toBe(before.builds);
  });

  it('says why when the first snapshot cannot be had, and starts when it is asked again', async () => {
    main.refuse('app.snapshot', { code: 'storage-failed', message: 'The list of builds cannot be read.' });
    stop = followTruth();
    await expect.poll(() => useTruth.getState().status).toBe('failed');
    expect(useTruth.getState().problem?.message).toBe('The list of builds cannot be read.');
    main.refuse('app.snapshot', undefined);
    await fetchSnapshot();
    expect(useTruth.getState().status).toBe('ready');
  });
});
