import { useEffect, useRef, useState } from 'react';
import type { Problem } from '../../../main/contract/problem.ts';
import type { TransferNote } from '../../../main/contract/transfer.ts';
import { readTransferNotes } from '../../state/transfer-actions.ts';

/** Notes of one page. */
export const PAGE_NOTES = 100;
/** While a transfer runs its notes grow; they are read again this often at most, in milliseconds. */
const REREAD_MS = 1_000;

export interface NotePage {
  notes: TransferNote[];
  total: number;
  problem?: Problem;
}

/** One page of the notes of a transfer; undefined until it is there. `count` says that there are more of them now. */
export function useNotePage(
  transferId: string,
  kind: TransferNote['kind'],
  offset: number,
  count: number,
): NotePage | undefined {
  const [shown, setShown] = useState<{ key: string; page: NotePage }>();
  const key = `${transferId}\n${kind}\n${offset}`;
  const wantedKey = useRef<string>(undefined);
  const lastRead = useRef({ key: '', at: 0 });
  useEffect(() => {
    wantedKey.current = key;
    const waitMs = lastRead.current.key === key ? lastRead.current.at + REREAD_MS - performance.now() : 0;
    const timer = setTimeout(
      () => {
        lastRead.current = { key, at: performance.now() };
        void readTransferNotes({ transferId, kind, offset, limit: PAGE_NOTES }).then((result) => {
          if (wantedKey.current !== key) return;
          const page = result.ok ? result.value : { notes: [], total: 0, problem: result.problem };
          setShown({ key, page });
        });
      },
      Math.max(0, waitMs),
    );
    return () => clearTimeout(timer);
  }, [key, transferId, kind, offset, count]);
  return shown?.key === key ? shown.page : undefined;
}
