import { app, powerMonitor } from 'electron';
import { join } from 'node:path';
import type { Act } from '../attention/act.ts';
import { bodyOf, shortName, type Alert } from '../attention/alert.ts';
import { Attention } from '../attention/attention.ts';
import { createQuitFlow } from '../attention/quit-flow.ts';
import { quitQuestion } from '../attention/quit-question.ts';
import { createActRunner } from '../attention/run-act.ts';
import { isOpen, isVisit } from '../attention/time-left.ts';
import type { TrayModel } from '../attention/tray-model.ts';
import type { Session } from '../contract/session.ts';
import type { Patch } from '../contract/state.ts';
import { answerCall, type CallHandlers } from '../ipc/answer-call.ts';
import { askEnd, askQuit, askQuitAnyway } from '../shell/ask-quit.ts';
import { createBadge } from '../shell/badge.ts';
import { createNotifications } from '../shell/notifications.ts';
import { openStorage } from '../shell/open-storage.ts';
import { createTrayIcon } from '../shell/tray.ts';
import type { Core } from './core.ts';
import { hasTrayHost } from './tray-host.ts';

/** What tells the person about time outside the window, and asks before time is lost. */
export interface MadeAttention {
  /** Takes what changed in the truth. */
  take(patch: Patch): void;
  /** The last window is closed: whether the app goes on beside the clock. It says so, the first time. */
  goesOn(): boolean;
  /** Quits, after a question where there is something to lose. */
  quit(): void;
  /** Closing the window would end something that nobody was asked about. */
  mustAsk(): boolean;
}

const noActions = { isUrgent: false, act: { kind: 'open-window' }, actions: [] } as const;

const goesOnAlert: Alert = {
  ...noActions,
  title: 'Jumpseat goes on beside the clock',
  body: 'Sessions are open. Quit it from the menu of its icon there.',
};

const noTrayAlert: Alert = {
  ...noActions,
  title: 'This desktop shows no icon of Jumpseat',
  body: 'Notifications tell you about the time that machines have left.',
};

/** @param handlers what answers the window's calls; the menu and notifications make the same ones */
export function createAttention(core: Core, handlers: CallHandlers, resources: AsyncDisposableStack): MadeAttention {
  const { truth, clock, log, window, dataFolder } = core;
  const folder = join(app.getAppPath(), 'assets', 'tray');
  const said = openStorage({ folder: dataFolder, name: 'said', what: 'What was said once' }, log);
  const settings = () => truth.snapshot().truth.settings;
  const accountOf = (accountId: string) => truth.get('accounts', accountId);
  const isDisconnecting = (session: Session): boolean =>
    isVisit(session) || accountOf(session.accountId)?.provider === 'pasted';
  const sayOnce = (key: string, alert: Alert): void => {
    if (said.get(key) === true) return;
    notifications.show(alert);
    void said.set({ [key]: true });
  };

  const act = createActRunner({
    call: (name, input) => answerCall(name, input, handlers, log),
    session: (sessionId) => truth.get('sessions', sessionId),
    askEnd: (session) =>
      askEnd(window.current(), {
        name: shortName(session.title),
        isDisconnecting: isDisconnecting(session),
        canSave: settings().salvageAtEnd && session.machines.some(({ link }) => link === 'connected'),
      }),
    openWindow: () => window.open(),
    openSession: (sessionId) => window.show('app.openSession', { sessionId }),
    openBuild: (buildId) => window.show('app.openBuild', { buildId }),
    quit: () => void quit(),
  });
  const run = (chosen: Act): void =>
    void act(chosen).then((result) => {
      if (result.ok) return;
      const { message, hint } = result.problem;
      notifications.show({ ...noActions, title: 'That did not work', body: bodyOf(message, hint) });
    });

  const quit = createQuitFlow({
    clock,
    question: () => quitQuestion(truth.all('sessions'), truth.all('records'), accountOf),
    ask: (question) => askQuit(window.current(), question),
    end: (sessionId) => answerCall('sessions.end', { sessionId }, handlers, log),
    askAnyway: (problems) => askQuitAnyway(window.current(), problems),
    quit: () => app.quit(),
  });

  const notifications = resources.use(createNotifications(run));
  const tray = resources.use(createTrayIcon({ folder, run }));
  const badge = resources.use(createBadge(() => window.current(), folder));
  let model: TrayModel | undefined;
  let hasHost: boolean | undefined;
  let isGone = false;
  resources.defer(() => void (isGone = true));

  function showTray(): void {
    if (isGone) return;
    const { showTray: isWanted } = settings();
    tray.show(isWanted && hasHost === true ? model : undefined);
    // Who has no icon to look for hears of it when there would be something to see.
    if (isWanted && hasHost === false && model?.state !== 'idle') sayOnce('noTray', noTrayAlert);
  }

  const attention = resources.use(
    new Attention({
      truth,
      settings: settings(),
      clock,
      isLooking: () => window.isInFront(),
      showTray(next) {
        model = next;
        badge.show(next.count);
        showTray();
      },
      notify: (alert) => notifications.show(alert),
    }),
  );

  /** Panels come and go, for example with the lock screen. */
  async function lookForHost(): Promise<void> {
    hasHost = await hasTrayHost(clock);
    showTray();
  }

  const wake = (): void => attention.woke();
  powerMonitor.on('resume', wake).on('unlock-screen', wake);
  resources.defer(() => void powerMonitor.off('resume', wake).off('unlock-screen', wake));
  window.onWindow((opened) => {
    const looked = (): void => attention.looked();
    opened.on('focus', looked).on('blur', looked);
    badge.mark(opened);
    void lookForHost();
  });

  return {
    take(patch) {
      attention.take(patch);
      if (patch.changes.some(({ collection }) => collection === 'settings')) void lookForHost();
    },
    goesOn() {
      if (!tray.isShown || !truth.all('sessions').some(isOpen)) return false;
      sayOnce('goesOn', goesOnAlert);
      return true;
    },
    quit: () => void quit(),
    mustAsk: () => !tray.isShown && quitQuestion(truth.all('sessions'), truth.all('records'), accountOf) !== undefined,
  };
}
