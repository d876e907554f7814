import { ExternalLink } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { AccountCheck, ServiceId } from '../../../main/contract/account.ts';
import type { Problem } from '../../../main/contract/problem.ts';
import { serviceForms } from '../../../main/contract/services.ts';
import { checkToken, type Installation } from '../../state/account-actions.ts';
import { openLink } from '../../state/app-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Fold } from '../../ui/Fold.tsx';
import { ButtonRow } from '../../ui/Page.tsx';
import { ProblemNotice } from '../../ui/ProblemNotice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { BrowserSignIn } from './BrowserSignIn.tsx';
import { CaFile } from './CaFile.tsx';
import { tokenPageAt } from './token-page.ts';
import styles from './Accounts.module.css';

interface TokenFormProps {
  service: ServiceId;
  /** Of an account that is there already. */
  host?: string | undefined;
  /** It was asked for, so the keys are for the token. */
  startsFocused?: boolean;
  onChecked(check: AccountCheck): void;
}

/** Which token, from where, and whether it works. A token that was refused stays in its field to be mended. */
export function TokenForm({ service, host: firstHost = '', startsFocused = false, onChecked }: TokenFormProps) {
  const form = serviceForms[service];
  const [host, setHost] = useState(firstHost);
  const [caFile, setCaFile] = useState<string>();
  const [token, setToken] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isChecking, run] = usePending();
  const where: Installation = {
    service,
    ...(host.trim() === '' ? {} : { host: host.trim() }),
    ...(caFile === undefined ? {} : { caFile }),
  };
  const isComplete = token.trim() !== '' && (form.host !== 'required' || host.trim() !== '');

  function check(event: FormEvent): void {
    event.preventDefault();
    if (!isComplete) return;
    run(async () => {
      const result = await checkToken(where, token.trim());
      setProblem(result.ok ? undefined : result.problem);
      if (!result.ok) return;
      setToken('');
      onChecked(result.value);
    });
  }

  const hostField = (
    <TextField
      label="Host"
      value={host}
      onChange={setHost}
      description={form.hostHint}
      isRequired={form.host === 'required'}
      isMono
    />
  );
  return (
    <form className={styles['form']} onSubmit={check} autoComplete="off">
      {form.host === 'required' && hostField}
      <div className={styles['token']}>
        <TextField
          label="Token"
          value={token}
          onChange={setToken}
          description={`The ${form.tokenName} of ${form.name}. It is never shown again, and never leaves this computer but to ${form.name}.`}
          isSecret
          isRequired
          startsFocused={startsFocused}
        />
        <Button onPress={() => void openLink(tokenPageAt(form, host))}>
          <ExternalLink size={13} aria-hidden />
          Open the token page
        </Button>
      </div>
      {form.host !== 'none' && (
        <Fold title="Own server" startsOpen={form.host === 'server' && firstHost !== ''}>
          {form.host === 'server' && hostField}
          <CaFile value={caFile} onChange={setCaFile} />
        </Fold>
      )}
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      <ButtonRow>
        <Button type="submit" variant="primary" isPending={isChecking} isDisabled={!isComplete}>
          Check token
        </Button>
        {form.browserSignIn && <BrowserSignIn where={where} onChecked={onChecked} onProblem={setProblem} />}
      </ButtonRow>
    </form>
  );
}
