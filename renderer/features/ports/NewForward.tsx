import { useState, type FormEvent } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import { openForward, openNear } from '../../state/forward-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Choice } from '../../ui/Choice.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { TextField } from '../../ui/TextField.tsx';
import { usePending } from '../../ui/use-pending.ts';
import { emptyDraft, readDraft, type DraftErrors, type ForwardDraft } from './forward-form.ts';
import { kindNames } from './forward-text.ts';
import styles from './Ports.module.css';

const kinds = [
  { value: 'local', label: kindNames.local },
  { value: 'remote', label: kindNames.remote },
  { value: 'socks', label: kindNames.socks },
] as const;

const explanations: Record<ForwardDraft['kind'], string> = {
  local: 'Programs here reach something that the machine can reach, as with ssh -L.',
  remote: 'Programs on the machine reach something that this computer can reach, as with ssh -R.',
  socks: 'A browser here goes through the machine to everything it can reach, as with ssh -D.',
};

const words: Record<ForwardDraft['kind'], { listen: string; empty: string; host: string; port: string }> = {
  local: {
    listen: 'Port of this computer',
    empty: 'the same, or a free one',
    host: 'Host, as the machine sees it',
    port: 'Its port',
  },
  remote: {
    listen: 'Port of the machine',
    empty: 'a free one',
    host: 'Host, as this computer sees it',
    port: 'Its port',
  },
  socks: { listen: 'Port of this computer', empty: '1080, or a free one', host: '', port: '' },
};

function EverybodyWarning() {
  return (
    <Notice
      tone="warn"
      message="Everybody who can reach the machine will reach that address of yours, without a password of SSH."
      hint="That may be the whole internet. The SSH server has to allow it: GatewayPorts in sshd_config; without it, OpenSSH listens for the machine alone and does not say so."
    />
  );
}

/** A forward of any kind, by hand. */
export function NewForward({ sessionId, machine, isReady }: { sessionId: string; machine: number; isReady: boolean }) {
  const [draft, setDraft] = useState(emptyDraft);
  const [errors, setErrors] = useState<DraftErrors>({});
  const [problem, setProblem] = useState<Problem>();
  const [isPending, run] = usePending();
  const word = words[draft.kind];

  function change(part: Partial<ForwardDraft>): void {
    setDraft({ ...draft, ...part });
    setErrors({});
    setProblem(undefined);
  }

  function open(event: FormEvent): void {
    event.preventDefault();
    const read = readDraft(draft);
    if ('errors' in read) return setErrors(read.errors);
    const { order, isNear } = read;
    run(async () => {
      const place = { sessionId, machine };
      if (isNear && order.kind !== 'remote') {
        const opened = await openNear(place, order);
        setProblem(opened.ok ? undefined : opened.problem);
        if (opened.ok) setDraft({ ...emptyDraft, kind: draft.kind });
        return;
      }
      const failure = await openForward(place, order);
      setProblem(failure);
      if (failure === undefined) setDraft({ ...emptyDraft, kind: draft.kind });
    });
  }

  return (
    <form className={styles['form']} onSubmit={open} autoComplete="off" aria-label="New forward">
      <Choice
        label="Which way"
        description={explanations[draft.kind]}
        value={draft.kind}
        options={kinds}
        onChange={(kind) => change({ kind })}
      />
      <div className={styles['fields']}>
        {draft.kind !== 'socks' && (
          <>
            <div className={styles['host']}>
              <TextField
                label={word.host}
                value={draft.targetHost}
                onChange={(targetHost) => change({ targetHost })}
                error={errors.targetHost}
                maxLength={255}
                isMono
              />
            </div>
            <div className={styles['port']}>
              <TextField
                label={word.port}
                value={draft.targetPort}
                onChange={(targetPort) => change({ targetPort })}
                error={errors.targetPort}
                maxLength={5}
                isMono
              />
            </div>
          </>
        )}
        <div className={styles['listen']}>
          <TextField
            label={word.listen}
            value={draft.listenPort}
            onChange={(listenPort) => change({ listenPort })}
            placeholder={word.empty}
            error={errors.listenPort}
            maxLength={5}
            isMono
          />
        </div>
        <div className={styles['submit']}>
          <Button type="submit" isPending={isPending} isDisabled={!isReady}>
            Open forward
          </Button>
        </div>
      </div>
      {draft.kind === 'remote' && (
        <Choice
          label="Who may connect on the machine"
          value={draft.remoteHost}
          options={[
            { value: '127.0.0.1', label: 'The machine itself' },
            { value: '0.0.0.0', label: 'Everybody who reaches it' },
          ]}
          onChange={(remoteHost) => change({ remoteHost })}
        />
      )}
      {draft.kind === 'remote' && draft.remoteHost === '0.0.0.0' && <EverybodyWarning />}
      {problem !== undefined && (
        <Notice tone="bad" role="alert" message={problem.message} hint={problem.hint} detail={problem.detail} />
      )}
    </form>
  );
}
