import type { Session } from '../../../main/contract/session.ts';
import { copyText } from '../../state/app-actions.ts';
import type { Command } from '../../state/commands.ts';
import { openElsewhere } from '../../state/screen-actions.ts';
import { addScreenSearch } from '../../state/screen-view.ts';
import { hostAndPort, screensOf } from '../../state/session-states.ts';
import { openScreenChoice, screenChoices, screenSearchChoices } from '../../tabs/screen-choices.ts';
import { copyPassword, screenName } from './screen-text.ts';

const OPEN_KEYS = ['Mod+Shift+S'];

/** Ways to open a screen; the key is for the machine that is looked at. */
function openCommands(session: Session, machine: number, group: string): Command[] {
  const choices = screenChoices(session);
  const searches = screenSearchChoices(session);
  const first = choices.find((choice) => choice.machine === machine);
  return [
    ...choices.map((choice) => ({
      id: `screen.open.${choice.title}`,
      title: `Open ${choice.title.startsWith('Screen') ? choice.title.toLowerCase() : choice.title}`,
      group,
      keywords: 'vnc rdp desktop remote',
      ...(choice === first ? { keys: OPEN_KEYS } : {}),
      run: () => void openScreenChoice(session, choice),
    })),
    ...searches.map((choice) => ({
      id: `screen.search.${choice.machine}`,
      title: choice.title,
      group,
      keywords: 'vnc rdp desktop remote',
      ...(first === undefined && choice.machine === machine ? { keys: OPEN_KEYS } : {}),
      run: () => addScreenSearch(session.id, choice.machine),
    })),
  ];
}

/** Screens of a session to open, and addresses and passwords of a machine's own for other programs. */
export function screenCommands(session: Session, machine: number, group: string): Command[] {
  const shown = session.machines.find(({ index }) => index === machine);
  const own = shown === undefined ? [] : screensOf(shown);
  return [
    ...openCommands(session, machine, group),
    ...own.flatMap((screen) => {
      const name = screenName(screen.kind);
      return [
        {
          id: `session.screen.elsewhere.${screen.kind}`,
          title: `Open the ${name} screen in another program`,
          group,
          run: () => void openElsewhere(session.id, machine, screen.kind),
        },
        {
          id: `session.screen.address.${screen.kind}`,
          title: `Copy the ${name} address`,
          group,
          run: () => void copyText(hostAndPort(screen), `The ${name} address`),
        },
        ...(screen.secretHandle === undefined
          ? []
          : [
              {
                id: `session.screen.password.${screen.kind}`,
                title: `Copy the ${name} password`,
                group,
                run: () => void copyPassword(session.id, machine, screen.kind),
              },
            ]),
      ];
    }),
  ];
}
