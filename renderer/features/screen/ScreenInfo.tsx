import { Lock, LockOpen } from 'lucide-react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import type { Screen } from '../../../main/contract/screen.ts';
import { hostAndPort } from '../../state/session-states.ts';
import { Facts } from '../../ui/Facts.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { shownText } from '../../ui/text/shown-text.ts';
import type { ViewerState } from './screen-controller.ts';
import { isReadable } from './screen-text.ts';
import styles from './ScreenInfo.module.css';

/** How the screen is reached and protected, and what its viewer cannot do. */
export function ScreenInfo({ screen, viewer, isPainted }: { screen: Screen; viewer: ViewerState; isPainted: boolean }) {
  const { route, port, security, certificate, name, latencyMs } = screen;
  const limits = viewer.abilities?.limits ?? [];
  const isOpen = isPainted && isReadable(screen);
  const label = isOpen ? 'About this connection: not encrypted' : 'About this connection';
  return (
    <DialogTrigger>
      <Hint text={label}>
        <Button className={styles['button'] ?? ''} aria-label={label} data-open={isOpen}>
          {isOpen ? <LockOpen size={13} aria-hidden /> : <Lock size={13} aria-hidden />}
        </Button>
      </Hint>
      <Popover className={styles['popover'] ?? ''} placement="bottom end" offset={4}>
        <Dialog className={styles['dialog'] ?? ''} aria-label="About this connection">
          <Facts
            entries={[
              ['Name', name === undefined ? undefined : shownText(name)],
              ['Address', route === 'ssh' ? `port ${port} of the machine` : hostAndPort(screen)],
              ['Way', route === 'ssh' ? 'through SSH, encrypted' : 'direct'],
              ['Security', security],
              ['Certificate', certificate?.sha256],
              ['Of', certificate?.subject === undefined ? undefined : shownText(certificate.subject)],
              ['Round trip', latencyMs === undefined ? undefined : `${Math.round(latencyMs)} ms at the start`],
            ]}
          />
          {certificate !== undefined && (
            <p className={styles['remark']}>
              Taken at the first contact; a change within this session ends the screen.
            </p>
          )}
          {limits.length > 0 && (
            <>
              <h2 className={styles['title']}>What is not possible here</h2>
              <ul className={styles['limits']}>
                {limits.map((limit) => (
                  <li key={limit}>{shownText(limit)}</li>
                ))}
              </ul>
            </>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
