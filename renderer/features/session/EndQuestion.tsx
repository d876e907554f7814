import type { Account } from '../../../main/contract/account.ts';
import type { Session } from '../../../main/contract/session.ts';
import { useSettings } from '../../state/areas.ts';
import { isVisit } from '../../state/session-states.ts';
import { Confirm } from '../../ui/Confirm.tsx';

interface EndWords {
  label: string;
  question: string;
  /** The machine goes, and what is on it. */
  takesMachine: boolean;
}

/** What the end of this session means: the machine goes, or only the connection to it. */
export function endWords(session: Session, account: Account | undefined): EndWords {
  if (account?.provider === 'pasted')
    return { label: 'Disconnect', question: 'Disconnect? The machine itself goes on.', takesMachine: false };
  if (isVisit(session)) return { label: 'Disconnect', question: 'Disconnect? The build goes on.', takesMachine: false };
  return {
    label: 'End session',
    question: 'End this session? The machine goes away, with everything on it that is not saved.',
    takesMachine: true,
  };
}

interface EndQuestionProps {
  session: Session;
  words: EndWords;
  onEnd(withoutSalvage: boolean): void;
  onCancel(): void;
}

/** Asks whether a session shall end, and with or without its work. */
export function EndQuestion({ session, words, onEnd, onCancel }: EndQuestionProps) {
  const { salvageAtEnd } = useSettings();
  const isReachable = session.machines.some(({ link }) => link === 'connected');
  const canSave = words.takesMachine && salvageAtEnd && isReachable;
  return (
    <Confirm
      question={words.question}
      confirmLabel={canSave ? 'End without saving' : words.label}
      onConfirm={() => onEnd(true)}
      gentle={canSave ? { label: 'Save my work and end', run: () => onEnd(false) } : undefined}
      onCancel={onCancel}
    />
  );
}
