import { ArrowRight, Copy, X } from 'lucide-react';
import type { Forward } from '../../../main/contract/forward.ts';
import { closeForward, copyForwardAddress, openInBrowser } from '../../state/forward-actions.ts';
import { Dot } from '../../ui/Dot.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton } from '../../ui/Menu.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { forwardEnds, forwardLook, kindNames, trafficText } from './forward-text.ts';
import styles from './Ports.module.css';

/** What a port of this computer may speak. */
export function OpenMenu({ sessionId, forward }: { sessionId: string; forward: Forward }) {
  return (
    <MenuButton
      label={`Open port ${forward.port ?? ''} in the browser`}
      isDisabled={forward.state !== 'open'}
      entries={(['http', 'https'] as const).map((scheme) => ({
        id: scheme,
        label: `Open as ${scheme}`,
        run: () => void openInBrowser(sessionId, forward.id, scheme),
      }))}
    >
      Open
    </MenuButton>
  );
}

/** One forward: both ends, how it is, what went through it. */
export function ForwardRow({
  sessionId,
  forward,
  machineName,
}: {
  sessionId: string;
  forward: Forward;
  machineName: string;
}) {
  const { tone, text } = forwardLook(forward);
  const { from, to } = forwardEnds(forward, machineName);
  const { order, port, problem } = forward;
  return (
    <li className={styles['forward']} aria-label={`${from} to ${to}`}>
      <div className={styles['line']}>
        <Dot tone={tone} isBusy={forward.state === 'opening'} />
        <span className={styles['ends']} title={`${from} → ${to}`}>
          <code>{from}</code> <ArrowRight size={13} aria-label="leads to" /> <span>{to}</span>
        </span>
        <div className={styles['actions']}>
          {order.kind === 'local' && <OpenMenu sessionId={sessionId} forward={forward} />}
          {port !== undefined && (
            <IconButton label="Copy address" size="small" onPress={() => void copyForwardAddress(forward)}>
              <Copy size={14} />
            </IconButton>
          )}
          <IconButton label="Close forward" size="small" onPress={() => void closeForward(sessionId, forward.id)}>
            <X size={14} />
          </IconButton>
        </div>
      </div>
      <p className={styles['figures']}>
        {kindNames[order.kind]}, {text}. <span className={styles['traffic']}>{trafficText(forward)}</span>
      </p>
      {problem !== undefined && (
        <Notice
          tone={forward.state === 'failed' ? 'bad' : 'warn'}
          message={problem.message}
          hint={problem.hint}
          detail={problem.detail}
        />
      )}
    </li>
  );
}
