import { Notification } from 'electron';
import type { Act } from '../attention/act.ts';
import type { Alert } from '../attention/alert.ts';
import { withoutMarkup } from './without-markup.ts';

/** Older ones are let go; the system keeps what it shows. */
const MAX_KEPT = 32;

/** Shows alerts as notifications of the system, which keeps its own quiet hours. */
export interface Notifications extends Disposable {
  show(alert: Alert): void;
}

/** @param run does what the person clicked on */
export function createNotifications(
  run: (act: Act) => void,
  platform: NodeJS.Platform = process.platform,
): Notifications {
  /** What is not held is collected, and then its click does nothing. */
  const kept = new Set<Notification>();

  function keep(notification: Notification): void {
    kept.add(notification);
    for (const oldest of kept) {
      if (kept.size <= MAX_KEPT) return;
      kept.delete(oldest);
    }
  }

  return {
    show({ title, body, isUrgent, act, actions }) {
      if (!Notification.isSupported()) return;
      const isLinux = platform === 'linux';
      const notification = new Notification({
        title: isLinux ? withoutMarkup(title) : title,
        body: isLinux ? withoutMarkup(body) : body,
        // Only the last warning may stay, and reach who is not to be disturbed.
        urgency: isUrgent ? 'critical' : 'normal',
        ...(isLinux ? {} : { actions: actions.map(({ label }) => ({ type: 'button' as const, text: label })) }),
      });
      notification.on('click', () => {
        kept.delete(notification);
        run(act);
      });
      notification.on('action', ({ actionIndex }) => {
        kept.delete(notification);
        run(actions[actionIndex]?.act ?? act);
      });
      notification.on('close', () => kept.delete(notification));
      keep(notification);
      notification.show();
    },
    [Symbol.dispose]() {
      for (const notification of kept) notification.close();
      kept.clear();
    },
  };
}
