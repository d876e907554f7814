import { Copy } from 'lucide-react';
import { useState } from 'react';
import type { Key } from '../../../main/contract/key.ts';
import { useKeychain } from '../../state/areas.ts';
import { copyPublicKey, offerKey, openKey, removeKey } from '../../state/key-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { Checkbox } from '../../ui/Checkbox.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { MenuButton, type MenuEntry } from '../../ui/Menu.tsx';
import { SecretPrompt } from '../../ui/SecretPrompt.tsx';
import { keyKind, keyState, removalQuestion } from './key-text.ts';
import styles from './Keys.module.css';

/** What is asked below a row. */
type Question = 'passphrase' | 'removal';

function Below({ entry, question, onDone }: { entry: Key; question: Question; onDone(): void }) {
  const keychain = useKeychain();
  if (question === 'removal') {
    return (
      <Confirm
        question={removalQuestion(entry)}
        confirmLabel="Remove"
        onConfirm={() => {
          onDone();
          void removeKey(entry.id);
        }}
        onCancel={onDone}
      />
    );
  }
  return (
    <SecretPrompt
      label="Passphrase"
      submitLabel="Unlock"
      keepLabel={keychain.state === 'available' ? 'Keep it in the keychain' : undefined}
      onSubmit={async (passphrase, isKept) => {
        const problem = await openKey(entry.id, passphrase, isKept);
        if (problem === undefined) onDone();
        return problem === undefined ? undefined : `${problem.message} ${problem.hint ?? ''}`.trim();
      }}
      onCancel={onDone}
    />
  );
}

/** One key with what can be done with it. */
export function KeyRow({ entry, isFirst }: { entry: Key; isFirst: boolean }) {
  const [question, setQuestion] = useState<Question>();
  const { id, label, kind, algorithm, sha256, publicKey, path, passphrase, isUsed, fault } = entry;
  const { text, isBad } = keyState(entry);
  const hasOwnSecret = kind === 'imported' || kind === 'generated';
  const forgetsPassphrase = kind === 'file' && (passphrase === 'kept' || passphrase === 'this-run');
  const entries: MenuEntry[] = [
    ...(isFirst || !isUsed ? [] : [{ id: 'first', label: 'Offer it first', run: () => void offerKey(id, true, true) }]),
    ...(hasOwnSecret
      ? [{ id: 'remove', label: 'Remove…', isDanger: true, run: () => setQuestion('removal') }]
      : forgetsPassphrase
        ? [{ id: 'remove', label: 'Forget the passphrase', run: () => void removeKey(id) }]
        : []),
  ];
  return (
    <>
      <tr className={styles['key']} data-used={isUsed} data-open={question !== undefined}>
        <td>
          <Checkbox
            isOn={isUsed}
            label={`Use ${label}`}
            isDisabled={fault !== undefined}
            onChange={(next) => void offerKey(id, next)}
          />
        </td>
        <td className={styles['identity']}>
          <div className={styles['label']} title={path ?? label}>
            {label}
          </div>
          <small title={path}>
            {algorithm} · {keyKind(kind)}
          </small>
        </td>
        <td className={styles['print']} title={sha256}>
          {sha256 ?? (fault === undefined ? 'unknown until it is unlocked' : 'unknown')}
        </td>
        <td className={styles['status']} data-bad={isBad}>
          {isFirst ? `${text}, offered first` : text}
        </td>
        <td>
          <div className={styles['actions']}>
            {passphrase === 'needed' && fault === undefined && (
              <Button
                size="small"
                aria-label={`Enter passphrase of ${label}`}
                isDisabled={question === 'passphrase'}
                onPress={() => setQuestion('passphrase')}
              >
                Enter passphrase
              </Button>
            )}
            {publicKey !== undefined && (
              <IconButton label={`Copy public key of ${label}`} size="small" onPress={() => void copyPublicKey(id)}>
                <Copy size={14} />
              </IconButton>
            )}
            {entries.length > 0 && <MenuButton label={`More for ${label}`} isQuiet entries={entries} />}
          </div>
        </td>
      </tr>
      {question !== undefined && (
        <tr className={styles['below']}>
          <td colSpan={5}>
            <Below entry={entry} question={question} onDone={() => setQuestion(undefined)} />
          </td>
        </tr>
      )}
    </>
  );
}
