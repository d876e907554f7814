import { useState, type FormEvent } from 'react';
import type { Screen, ScreenQuestion } from '../../../main/contract/screen.ts';
import { hostAndPort } from '../../state/session-states.ts';
import { signInToScreen } from '../../state/screen-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './ScreenCover.module.css';

interface ScreenSignInProps {
  sessionId: string;
  screen: Screen;
  question: ScreenQuestion;
  onClose(): void;
}

function sentence({ fields, isRetry }: ScreenQuestion): string {
  const isBoth = fields.includes('user') && fields.includes('password');
  if (isRetry)
    return isBoth ? 'The machine did not take this user and password.' : 'The machine did not take this password.';
  return isBoth ? 'This screen asks for a user and a password.' : `This screen asks for a ${fields[0] ?? 'password'}.`;
}

/** Asks for what a screen wants to know. What was typed is forgotten as soon as main has it. */
export function ScreenSignIn({ sessionId, screen, question, onClose }: ScreenSignInProps) {
  const wantsUser = question.fields.includes('user');
  const wantsPassword = question.fields.includes('password');
  const [user, setUser] = useState(screen.user ?? '');
  // Where the keys go first; typing does not change that.
  const [startsAtUser] = useState(wantsUser && user === '');
  const [password, setPassword] = useState('');
  const [error, setError] = useState<string>();
  const [isPending, run] = usePending();
  const isComplete = (!wantsUser || user !== '') && (!wantsPassword || password !== '');

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!isComplete) return;
    run(async () => {
      const given = { password, ...(wantsUser ? { user } : {}) };
      const result = await signInToScreen({ sessionId, screenId: screen.id }, given);
      setPassword('');
      setError(result.ok ? undefined : result.problem.message);
    });
  }

  return (
    <form className={styles['form']} onSubmit={submit} autoComplete="off" aria-label="Sign in to the screen">
      <h2>Sign in</h2>
      <p className={styles['asked']} data-retry={question.isRetry} role={question.isRetry ? 'alert' : 'status'}>
        {sentence(question)}
      </p>
      {wantsUser && (
        <TextField label="User" value={user} onChange={setUser} startsFocused={startsAtUser} maxLength={256} />
      )}
      {wantsPassword && (
        <TextField
          label="Password"
          value={password}
          onChange={setPassword}
          error={error}
          isSecret
          startsFocused={!startsAtUser}
        />
      )}
      <div className={styles['buttons']}>
        <Button type="submit" variant="primary" isPending={isPending} isDisabled={!isComplete}>
          Sign in
        </Button>
        <Button onPress={onClose}>Close the tab</Button>
      </div>
      <p className={styles['where']}>
        {screen.route === 'ssh' ? `Port ${screen.port} of the machine, through SSH` : hostAndPort(screen)}. Kept until
        this session ends.
      </p>
    </form>
  );
}
