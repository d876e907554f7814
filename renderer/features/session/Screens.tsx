import type { Session } from '../../../main/contract/session.ts';
import { copyText } from '../../state/app-actions.ts';
import { hostAndPort, screensOf } from '../../state/session-states.ts';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { copyPassword, screenName } from './screen-text.ts';
import styles from './WorkspaceAside.module.css';

/** How to reach a machine's screens with another program, as long as this window cannot show them. */
export function Screens({ session, machine }: { session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const screens = shown === undefined ? [] : screensOf(shown);
  if (screens.length === 0) return null;
  return (
    <section className={`${styles['section']} ${styles['screens']}`} aria-label="Screen">
      <h2>Screen</h2>
      {screens.map((screen) => {
        const name = screenName(screen.kind);
        return (
          <div key={screen.kind} className={styles['screen']}>
            <Facts
              entries={[
                [name, hostAndPort(screen)],
                ['User', screen.user],
              ]}
            />
            <div className={styles['row']}>
              <Button size="small" onPress={() => void copyText(hostAndPort(screen), `The ${name} address`)}>
                Copy address
              </Button>
              {screen.secretHandle !== undefined && (
                <Button size="small" onPress={() => void copyPassword(session.id, machine, screen.kind)}>
                  Copy password
                </Button>
              )}
            </div>
          </div>
        );
      })}
      <p className={styles['remark']}>
        Jumpseat cannot show screens yet. Open the address in a{' '}
        {screens.map(({ kind }) => screenName(kind)).join(' or ')} program.
      </p>
    </section>
  );
}
