// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Session } from '../../../../main/contract/session.ts';
import { fail } from '../../../../main/lib/result.ts';
import { EnvironmentView } from '../../../../renderer/features/environment/EnvironmentView.tsx';
import { environmentMarkdown } from '../../../../renderer/features/environment/environment-markdown.ts';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import { sampleDifference } from '../../../fixtures/fake-main/fake-diagnosis.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

const now = Date.UTC(2026, 10, 22);
let main: FakeMain;
let session: Session;

async function open(isVisible = true) {
  main.put('sessions', { s1: session });
  return openWindow(
    main,
    { page: { kind: 'session', sessionId: 's1' } },
    <EnvironmentView session={session} machine={0} isVisible={isVisible} />,
  );
}
const names = (table: string) =>
  within(screen.getByRole('table', { name: table }))
    .getAllByRole('rowheader')
    .map(({ textContent }) => textContent);

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(now);
  session = { ...sampleSessions(now).ready, machines: [connectedMachine()] };
});
afterEach(closeWindow);

describe('the environment beside that of the build', () => {
  it('shows what matters first, then what is missing, different, around, and only here', async () => {
    await open();
    const hints = await screen.findByRole('region', { name: 'What is likely to matter' });
    expect(within(hints).getAllByRole('listitem')).toHaveLength(5);
    expect(names('Missing here')).toEqual(['CI', 'DEPLOY_TOKEN']);
    expect(names('Different')).toEqual(['API_KEY', 'NODE_ENV', 'PATH']);
    expect(names('Surroundings')).toEqual(['Working folder', 'Shell', 'Interactive', 'Limit of open files']);
    expect(names('Tools')).toEqual(['node']);
    expect(screen.queryByRole('table', { name: 'Only here' })).toBeNull();
    expect(screen.getByText('29 are the same')).toBeTruthy();
    expect(screen.getByText('•••••••• (another value)')).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
  });

  it('lists what is alike too, what is only here when asked, and what a search finds', async () => {
    const user = await open();
    await user.click(await screen.findByRole('button', { name: 'Only differences' }));
    expect(names('Tools')).toEqual(['node', 'git', 'docker']);
    await user.click(screen.getByRole('button', { name: /^Only here/ }));
    expect(names('Only here')).toHaveLength(34);
    await user.type(screen.getByRole('searchbox', { name: 'Search the comparison' }), 'node');
    expect(screen.getAllByRole('table')).toHaveLength(2);
    expect(names('Different')).toEqual(['NODE_ENV', 'PATH']);
  });

  it('asks the machine when somebody looks, and again on demand; what went wrong is said', async () => {
    main.diagnosis.difference = fail('timed-out', 'The machine did not answer.', 'Try again.');
    const user = await open();
    await screen.findByText('The machine did not answer.');
    await user.click(screen.getByRole('button', { name: 'Refresh' }));
    expect(main.diagnosis.comparisons).toBe(2);
    closeWindow();
    await open(false);
    expect(main.diagnosis.comparisons).toBe(2);
  });

  it('is copied as Markdown that no value can break out of', async () => {
    const user = await open();
    await user.click(await screen.findByRole('button', { name: 'Copy as Markdown' }));
    const text = main.callsOf('app.copyText')[0]?.text;
    expect(text).toContain('| `NODE_ENV` | `test` | `development` |');
    expect(text).toContain('and 6 that both have');
    const hostile = environmentMarkdown(
      {
        ...sampleDifference,
        variables: {
          ...sampleDifference.variables,
          missing: [{ name: 'A|B', build: '`code` | <b>\n# heading', isMasked: false }],
        },
      },
      'shop\n# 1',
    );
    expect(hostile).toContain('| `A\\|B` | `` `code` \\| <b> ``<br>`# heading` |  |');
    expect(hostile.split('\n')[0]).toBe('## Environment of shop # 1');
  });
});
