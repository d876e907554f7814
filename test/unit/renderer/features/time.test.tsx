// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Hold } from '../../../../main/contract/hold.ts';
import type { Session } from '../../../../main/contract/session.ts';
import { connectedMachine, session } from '../../../fixtures/fake-main/entries.ts';
import type { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';
import { sampleSessions, sampleWorld } from '../../../fixtures/fake-main/sample-world.ts';
import { SessionHeader } from '../../../../renderer/features/session/SessionHeader.tsx';
import { LastMinutes } from '../../../../renderer/features/session/TimeLeft.tsx';
import { SessionsSection } from '../../../../renderer/features/session/SessionsSection.tsx';
import { WindowTitle } from '../../../../renderer/features/frame/WindowTitle.tsx';
import { useSession } from '../../../../renderer/state/areas.ts';
import { showPage, useView } from '../../../../renderer/state/view.ts';
import { accessibilityMistakes, closeWindow, installLayout, openWindow } from '../open-window.tsx';

const MINUTE_MS = 60_000;
const view = { page: { kind: 'session' as const, sessionId: 's1' } };
const words = { label: 'Stay an hour longer', does: 'Moves the end by an hour.', costs: 'Uses an hour of credits.' };
let main: FakeMain;
let ready: Session;

beforeAll(installLayout);
beforeEach(() => {
  main = sampleWorld(Date.now());
  ready = sampleSessions(Date.now()).ready;
});
afterEach(closeWindow);

/** The parts of the window that tell about time. */
function Told() {
  const shown = useSession('s1');
  return (
    <main>
      <SessionsSection />
      {shown !== undefined && <SessionHeader session={shown} machine={0} isShown />}
      <WindowTitle />
    </main>
  );
}

async function openSession(part: Partial<Session> = {}) {
  main.put('sessions', { s1: { ...ready, ...part } });
  return openWindow(main, view, <Told />);
}

/** What stands beside a button that has the keys. */
async function hintOf(button: HTMLElement): Promise<string | null> {
  // The hint comes at once for those who go by keys.
  await userEvent.setup({ document }).keyboard('{Shift}');
  act(() => button.focus());
  return (await screen.findByRole('tooltip')).textContent;
}

describe('the time of a session', () => {
  it('says why the machine goes, how sure that is, and what would move it', async () => {
    const moves = ['While an SSH session is open, it stays until 14:05.'];
    await openSession({ deadline: { ...ready.deadline, certainty: 'estimated', moves } });
    const time = screen.getByRole('button', { name: /About .* left/ });
    expect(await hintOf(time)).toBe(
      'The machine goes away 60 minutes after the first connection. This is an estimate; the service does not say it. While an SSH session is open, it stays until 14:05.',
    );
  });

  it('stands in a tab in the last ten minutes only', async () => {
    const now = Date.now();
    const soon = <LastMinutes at={now + 9 * MINUTE_MS} />;
    const later = <LastMinutes at={now + 11 * MINUTE_MS} />;
    await openWindow(
      main,
      view,
      <main>
        <p data-testid="soon">{soon}</p>
        <p data-testid="later">{later}</p>
      </main>,
    );
    expect(screen.getByTestId('soon').textContent).toMatch(/^(9:00|8:\d\d)$/);
    expect(screen.getByTestId('later').textContent).toBe('');
  });

  it('stands in the title of the window in whole minutes, until another page is shown', async () => {
    await openSession({ deadline: { at: Date.now() + 11.5 * MINUTE_MS, reason: '', certainty: 'known' } });
    await waitFor(() => expect(document.title).toBe('storefront #412 · 12 min left – Jumpseat'));
    main.change('sessions', 's1', { title: 'odd\u202ename', deadline: { reason: '', certainty: 'unknown' } });
    await waitFor(() => expect(document.title).toBe(String.raw`odd\u{202e}name – Jumpseat`));
    act(() => showPage({ kind: 'settings' }));
    await waitFor(() => expect(document.title).toBe('Jumpseat'));
  });

  it('is coloured in the sidebar and the header when little is left', async () => {
    await openSession({ deadline: { at: Date.now() + 9 * MINUTE_MS, reason: '', certainty: 'known' } });
    const levels = (): (string | undefined)[] =>
      screen.getAllByText(/^[89]:\d\d|^[01]:\d\d/).map((time) => time.dataset['level']);
    expect(levels()).toEqual(['warn', 'warn']);
    main.change('sessions', 's1', { deadline: { at: Date.now() + 90_000, reason: '', certainty: 'known' } });
    await waitFor(() => expect(levels()).toEqual(['bad', 'bad']));
  });
});

describe('holding a machine', () => {
  const press = async (hold: Hold): Promise<void> => {
    const user = await openSession({ hold });
    await user.click(screen.getByRole('button', { name: words.label }));
  };

  it('is one button that says what it does and what it costs', async () => {
    const user = await openSession({ hold: { kind: 'extend', ...words } });
    const button = screen.getByRole('button', { name: words.label });
    expect(await hintOf(button)).toBe(`${words.does} ${words.costs}`);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(main.callsOf('sessions.hold')).toEqual([{ sessionId: 's1', isOn: true }]));
  });

  it('says why it cannot be asked for again, and then does nothing', async () => {
    const user = await openSession({ hold: { kind: 'extend', ...words, refused: 'It stays for 5 hours at most.' } });
    expect(await hintOf(screen.getByRole('button', { name: words.label }))).toContain('It stays for 5 hours at most.');
    await user.keyboard('{Enter}');
    expect(main.callsOf('sessions.hold')).toEqual([]);
  });

  it('is switched on and off again', async () => {
    await press({ kind: 'keep-open', ...words, isOn: false });
    const button = await screen.findByRole('button', { name: new RegExp(words.label), pressed: true });
    await userEvent.setup({ document }).click(button);
    await waitFor(() => expect(main.callsOf('sessions.hold').at(-1)).toEqual({ sessionId: 's1', isOn: false }));
  });

  it('leads to the next machine', async () => {
    main.put('sessions', { s9: session({ id: 's9', title: 'next one' }) });
    const user = await openSession({ hold: { kind: 'renew', ...words, isOn: true, nextSessionId: 's9' } });
    await user.click(screen.getByRole('button', { name: 'Next machine' }));
    expect(useView.getState().page).toEqual({ kind: 'session', sessionId: 's9' });
  });

  it('gives the text for the build’s configuration to take along', async () => {
    const snippet = '- script:\n    inputs:\n    - content: sleep 3600\n';
    const user = await openSession({ hold: { kind: 'snippet', ...words, file: 'bitrise.yml', snippet } });
    await user.click(screen.getByRole('button', { name: 'Keep longer…' }));
    const dialog = within(await screen.findByRole('dialog', { name: words.label }));
    expect(dialog.getByText(words.does)).toBeTruthy();
    expect(dialog.getByText(words.costs)).toBeTruthy();
    expect(await accessibilityMistakes()).toEqual([]);
    dialog.getByRole('button', { name: 'Copy' }).click();
    await waitFor(() => expect(main.clipboard).toEqual([snippet]));
  });
});

