import type { Session } from '../../../main/contract/session.ts';
import { copyText } from '../../state/app-actions.ts';
import { openElsewhere } from '../../state/screen-actions.ts';
import { hostAndPort, screensOf } from '../../state/session-states.ts';
import { openScreenChoice, screenChoices } from '../../tabs/screen-choices.ts';
import { AsideRow, AsideSection } from '../../ui/AsideSection.tsx';
import { Button } from '../../ui/Button.tsx';
import { Facts } from '../../ui/Facts.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { copyPassword, screenName } from './screen-text.ts';
import styles from './WorkspaceAside.module.css';

function Desktop({ session, machine }: { session: Session; machine: number }) {
  const choice = screenChoices(session).find(
    (candidate) => candidate.machine === machine && candidate.source.kind === 'desktop',
  );
  if (choice === undefined) return null;
  if (choice.missing !== undefined) return <p className={styles['remark']}>{choice.missing}</p>;
  return (
    <AsideRow>
      <Button size="small" onPress={() => void openScreenChoice(session, choice)}>
        Open the desktop
      </Button>
    </AsideRow>
  );
}

/** The screens of a machine: here in a tab, or with another program. */
export function Screens({ session, machine }: { session: Session; machine: number }) {
  const shown = session.machines.find(({ index }) => index === machine);
  const screens = shown === undefined ? [] : screensOf(shown);
  if (screens.length === 0 && shown?.desktop === undefined) return null;
  const choices = screenChoices(session).filter((choice) => choice.machine === machine);
  return (
    <AsideSection title="Screen" label="Screen">
      {screens.map((screen) => {
        const name = screenName(screen.kind);
        const choice = choices.find(({ source }) => source.kind === 'endpoint' && source.protocol === screen.kind);
        return (
          <div key={screen.kind} className={styles['screen']}>
            <Facts
              entries={[
                [name, hostAndPort(screen)],
                ['User', screen.user],
              ]}
            />
            <AsideRow>
              {choice !== undefined && (
                <Button size="small" onPress={() => void openScreenChoice(session, choice)}>
                  Open
                </Button>
              )}
              <Button size="small" onPress={() => void openElsewhere(session.id, machine, screen.kind)}>
                Open in another program
              </Button>
              <MenuButton
                isQuiet
                label={`More about the ${name} screen`}
                entries={[
                  {
                    id: 'address',
                    label: 'Copy address',
                    run: () => void copyText(hostAndPort(screen), `The ${name} address`),
                  },
                  ...(screen.secretHandle === undefined
                    ? []
                    : [
                        {
                          id: 'password',
                          label: 'Copy password',
                          run: () => void copyPassword(session.id, machine, screen.kind),
                        },
                      ]),
                ]}
              />
            </AsideRow>
          </div>
        );
      })}
      <Desktop session={session} machine={machine} />
    </AsideSection>
  );
}
