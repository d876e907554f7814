import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { MachineDraft } from '../../../../main/contract/machine-form.ts';
import type { Problem, Result } from '../../../../main/contract/problem.ts';
import { openLink } from '../../../state/app-actions.ts';
import type { DraftedMachine } from '../../../state/machine-actions.ts';
import { Button } from '../../../ui/Button.tsx';
import { ButtonRow } from '../../../ui/Page.tsx';
import { ProblemNotice } from '../../../ui/ProblemNotice.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { usePending } from '../../../ui/use-pending.ts';
import { fieldsOf, formFrom, mistakesIn, type FormFields } from './form-fields.ts';
import { jumpsText, kindName } from './form-text.ts';
import styles from './Paste.module.css';

interface MachineFormProps {
  draftId: string;
  form: MachineDraft['forms'][number];
  /** What else comes of the button. */
  remark?: string | undefined;
  onConnect(machine: DraftedMachine): Promise<Result<unknown>>;
  onBack(): void;
}

function secretRemark({ hasPassword, hasPrivateKey, kind }: MachineDraft['forms'][number]): string {
  if (hasPassword) return 'The text gave one, which is used unless another is typed here.';
  if (hasPrivateKey) return 'Not needed: the text gave a private key.';
  return kind === 'ssh' ? 'Left empty, your own keys sign in.' : 'Left empty, you are asked when the screen wants it.';
}

/** One machine as the text has it. The connection is made with what stands here, and not before the button. */
export function MachineForm({ draftId, form, remark, onConnect, onBack }: MachineFormProps) {
  const [fields, setFields] = useState<FormFields>(() => fieldsOf(form));
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [isPending, run] = usePending();
  const group = useRef<HTMLDivElement>(null);
  // The form, not a field of it: Enter held down after "Read it" must not connect.
  useEffect(() => group.current?.focus(), []);
  const mistakes = mistakesIn(fields, form.kind);
  const isRight = Object.keys(mistakes).length === 0;
  const isSsh = form.kind === 'ssh';

  function field(name: keyof FormFields, label: string, description?: string) {
    return (
      <TextField
        label={label}
        value={fields[name]}
        onChange={(value) => setFields({ ...fields, [name]: value })}
        error={mistakes[name]}
        description={description}
        isMono
      />
    );
  }

  function connect(event: FormEvent): void {
    event.preventDefault();
    if (!isRight) return;
    const typed = password === '' ? {} : { password };
    run(async () => {
      const result = await onConnect({ draftId, form: formFrom(fields, form), ...typed });
      if (result.ok) setPassword('');
      else setProblem(result.problem);
    });
  }

  return (
    <form className={styles['box']} onSubmit={connect} autoComplete="off">
      <div ref={group} className={styles['fields']} role="group" aria-label="Machine" tabIndex={-1}>
        <p className={styles['kind']}>
          {kindName(form.kind)}
          {form.jumps.length > 0 && <span> by way of {jumpsText(form.jumps)}</span>}
        </p>
        {field('host', 'Host')}
        {field('port', 'Port')}
        {field('user', 'User')}
        <TextField
          label="Password"
          value={password}
          onChange={setPassword}
          description={secretRemark(form)}
          placeholder={form.hasPassword ? '••••••••' : ''}
          isSecret
        />
        {isSsh && field('command', 'Command', 'Runs in place of the login shell. Empty: the login shell.')}
        {isSsh && field('identityFile', 'Key file', 'Offered first when it is there.')}
      </div>
      {remark !== undefined && <p className={styles['hint']}>{remark}</p>}
      {problem !== undefined && <ProblemNotice problem={problem} onOpenLink={(url) => void openLink(url)} />}
      <ButtonRow>
        <Button type="submit" variant="primary" isPending={isPending} isDisabled={!isRight}>
          Connect
        </Button>
        <Button onPress={onBack}>Paste something else</Button>
      </ButtonRow>
    </form>
  );
}
