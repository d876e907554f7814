import { forwardHere } from '../../state/forward-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { OpenMenu } from './ForwardRow.tsx';
import { reachText, type PortRow } from './port-rows.ts';
import styles from './Ports.module.css';

interface RowProps {
  sessionId: string;
  machine: number;
  row: PortRow;
  isReady: boolean;
}

/** Ports that are for TLS by custom; the other way stands in the menu of the forward. */
function schemeOf(port: number): 'http' | 'https' {
  return [443, 8443, 9443].includes(port) ? 'https' : 'http';
}

function Actions({ sessionId, machine, row, isReady }: RowProps) {
  const { listening, forward } = row;
  const [isPending, run] = usePending();
  const place = { sessionId, machine };
  if (row.isSsh) return <span className={styles['remark']}>SSH server</span>;
  if (forward !== undefined) {
    return (
      <>
        <code>{forward.port === undefined ? 'opening' : `127.0.0.1:${forward.port}`}</code>
        <OpenMenu sessionId={sessionId} forward={forward} />
      </>
    );
  }
  return (
    <>
      <Button
        size="small"
        aria-label={`Forward port ${listening.port}`}
        isPending={isPending}
        isDisabled={!isReady}
        onPress={() => run(() => forwardHere(place, listening))}
      >
        Forward
      </Button>
      <Button
        size="small"
        aria-label={`Forward port ${listening.port} and open it`}
        isDisabled={!isReady}
        onPress={() => run(() => forwardHere(place, listening, schemeOf(listening.port)))}
      >
        Forward and open
      </Button>
    </>
  );
}

/** What listens on a machine, with what brings it here. */
export function ListeningTable({ rows, ...place }: { rows: readonly PortRow[] } & Omit<RowProps, 'row'>) {
  return (
    <table className={styles['table']} aria-label="Listening ports">
      <thead>
        <tr>
          <th scope="col">Port</th>
          <th scope="col">Program</th>
          <th scope="col">Reached by</th>
          <th scope="col">
            <span className={styles['unseen']}>Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.listening.port} data-quiet={row.isSsh}>
            <td className={styles['number']}>{row.listening.port}</td>
            <td className={styles['program']} title={row.listening.pid === undefined ? '' : `pid ${row.listening.pid}`}>
              {row.program === undefined ? 'unknown' : shownText(row.program)}
            </td>
            <td className={styles['reach']} title={row.addresses.join(', ')}>
              {reachText(row.addresses)}
            </td>
            <td>
              <div className={styles['actions']}>
                <Actions {...place} row={row} />
              </div>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
