import { ExternalLink } from 'lucide-react';
import type { Guide as GuideData, Session } from '../../../main/contract/session.ts';
import { placeName } from '../../state/accounts.ts';
import { openLink } from '../../state/app-actions.ts';
import { useAccount } from '../../state/areas.ts';
import { takeMachine } from '../../state/machine-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { Elapsed } from '../../ui/time/Times.tsx';
import { PasteBox } from './paste/PasteBox.tsx';
import styles from './Guide.module.css';

function Waiting({ session }: { session: Session }) {
  return (
    <p className={styles['waiting']} role="status">
      <Dot tone="run" isBusy />
      <span>Waiting for the new build. It is noticed by itself.</span>
      <span className={styles['time']}>
        <Elapsed from={session.stateSince} to={undefined} />
      </span>
    </p>
  );
}

/** What the person does at the service before there is a machine, one step after the other. */
export function Guide({ session, guide, isShown }: { session: Session; guide: GuideData; isShown: boolean }) {
  const name = placeName(useAccount(session.accountId));
  const { link, steps, wantsPaste } = guide;
  const hasBuild = session.rebuildId !== undefined;
  useCommands(
    () => [
      {
        id: 'session.openGuidePage',
        title: `Open the page at ${name}`,
        group: `Session ${session.title}`,
        run: () => void openLink(link ?? ''),
      },
    ],
    isShown && link !== undefined,
  );
  return (
    <section className={styles['guide']} aria-label={`At ${name}`}>
      <h2 className={styles['title']}>Your part, at {name}</h2>
      <ol className={styles['steps']}>
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      {link !== undefined && (
        <div>
          <Button variant={hasBuild ? 'plain' : 'primary'} onPress={() => void openLink(link)}>
            <ExternalLink size={13} aria-hidden />
            Open the page at {name}
          </Button>
        </div>
      )}
      {!hasBuild && <Waiting session={session} />}
      {wantsPaste && (
        <PasteBox
          label="Pasted text"
          hint="Everything the page shows about SSH, in any order."
          example={`ssh vagrant@203.0.113.7 -p 12345\nPassword: …`}
          isOneMachine
          onConnect={(draft) => takeMachine(session.id, draft)}
        />
      )}
    </section>
  );
}
