import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TrayItem } from '../../../main/attention/tray-model.ts';
import { SETTLE_MS } from '../../../main/attention/build-news.ts';
import type { Session } from '../../../main/contract/session.ts';
import { account, build, connectedMachine, session } from '../../fixtures/fake-main/entries.ts';
import { MINUTE_MS, recordWith, World } from './world.ts';

let world: World;
beforeEach(() => {
  world = new World();
  world.put('accounts', account());
});
afterEach(() => world[Symbol.dispose]());

function ending(id: string, minutes: number, part: Partial<Session> = {}): Session {
  const deadline = { at: world.in(minutes), reason: 'soon', certainty: 'known' as const };
  return session({ id, title: `${id} #1`, state: 'ready', machines: [connectedMachine()], deadline, ...part });
}

/** The menu as lines; what is in a submenu is indented, what cannot be chosen in brackets. */
function lines(items: readonly TrayItem[]): string[] {
  return items.flatMap((item) => {
    switch (item.kind) {
      case 'line':
        return ['-'];
      case 'text':
        return [`(${item.label})`];
      case 'act':
        return [`${item.isOn === true ? '✓ ' : ''}${item.label}`];
      case 'menu':
        return [item.label, ...lines(item.items).map((line) => `  ${line}`)];
    }
  });
}

it('shows nothing but the way in and out while nothing goes on', () => {
  world.begin();
  expect(world.model).toMatchObject({ state: 'idle', tooltip: 'Jumpseat', title: '', count: 0 });
  expect(lines(world.model.items)).toEqual(['Open Jumpseat', 'Quit']);
  expect(world.clock.waiting).toBe(0);
});

it('has every open session with its time, the one that ends first above, and what can be done', () => {
  const words = { label: 'Hold this machine', does: '', costs: '' };
  world.put(
    'sessions',
    ending('later', 95, { hold: { kind: 'keep-open', ...words, isOn: true } }),
    ending('sooner', 12, { hold: { kind: 'snippet', ...words, file: 'x', snippet: 'y' } }),
    session({ id: 'waits', title: 'waits #1', state: 'queued' }),
    ending('over', 12, { state: 'closed' }),
  );
  world.put('records', recordWith('sooner', 'running', 0));
  world.begin();
  expect(lines(world.model.items)).toEqual([
    'sooner #1 · 12 min left',
    '  Open',
    '  Hold this machine…',
    '  (Saving Your Work…)',
    '  -',
    '  End…',
    'later #1 · 1 h 35 min left',
    '  Open',
    '  ✓ Hold this machine',
    '  Save My Work',
    '  -',
    '  End…',
    'waits #1 · queued',
    '  Open',
    '  -',
    '  End…',
    '-',
    'Open Jumpseat',
    'Quit',
  ]);
  expect(world.model).toMatchObject({
    state: 'open',
    title: '12 min',
    tooltip: 'Jumpseat · sooner #1, 12 min left · 2 more open',
  });
});

it('changes its state at ten minutes, and its texts once a minute', async () => {
  world.put('sessions', ending('a', 11));
  world.begin();
  expect([world.model.state, world.model.count]).toEqual(['open', 0]);
  await world.clock.pass(MINUTE_MS);
  expect([world.model.state, world.model.count, world.model.title]).toEqual(['ending', 1, '10 min']);
  expect(world.models).toHaveLength(2);
  await world.clock.pass(MINUTE_MS - 1);
  expect(world.models).toHaveLength(2);
  await world.clock.pass(10 * MINUTE_MS);
  expect(world.model.title).toBe('0 min');
});

it('catches up after a sleep', () => {
  world.put('sessions', ending('a', 90));
  const attention = world.begin();
  world.clock.setBack(-85 * MINUTE_MS);
  attention.woke();
  expect(world.model).toMatchObject({ state: 'ending', title: '5 min' });
});

it('shows a lost connection', () => {
  world.put('sessions', ending('a', 90, { machines: [connectedMachine({ link: 'lost' })] }));
  world.begin();
  expect(world.model.state).toBe('failed');
  expect(lines(world.model.items)[0]).toBe('a #1 · connection lost, 1 h 30 min left');
});

it('has the builds that failed until the window was looked at, and the last one to run again', async () => {
  const running = ['a', 'b', 'c'].map((id, index) =>
    build({ id, projectName: id, number: 1, state: 'running', finishedAt: undefined, queuedAt: index }),
  );
  world.put('builds', build({ id: 'old', projectName: 'old', number: 7, state: 'failed', finishedAt: 5 }), ...running);
  const attention = world.begin();
  expect(lines(world.model.items)).toEqual(['Rebuild old #7 with Remote Access', '-', 'Open Jumpseat', 'Quit']);
  await world.clock.pass(SETTLE_MS);
  world.put(
    'builds',
    ...running.map((one, index) => ({
      ...one,
      state: index === 1 ? ('passed' as const) : ('failed' as const),
      finishedAt: 10 + index,
    })),
  );
  expect(lines(world.model.items).slice(0, 5)).toEqual([
    '(Failed since you looked)',
    'c #1',
    'a #1',
    'Rebuild c #1 with Remote Access',
    '-',
  ]);
  expect(world.model).toMatchObject({ state: 'failed', count: 2, tooltip: 'Jumpseat · 2 builds failed' });
  world.isLooking = true;
  attention.looked();
  expect(world.model).toMatchObject({ state: 'idle', count: 0 });
  expect(lines(world.model.items)[0]).toBe('Rebuild c #1 with Remote Access');
});

it('rebuilds without remote access where the account has none, and not at all where it cannot', () => {
  world.put('builds', build({ id: 'a', projectName: 'a', number: 1, state: 'failed' }));
  const { capabilities } = account();
  world.put('accounts', account({ capabilities: { ...capabilities, rebuildWithAccess: false } }));
  world.begin();
  expect(lines(world.model.items)[0]).toBe('Rebuild a #1');
  world.put('accounts', account({ capabilities: { ...capabilities, rebuildWithAccess: false, rebuild: false } }));
  expect(lines(world.model.items)).toEqual(['Open Jumpseat', 'Quit']);
});
