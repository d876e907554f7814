// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { useView } from '../../../../renderer/state/view.ts';
import { build, detail, project, serviceAccount } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { crowdedWorld, longNamesWorld, serviceWorld } from '../../../fixtures/fake-main/service-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

let main: FakeMain;

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const pane = () => within(screen.getByRole('complementary', { name: 'Build' }));
const sidebar = () => within(screen.getByRole('navigation'));
const rowCount = () => screen.getAllByRole('row').length;

beforeAll(installLayout);
beforeEach(() => {
  main = serviceWorld(Date.now());
});
afterEach(closeWindow);

describe('builds of several services', () => {
  it('stand in one list, newest first, and tell whose they are', async () => {
    await openWindow(main, { selectedBuildId: 'b412' });
    const titles = screen.getAllByRole('row').map(({ textContent }) => textContent ?? '');
    expect(titles.slice(1, 4).map((title) => /(ios-wallet|storefront)/.exec(title)?.[0])).toEqual([
      'ios-wallet',
      'storefront',
      'ios-wallet',
    ]);
    expect(pane().getByText('CircleCI · acme')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('show the account in the row only where a project’s name is not enough', async () => {
    main.put('projects', { other: project({ id: 'other', accountId: 'semaphore', name: 'storefront' }) });
    await openWindow(main);
    const origins = () => [...document.querySelectorAll('small')].map(({ textContent }) => textContent);
    expect(origins().filter((origin) => origin === 'storefront · main · #412 · CircleCI')).toHaveLength(1);
    expect(origins().filter((origin) => /^ios-wallet .* · Bitrise$/.test(origin))).toEqual([]);
    main.put('accounts', { two: serviceAccount('circleci', { id: 'two', label: 'CircleCI · umbrella' }) });
    await waitFor(() => expect(origins()).toContain('storefront · main · #412 · CircleCI · acme'));
  });

  it('are found by the name of their account', async () => {
    const user = await openWindow(main);
    await user.type(screen.getByRole('searchbox'), 'circle shards');
    await waitFor(() => expect(rowCount()).toBe(1 + 1 + 1));
    expect(screen.getAllByText('Split e2e into shards').length).toBeGreaterThan(0);
  });

  it('are only the person’s own with one chip or key', async () => {
    const user = await openWindow(main);
    const all = screen.getByRole('grid').getAttribute('aria-rowcount');
    await user.click(button('Mine'));
    expect(screen.queryByText('Split e2e into shards')).toBeNull();
    expect(screen.getAllByText('Retry payment intents on timeout').length).toBeGreaterThan(0);
    // Nobody else builds on this computer.
    expect(screen.getByText('Sample build')).toBeTruthy();
    await user.keyboard('{Alt>}m{/Alt}');
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe(all);
  });

  it('go on with older ones as long as a service has some', async () => {
    main.olderBuilds = Array.from({ length: 30 }, (_, index) =>
      build({ id: `old${index}`, number: index, title: `Old ${index}`, queuedAt: 1_000 + index }),
    );
    const user = await openWindow(main);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Load older builds'));
    await waitFor(() => expect(Object.keys(main.truth.builds)).toHaveLength(30));
    button('Load older builds').focus();
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Load older builds' })).toBeNull());
    expect(screen.queryByRole('main', { name: 'Build log' })).toBeNull();
    expect(main.callsOf('builds.loadMore')).toEqual([{}, {}]);
  });

  it('can be loaded further where the filters leave nothing, and for one account alone', async () => {
    const user = await openWindow(main, {
      scope: { kind: 'account', accountId: 'circleci' },
      search: 'nothing like it',
    });
    await user.click(button('Load older builds'));
    expect(main.callsOf('builds.loadMore')).toEqual([{ accountId: 'circleci' }]);
  });
});

describe('a build at a service', () => {
  it('has its page, its account and the rest in its menu', async () => {
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    await user.click(pane().getByRole('button', { name: 'More for this build' }));
    await user.click(await screen.findByRole('menuitem', { name: /^Open at CircleCI/ }));
    expect(main.openedLinks).toEqual(['https://ci.example.com/circleci/storefront/412']);
  });

  it('lists the files it left when somebody looks, and says where one was saved', async () => {
    const user = await openWindow(main, { selectedBuildId: 'b412' });
    expect(main.callsOf('builds.artifacts')).toEqual([]);
    await user.click(await pane().findByRole('button', { name: 'Artifacts' }));
    const list = await screen.findByRole('list', { name: 'Artifacts' });
    expect(within(list).getByText('180 KB')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    const save = within(list).getByRole('button', { name: 'Save junit/results.xml' });
    await user.click(save);
    await waitFor(() => expect(main.callsOf('builds.saveArtifact')).toHaveLength(1));
    expect(within(list).queryByRole('status')).toBeNull();
    main.chosenFile = '/home/ada/Downloads/results.xml';
    await user.click(save);
    await within(list).findByText('Saved to /home/ada/Downloads/results.xml');
    main.refuse('builds.saveArtifact', { code: 'offline', message: 'CircleCI cannot be reached.' });
    await user.click(save);
    expect((await within(list).findByRole('alert')).textContent).toContain('CircleCI cannot be reached.');
  });

  it('says so when it left none, and tries again after a failure', async () => {
    main.refuse('builds.artifacts', { code: 'service-failed', message: 'CircleCI failed.' });
    const user = await openWindow(main, { selectedBuildId: 'b409' });
    await user.click(await pane().findByRole('button', { name: 'Artifacts' }));
    const notice = within(await screen.findByRole('alert'));
    main.refuse('builds.artifacts', undefined);
    await user.click(notice.getByRole('button', { name: 'Try again' }));
    await screen.findByText('This build left no files behind.');
  });

  it('is rebuilt for as long as was chosen, an hour if nothing was', async () => {
    const user = await openWindow(main, { selectedBuildId: 'b777' });
    const stay = () => pane().getByRole('button', { name: 'How long the machine stays' });
    expect(stay().textContent).toBe('for 1 h');
    await user.click(stay());
    const items = await screen.findAllByRole('menuitem');
    expect(items.map(({ textContent }) => textContent)).toEqual(['30 min', '1 h', '2 h', '4 h']);
    await user.click(screen.getByRole('menuitem', { name: '2 h' }));
    expect(main.callsOf('sessions.start')).toEqual([]);
    await user.click(pane().getByRole('button', { name: 'Rebuild with remote access' }));
    await waitFor(() => expect(main.callsOf('sessions.start')).toEqual([{ buildId: 'b777', durationMs: 7_200_000 }]));
  });

  it('is entered while it runs, where the service can do that', async () => {
    main.change('builds', 'b777', { state: 'running', finishedAt: undefined });
    const user = await openWindow(main, { selectedBuildId: 'b777' });
    await user.click(pane().getByRole('button', { name: 'Enter the running machine' }));
    await waitFor(() => expect(main.callsOf('sessions.attach')).toEqual([{ buildId: 'b777' }]));
    expect(main.callsOf('sessions.start')).toEqual([]);
  });

  it('says beforehand when the service’s own page will open', async () => {
    await openWindow(main, { selectedBuildId: 'b1204' });
    expect(
      pane().getByText(
        /^Codemagic wants the build started on its own page\. .*everything after that goes by itself\.$/,
      ),
    ).toBeTruthy();
  });

  it('says why there is no machine for it, in place of the button', async () => {
    main.setDetail(detail('b412', [], { noAccess: 'SSH is switched off in the settings of this project.' }));
    await openWindow(main, { selectedBuildId: 'b412' });
    await pane().findByText('SSH is switched off in the settings of this project.');
    expect(pane().queryByRole('button', { name: 'Rebuild with remote access' })).toBeNull();
  });
});

describe('a build whose steps do not come', () => {
  const problem = { code: 'timed-out', message: 'CircleCI did not answer in time.' } as const;

  it('says why in their place, and asks again', async () => {
    main.setDetail(detail('b412', []));
    main.refuse('builds.watch', problem);
    const user = await openWindow(main, { selectedBuildId: 'b412', isBuildChosen: true });
    const pane = within(screen.getByRole('complementary', { name: 'Build' }));
    await pane.findByText(problem.message);
    main.refuse('builds.watch', undefined);
    await user.click(pane.getByRole('button', { name: 'Try again' }));
    await waitFor(() => expect(pane.queryByText(problem.message)).toBeNull());
  });

  it('leaves the reason to the account when that is what is wrong', async () => {
    main.change('accounts', 'circleci', { state: 'failed', problem: { code: 'token-refused', message: 'No.' } });
    main.refuse('builds.watch', problem);
    await openWindow(main, { selectedBuildId: 'b412', isBuildChosen: true });
    const pane = within(screen.getByRole('complementary', { name: 'Build' }));
    await pane.findByText('The steps can be seen once CircleCI · acme works again.');
    expect(screen.queryByText(problem.message)).toBeNull();
  });
});

describe('a project at a service', () => {
  it('gives a machine without a build, and has no jumpseat.yml', async () => {
    const user = await openWindow(main, { scope: { kind: 'project', projectId: 'ledger-core' } });
    expect(screen.queryByRole('region', { name: 'Project settings' })).toBeNull();
    expect(screen.queryByRole('button', { name: 'Run build' })).toBeNull();
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(button('Get a machine for this project'));
    await waitFor(() =>
      expect(main.callsOf('sessions.debugProject')).toEqual([{ projectId: 'ledger-core', durationMs: 3_600_000 }]),
    );
    const header = await screen.findByRole('main', { name: 'Session ledger-core' });
    expect(within(header).queryByRole('button', { name: 'Go to the build' })).toBeNull();
  });

  it('is nested under its account only while that is looked at', async () => {
    const user = await openWindow(main);
    expect(sidebar().queryByText('ledger-core')).toBeNull();
    await user.click(sidebar().getByText('Semaphore · acme'));
    await user.click(sidebar().getByText('ledger-core'));
    expect(useView.getState().scope).toEqual({ kind: 'project', projectId: 'ledger-core' });
    expect(sidebar().getByText('ledger-core')).toBeTruthy();
    await user.click(sidebar().getByText('All builds'));
    expect(sidebar().queryByText('ledger-core')).toBeNull();
  });

  it('is found among hundreds on a page of their own', async () => {
    main = crowdedWorld(Date.now());
    const user = await openWindow(main, { scope: { kind: 'account', accountId: 'circleci' } });
    expect(sidebar().queryByText('service-001')).toBeNull();
    expect(sidebar().getByText('storefront')).toBeTruthy();
    await user.click(sidebar().getByText('All 241 projects'));
    expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('242');
    expect(rowCount()).toBeLessThan(60);
    expect(await accessibilityMistakes()).toEqual([]);
    await user.keyboard('/');
    await user.keyboard('-117');
    expect(rowCount()).toBe(2);
    await user.keyboard('{Enter}');
    await screen.findByRole('heading', { level: 1, name: 'service-117' });
    // It was never built, and is shown as long as it is looked at.
    expect(sidebar().getByText('service-117')).toBeTruthy();
    expect(screen.getByText('No recent builds')).toBeTruthy();
  });

  it('does not fill the palette with hundreds of others', async () => {
    main = crowdedWorld(Date.now());
    const user = await openWindow(main);
    await user.keyboard('{Control>}k{/Control}');
    const dialog = within(await screen.findByRole('dialog'));
    expect(dialog.getAllByRole('option').length).toBeLessThanOrEqual(100);
    expect(dialog.getByText(/more\. Type on to find them\.$/)).toBeTruthy();
    await user.keyboard('service-240');
    await waitFor(() => expect(dialog.getAllByRole('option')).toHaveLength(1));
  });
});

describe('names of any length', () => {
  it('do not take away what can be done', async () => {
    main = longNamesWorld(Date.now());
    await openWindow(main, { selectedBuildId: 'b412' });
    expect(pane().getByRole('button', { name: 'Rebuild with remote access' })).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });
});