describe('a session that was left running', () => {
  it('is said so, until the person is there', async () => {
    const user = await openSession({ leftSince: Date.now() - 17 * MINUTE_MS });
    expect(screen.getByText(/nobody has typed or moved a file for/).textContent).toContain('17 min');
    expect(await accessibilityMistakes()).toEqual([]);
    await user.click(screen.getByRole('button', { name: 'I am still here' }));
    await waitFor(() => expect(screen.queryByText(/You left this running/)).toBeNull());
  });

  it('can be ended from there', async () => {
    const user = await openSession({ leftSince: Date.now() - 17 * MINUTE_MS });
    await user.click(screen.getByRole('button', { name: 'End session…' }));
    await user.click(screen.getByRole('button', { name: 'Save my work and end' }));
    await waitFor(() => expect(main.callsOf('sessions.end')).toEqual([{ sessionId: 's1' }]));
  });
});

describe('the end of a session', () => {
  it('does not offer to save what cannot be reached, or when that is switched off', async () => {
    main.setSettings({ ...main.truth.settings, salvageAtEnd: false });
    const user = await openSession();
    await user.click(screen.getByRole('button', { name: 'End session' }));
    const question = within(screen.getByRole('group', { name: /^End this session/ }));
    expect(question.queryByRole('button', { name: /saving|Save/ })).toBeNull();
    main.setSettings({ ...main.truth.settings, salvageAtEnd: true });
    await question.findByRole('button', { name: 'Save my work and end' });
    main.change('sessions', 's1', { machines: [connectedMachine({ link: 'lost' })] });
    await waitFor(() => expect(question.queryByRole('button', { name: /saving|Save/ })).toBeNull());
  });

  it('says that the work is on its way while the session ends', async () => {
    await openSession({ state: 'closing' });
    main.put('records', {
      s1: {
        id: 's1',
        accountId: 'this-computer',
        provider: 'buildhost',
        place: 'This computer',
        title: 'storefront #412',
        startedAt: 0,
        state: 'closing',
        machines: [],
        notes: '',
        isKept: false,
        recordings: [],
        sizeBytes: 0,
        salvages: [
          {
            id: 'v1',
            machine: 0,
            machineName: 'machine 1',
            at: 1,
            trigger: 'end',
            state: 'running',
            parts: [],
            leftOut: [],
            leftOutCount: 0,
          },
        ],
      },
    });
    await screen.findByText('Saving your work, then it ends');
  });
});
