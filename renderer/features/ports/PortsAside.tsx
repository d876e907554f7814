import type { Session } from '../../../main/contract/session.ts';
import { forwardHere } from '../../state/forward-actions.ts';
import { useForwards, useListening } from '../../state/port-hooks.ts';
import { openToolTab } from '../../state/tool-view.ts';
import { useCommands } from '../../state/use-commands.ts';
import { AsideRow, AsideSection } from '../../ui/AsideSection.tsx';
import { ActionChip } from '../../ui/Chip.tsx';
import { Button } from '../../ui/Button.tsx';
import { countOf } from '../../ui/size/size-text.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { portRows, type PortRow } from './port-rows.ts';
import styles from './Aside.module.css';

interface PortsAsideProps {
  session: Session;
  machine: number;
  isShown: boolean;
}

/** More than these are in the tab. */
const MOST_CHIPS = 6;

function rowName({ listening, program }: PortRow): string {
  return program === undefined ? String(listening.port) : `${listening.port} ${shownText(program)}`;
}

/** What listens on the machine that is looked at, in few words; the rest is in the tab. */
export function PortsAside({ session, machine, isShown }: PortsAsideProps) {
  const shown = session.machines.find(({ index }) => index === machine);
  const isReachable = shown?.endpoints.some(({ kind }) => kind === 'ssh') === true;
  const isReady = isReachable && shown.link === 'connected';
  const listening = useListening(session.id, machine, isShown && isReady);
  const forwards = useForwards(session.id);
  const rows = shown === undefined ? [] : portRows(listening?.ports ?? [], shown, forwards).filter((row) => !row.isSsh);
  const own = forwards.filter((forward) => forward.machine === machine);
  const show = (): void => openToolTab(session.id, 'ports', machine);
  useCommands(() => {
    if (!isReady) return [];
    const group = `Session ${session.title}`;
    const keywords = 'port forward tunnel socks proxy listen';
    return [
      { id: 'ports.show', title: 'Show ports and forwards', group, keywords, run: show },
      ...rows
        .filter(({ forward }) => forward === undefined)
        .map((row) => ({
          id: `ports.forward.${row.listening.port}`,
          title: `Forward port ${rowName(row)} to this computer`,
          group,
          keywords,
          run: () => void forwardHere({ sessionId: session.id, machine }, row.listening),
        })),
    ];
  }, isShown);
  if (!isReachable || (!isReady && own.length === 0)) return null;
  return (
    <AsideSection title="Ports" label="Ports">
      {rows.length > 0 && (
        <AsideRow>
          {rows.slice(0, MOST_CHIPS).map((row) => (
            <ActionChip
              key={row.listening.port}
              title={
                row.forward === undefined
                  ? `Forward port ${rowName(row)} to this computer`
                  : `Port ${rowName(row)}, forwarded`
              }
              onPress={() =>
                row.forward === undefined ? void forwardHere({ sessionId: session.id, machine }, row.listening) : show()
              }
            >
              {rowName(row)}
              {row.forward?.port !== undefined && ` → ${row.forward.port}`}
            </ActionChip>
          ))}
        </AsideRow>
      )}
      <div className={styles['foot']}>
        <Button size="small" onPress={show}>
          Show ports
        </Button>
        <span className={styles['remark']}>
          {own.length === 0
            ? listeningText(listening !== undefined, rows.length)
            : countOf(own.length, 'forward', 'forwards')}
        </span>
      </div>
    </AsideSection>
  );
}

function listeningText(isKnown: boolean, count: number): string {
  if (!isKnown) return '';
  if (count === 0) return 'Nothing listens.';
  return count > MOST_CHIPS
    ? `${MOST_CHIPS} of ${count} that listen`
    : `${count} ${count === 1 ? 'listens' : 'listen'}`;
}
