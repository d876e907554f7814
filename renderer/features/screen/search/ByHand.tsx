import { useState, type FormEvent } from 'react';
import type { ScreenProtocol } from '../../../../main/contract/screen.ts';
import { portSchema, type SessionMachine } from '../../../../main/contract/session.ts';
import type { ScreenSource } from '../../../state/screen-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { Choice } from '../../../ui/Choice.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import styles from './ScreenSearch.module.css';

/** Where the servers usually listen (IANA: rfb, ms-wbt-server). */
const usualPorts: Record<ScreenProtocol, string> = { vnc: '5900', rdp: '3389' };

interface ByHandProps {
  os: SessionMachine['os'];
  onOpen(source: ScreenSource): Promise<void>;
}

/** A port of the machine that the person knows of. */
export function ByHand({ os, onOpen }: ByHandProps) {
  const usual = os === 'windows' ? 'rdp' : 'vnc';
  const [protocol, setProtocol] = useState<ScreenProtocol>(usual);
  const [port, setPort] = useState(usualPorts[usual]);
  const [error, setError] = useState<string>();
  const [isPending, run] = usePending();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const read = portSchema.safeParse(/^\d+$/.test(port.trim()) ? Number(port) : undefined);
    setError(read.success ? undefined : 'A port is a number from 1 to 65535.');
    if (read.success) run(() => onOpen({ kind: 'ssh', protocol, port: read.data }));
  }

  return (
    <section className={styles['section']} aria-label="By hand">
      <h2>By hand</h2>
      <form className={styles['form']} onSubmit={submit} autoComplete="off">
        <Choice
          label="Protocol"
          value={protocol}
          options={[
            { value: 'vnc', label: 'VNC' },
            { value: 'rdp', label: 'RDP' },
          ]}
          onChange={(next) => {
            setProtocol(next);
            if (port === usualPorts[protocol]) setPort(usualPorts[next]);
            setError(undefined);
          }}
        />
        <TextField
          label="Port"
          description="On the machine itself."
          value={port}
          onChange={setPort}
          error={error}
          isMono
          maxLength={8}
        />
        <div>
          <Button type="submit" isPending={isPending}>
            Open
          </Button>
        </div>
      </form>
    </section>
  );
}
