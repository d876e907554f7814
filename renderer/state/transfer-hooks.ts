import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Transfer } from '../../main/contract/transfer.ts';
import { hasEnded, inListOrder, overallOf, type TransferOverall } from './transfer-states.ts';
import { useTruth } from './truth.ts';

/** What is on the screen follows transfers this often, in milliseconds: drawing must not cost them time. */
export const CALM_MS = 200;

type Transfers = Record<string, Transfer>;

/** Which transfers a list is about; all of them without a session. */
export interface TransferScope {
  sessionId?: string | undefined;
  machine?: number | undefined;
}

/** The transfers of the truth, at most every {@link CALM_MS}, however often patches come. */
const useCalm = create<{ transfers: Transfers }>(() => ({ transfers: useTruth.getState().truth.transfers }));

let timer: ReturnType<typeof setTimeout> | undefined;
let publishedAt = 0;

function publish(): void {
  timer = undefined;
  publishedAt = performance.now();
  const { transfers } = useTruth.getState().truth;
  if (transfers !== useCalm.getState().transfers) useCalm.setState({ transfers });
}

useTruth.subscribe(({ status, truth }, before) => {
  if (truth.transfers === useCalm.getState().transfers) return;
  // A whole new truth is shown at once.
  const waitMs = status === before.status ? publishedAt + CALM_MS - performance.now() : 0;
  if (waitMs <= 0) {
    clearTimeout(timer);
    publish();
  } else timer ??= setTimeout(publish, waitMs);
});

/** Transfers of a scope, in any order. */
export function transfersIn(transfers: Transfers, { sessionId, machine }: TransferScope): Transfer[] {
  const all = Object.values(transfers);
  if (sessionId === undefined) return all;
  return all.filter(
    (transfer) => transfer.sessionId === sessionId && (machine === undefined || transfer.machine === machine),
  );
}

/** The transfers of a scope as they are now; for commands, not for rendering. */
export function currentTransfers(scope: TransferScope = {}): Transfer[] {
  return transfersIn(useTruth.getState().truth.transfers, scope);
}

/** Remembers what it worked out for the same transfers and scope: many components ask the same. */
function remember<Value>(work: (transfers: Transfer[]) => Value): (all: Transfers, scope: TransferScope) => Value {
  let from: Transfers | undefined;
  const known = new Map<string, Value>();
  return (all, scope) => {
    if (from !== all) known.clear();
    from = all;
    const key = `${scope.sessionId ?? ''}\n${scope.machine ?? ''}`;
    let value = known.get(key);
    if (value === undefined) {
      value = work(transfersIn(all, scope));
      known.set(key, value);
    }
    return value;
  };
}

const orderOf = remember((transfers) => inListOrder(transfers).map(({ id }) => id));
const openOverall = remember((transfers) => ({ overall: overallOf(transfers) }));

/** Ids in the order of the list. Changes only when a transfer comes, goes or ends. */
export function useTransferIds(scope: TransferScope): string[] {
  return useCalm(useShallow(({ transfers }) => orderOf(transfers, scope)));
}

export function useTransfer(transferId: string): Transfer | undefined {
  return useCalm(({ transfers }) => transfers[transferId]);
}

/** Works something small out from a scope; numbers and texts, so that nothing is drawn while it stays the same. */
export function useTransferFact<Value extends string | number | boolean | undefined>(
  scope: TransferScope,
  read: (transfers: Transfer[]) => Value,
): Value {
  return useCalm(({ transfers }) => read(transfersIn(transfers, scope)));
}

/** How far the transfers of a scope are together; undefined when none is open. */
export function useOverallOf(scope: TransferScope): TransferOverall | undefined {
  return useCalm(useShallow(({ transfers }) => openOverall(transfers, scope).overall));
}

/** How far the transfers of a session are together, for the bar in its tab; of one machine when it is given. */
export function useTransferOverall(sessionId: string, machine?: number): TransferOverall | undefined {
  return useOverallOf({ sessionId, machine });
}

/** The transfer whose question or trouble is to be shown first. */
export function useFirstInNeed(scope: TransferScope): string | undefined {
  return useTransferFact(scope, (transfers) => inListOrder(transfers).find(isInNeed)?.id);
}

function isInNeed(transfer: Transfer): boolean {
  return !hasEnded(transfer) && (transfer.question !== undefined || transfer.state === 'stopped');
}
