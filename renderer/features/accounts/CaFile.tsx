import { chooseCaFile } from '../../state/account-actions.ts';
import { Button } from '../../ui/Button.tsx';
import { usePending } from '../../ui/use-pending.ts';
import styles from './Accounts.module.css';

/** Certificates of an authority of one's own, for servers that the system does not know. */
export function CaFile({ value, onChange }: { value: string | undefined; onChange(file: string | undefined): void }) {
  const [isPending, run] = usePending();
  return (
    <div className={styles['file']}>
      <p className={styles['remark']}>
        A server with a certificate of your own authority needs the file of that authority (PEM). Certificates are
        always checked.
      </p>
      {value !== undefined && <code className={styles['path']}>{value}</code>}
      <div className={styles['row']}>
        <Button
          isPending={isPending}
          onPress={() =>
            run(async () => {
              const file = await chooseCaFile();
              if (file !== undefined) onChange(file);
            })
          }
        >
          Choose CA file
        </Button>
        {value !== undefined && <Button onPress={() => onChange(undefined)}>Do without</Button>}
      </div>
    </div>
  );
}
