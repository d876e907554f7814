import { MonitorOff, MonitorX, ShieldAlert } from 'lucide-react';
import type { Screen } from '../../../main/contract/screen.ts';
import type { Session } from '../../../main/contract/session.ts';
import { openLink } from '../../state/app-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import type { ScreenActs } from './screen-acts.ts';
import type { Cover } from './screen-cover.ts';
import { ScreenSignIn } from './ScreenSignIn.tsx';
import styles from './ScreenCover.module.css';

interface ScreenCoverProps {
  session: Session;
  screen: Screen;
  cover: Exclude<Cover, { kind: 'picture' }>;
  acts: ScreenActs;
  onClose(): void;
}

function Elsewhere({ acts }: { acts: ScreenActs }) {
  if (acts.openElsewhere === undefined) return null;
  return <Button onPress={acts.openElsewhere}>Open in another program</Button>;
}

function Connecting({ step }: { step: string }) {
  return (
    <div className={styles['connecting']} role="status">
      <div className={styles['ghost']} aria-hidden>
        <span className={styles['bar']} />
        <span className={styles['window']} />
      </div>
      <p>{step}</p>
    </div>
  );
}

/** What stands where the picture of a screen will be, or was. */
export function ScreenCover({ session, screen, cover, acts, onClose }: ScreenCoverProps) {
  const reconnect = (
    <span data-way-on="">
      <Button variant="primary" onPress={acts.reconnect}>
        Reconnect
      </Button>
    </span>
  );
  switch (cover.kind) {
    case 'connecting':
      return (
        <div className={styles['cover']}>
          <Connecting step={cover.step} />
        </div>
      );
    case 'asking':
      return (
        <div className={styles['cover']}>
          <ScreenSignIn
            // Another question begins with empty fields.
            key={`${cover.question.fields.join()} ${cover.question.isRetry}`}
            sessionId={session.id}
            screen={screen}
            question={cover.question}
            onClose={onClose}
          />
        </div>
      );
    case 'certificate':
      return (
        <div className={styles['cover']} role="alert">
          <EmptyState
            icon={<ShieldAlert size={28} strokeWidth={1.5} />}
            title={cover.problem.message}
            actions={
              <>
                <Button variant="danger" onPress={acts.trust}>
                  Trust the new certificate
                </Button>
                <Button onPress={onClose}>Close the tab</Button>
              </>
            }
          >
            <p>{cover.problem.hint ?? 'Somebody may be reading along. Trust it only if you know why it changed.'}</p>
            {screen.certificate !== undefined && (
              <dl className={styles['fingerprint']}>
                <dt>It shows now (SHA-256)</dt>
                <dd>{screen.certificate.sha256}</dd>
              </dl>
            )}
          </EmptyState>
        </div>
      );
    case 'problem': {
      const { message, hint, link, detail } = cover.problem;
      return (
        <div className={styles['cover']} role="alert">
          <EmptyState
            icon={<MonitorX size={28} strokeWidth={1.5} />}
            title={message}
            actions={
              <>
                {reconnect}
                <Elsewhere acts={acts} />
                {link !== undefined && <Button onPress={() => void openLink(link)}>Open the page</Button>}
              </>
            }
          >
            {hint !== undefined && <p>{hint}</p>}
            {detail !== undefined && (
              <details className={styles['detail']}>
                <summary>Details</summary>
                <pre>{detail}</pre>
              </details>
            )}
          </EmptyState>
        </div>
      );
    }
    case 'ended':
      return (
        <div className={styles['cover']} role="status">
          <EmptyState
            icon={<MonitorOff size={28} strokeWidth={1.5} />}
            title="The screen was closed"
            actions={
              <>
                {reconnect}
                <Button onPress={onClose}>Close the tab</Button>
              </>
            }
          >
            The machine ended it.
          </EmptyState>
        </div>
      );
  }
}
