import { useEffect } from 'react';
import { openLink } from '../../state/app-actions.ts';
import { dismissNotice, useNotices, type Notice as NoticeData } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import styles from './NoticeArea.module.css';

/** How long a short confirmation stays. Problems stay until they are dismissed. */
const DONE_MS = 3_500;

function Item({ notice }: { notice: NoticeData }) {
  const { id, kind, link, action } = notice;
  useEffect(() => {
    if (kind !== 'done') return undefined;
    const timer = setTimeout(() => dismissNotice(id), DONE_MS);
    return () => clearTimeout(timer);
  }, [id, kind]);
  return (
    <Notice
      tone={kind === 'problem' ? 'bad' : 'ok'}
      role={kind === 'problem' ? 'alert' : 'status'}
      message={notice.message}
      hint={notice.hint}
      detail={notice.detail}
      onDismiss={() => dismissNotice(id)}
    >
      {action !== undefined && (
        <Button
          size="small"
          onPress={() => {
            dismissNotice(id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      )}
      {link !== undefined && (
        <Button size="small" onPress={() => void openLink(link)}>
          Open the page
        </Button>
      )}
    </Notice>
  );
}

/** What went wrong, and short confirmations, above the status bar. */
export function NoticeArea() {
  const notices = useNotices((state) => state.notices);
  if (notices.length === 0) return null;
  return (
    <section className={styles['area']} aria-label="Notices">
      {notices.map((notice) => (
        <Item key={notice.id} notice={notice} />
      ))}
    </section>
  );
}
