import { useEffect, useRef, useState } from 'react';
import type { AccountCheck } from '../../../main/contract/account.ts';
import type { Problem } from '../../../main/contract/problem.ts';
import { cancelSignIn, signInWithBrowser, type Installation } from '../../state/account-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Notice } from '../../ui/Notice.tsx';
import styles from './Accounts.module.css';

interface BrowserSignInProps {
  where: Installation;
  onChecked(check: AccountCheck): void;
  onProblem(problem: Problem | undefined): void;
}

/** Signing in on the service's page instead of copying a token. It waits for the browser and can be called off. */
export function BrowserSignIn({ where, onChecked, onProblem }: BrowserSignInProps) {
  const [isWaiting, setWaiting] = useState(false);
  const waits = useRef(false);
  useEffect(
    () => () => {
      // Whoever leaves the page does not come back to this sign-in.
      if (waits.current) void cancelSignIn();
      waits.current = false;
    },
    [],
  );

  async function signIn(): Promise<void> {
    onProblem(undefined);
    setWaiting(true);
    waits.current = true;
    const result = await signInWithBrowser(where);
    if (!waits.current) return;
    waits.current = false;
    setWaiting(false);
    if (result.ok) onChecked(result.value);
    else if (result.problem.code !== 'cancelled') onProblem(result.problem);
  }

  if (!isWaiting) return <Button onPress={() => void signIn()}>Sign in with the browser</Button>;
  return (
    <div className={styles['waiting']}>
      <Notice
        tone="run"
        role="status"
        message="Waiting for the browser."
        hint="Sign in on the page that has opened there, and allow Jumpseat. Then come back."
      >
        <Button size="small" onPress={() => void cancelSignIn()}>
          Cancel sign-in
        </Button>
      </Notice>
    </div>
  );
}
