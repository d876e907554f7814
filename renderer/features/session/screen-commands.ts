import type { Session } from '../../../main/contract/session.ts';
import { copyText } from '../../state/app-actions.ts';
import type { Command } from '../../state/commands.ts';
import { hostAndPort, screensOf } from '../../state/session-states.ts';
import { copyPassword, screenName } from './screen-text.ts';

/** Addresses and passwords of a machine's screens, for the program that shows them. */
export function screenCommands(session: Session, machine: number, group: string): Command[] {
  const shown = session.machines.find(({ index }) => index === machine);
  if (shown === undefined) return [];
  return screensOf(shown).flatMap((screen) => {
    const name = screenName(screen.kind);
    return [
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
  });
}
