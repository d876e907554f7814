import type { Hold } from '../../../main/contract/hold.ts';
import type { Session } from '../../../main/contract/session.ts';
import { copyText, openLink } from '../../state/app-actions.ts';
import { holdSession } from '../../state/session-actions.ts';
import { useCommands } from '../../state/use-commands.ts';
import { showSession } from '../../state/view.ts';
import { Button } from '../../ui/Button.tsx';
import { Dot } from '../../ui/Dot.tsx';
import { Hint } from '../../ui/Hint.tsx';
import { PopoverButton } from '../../ui/PopoverButton.tsx';
import { clockTime } from '../../ui/time/time-text.ts';
import { usePending } from '../../ui/use-pending.ts';
import styles from './HoldButton.module.css';

type Snippet = Extract<Hold, { kind: 'snippet' }>;
type Switch = Exclude<Hold, Snippet>;

/** Hours and minutes of a moment. */
const timeOf = (at: number): string => clockTime(at).slice(0, 5);

function SnippetButton({ hold }: { hold: Snippet }) {
  const { label, does, costs, file, snippet, link } = hold;
  return (
    // The whole of it would push the other buttons out of the header.
    <PopoverButton label="Keep longer…" title={label}>
      <h3 className={styles['title']}>{label}</h3>
      <p>{does}</p>
      <p className={styles['costs']}>{costs}</p>
      <p className={styles['file']}>
        For <code>{file}</code>
      </p>
      {/* A line that is too long scrolls, and that must also go by keys. */}
      <pre className={styles['snippet']} role="region" aria-label={`Text for ${file}`} tabIndex={0}>
        {snippet}
      </pre>
      <div className={styles['row']}>
        <Button variant="primary" size="small" onPress={() => void copyText(snippet, 'The text')}>
          Copy
        </Button>
        {link !== undefined && (
          <Button size="small" onPress={() => void openLink(link)}>
            Open the page about it
          </Button>
        )}
      </div>
    </PopoverButton>
  );
}

/** What the hint says beside what it does and costs: why not again, or when the next machine comes. */
function noteOf(hold: Switch): string | undefined {
  if (hold.kind === 'extend') return hold.refused;
  if (hold.kind !== 'renew' || !hold.isOn || hold.startsAt === undefined) return undefined;
  return `The next machine is asked for at ${timeOf(hold.startsAt)}.`;
}

function SwitchButton({ session, hold, isShown }: { session: Session; hold: Switch; isShown: boolean }) {
  const [isPending, run] = usePending();
  const isOn = hold.kind === 'extend' ? undefined : hold.isOn;
  const isRefused = hold.kind === 'extend' && hold.refused !== undefined;
  const press = (): void => {
    if (!isRefused) run(() => holdSession(session.id, isOn !== true));
  };
  useCommands(
    () => [
      {
        id: 'session.hold',
        title: isOn === true ? `Stop: ${hold.label}` : hold.label,
        group: `Session ${session.title}`,
        keywords: 'extend longer keep hold time',
        run: press,
      },
    ],
    isShown && !isRefused,
  );
  const hint = [hold.does, hold.costs, noteOf(hold)].filter((sentence) => sentence !== undefined).join(' ');
  return (
    <Hint text={hint}>
      <Button
        isPending={isPending}
        {...(isOn === undefined ? {} : { 'aria-pressed': isOn })}
        // Disabled, it would not say why.
        {...(isRefused ? { 'aria-disabled': true } : {})}
        onPress={press}
      >
        {isOn === true && <Dot tone="ok" />}
        {hold.label}
      </Button>
    </Hint>
  );
}

/** Keeps the machine longer, where there is a way: at once, or by a text for the build's configuration. */
export function HoldButton({ session, isShown }: { session: Session; isShown: boolean }) {
  const { hold } = session;
  if (hold === undefined) return null;
  if (hold.kind === 'snippet') return <SnippetButton hold={hold} />;
  const nextId = hold.kind === 'renew' ? hold.nextSessionId : undefined;
  return (
    <>
      <SwitchButton session={session} hold={hold} isShown={isShown} />
      {nextId !== undefined && <Button onPress={() => showSession(nextId)}>Next machine</Button>}
    </>
  );
}
