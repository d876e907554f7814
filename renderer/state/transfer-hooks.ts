import { create } from 'zustand';
import { useShallow } from 'zustand/react/shallow';
import type { Transfer } from '../../main/contract/transfer.ts';
import { hasEnded, inListOrder, needsPerson, overallOf, type TransferOverall } from './transfer-states.ts';
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

type Read<Value> = (transfers: Transfer[]) => Value;
type ScopedRead<Value> = (all: Transfers, scope: TransferScope) => Value;

/** Remembers what it worked out for the same transfers and scope: many components ask the same, and ask again. */
function remember<Value>(
  work: (all: Transfers, scope: TransferScope, last: Value | undefined) => Value,
): ScopedRead<Value> {
  const known = new Map<string, { from: Transfers; value: Value }>();
  return (all, scope) => {
    const key = `${scope.sessionId ?? ''}\n${scope.machine ?? ''}`;
    const last = known.get(key);
    if (last?.from === all) return last.value;
    const value = work(all, scope, last?.value);
    known.set(key, { from: all, value });
    return value;
  };
}

const listOf = remember<Transfer[]>(transfersIn);
const overallIn = remember((all, scope) => overallOf(listOf(all, scope)));
/** The same list as before where the order is the same, so that nothing is drawn. */
const orderOf = remember<string[]>((all, scope, last) => {
  const ids = inListOrder(listOf(all, scope)).map(({ id }) => id);
  return last?.length === ids.length && last.every((id, index) => id === ids[index]) ? last : ids;
});

const remembered = new WeakMap<Read<unknown>, ScopedRead<unknown>>();

function scoped<Value>(read: Read<Value>): ScopedRead<Value> {
  let own = remembered.get(read) as ScopedRead<Value> | undefined;
  if (own === undefined) {
    own = remember((all, scope) => read(listOf(all, scope)));
    remembered.set(read, own);
  }
  return own;
}

/** Ids in the order of the list. Changes only when a transfer comes, goes or ends. */
export function useTransferIds(scope: TransferScope): string[] {
  return useCalm(({ transfers }) => orderOf(transfers, scope));
}

export function useTransfer(transferId: string): Transfer | undefined {
  return useCalm(({ transfers }) => transfers[transferId]);
}

/**
 * Works something small out from a scope; numbers and texts, so that nothing is drawn while it stays the same. It is worked
 * out once for all who ask, as long as `read` is the same function.
 */
export function useTransferFact<Value extends string | number | boolean | undefined>(
  scope: TransferScope,
  read: (transfers: Transfer[]) => Value,
): Value {
  return useCalm(({ transfers }) => scoped(read)(transfers, scope));
}

/** How far the transfers of a scope are together; undefined when none is open. */
export function useOverallOf(scope: TransferScope): TransferOverall | undefined {
  return useCalm(useShallow(({ transfers }) => overallIn(transfers, scope)));
}

/** How far the transfers of a session are together, for the bar in its tab; of one machine when it is given. */
export function useTransferOverall(sessionId: string, machine?: number): TransferOverall | undefined {
  return useOverallOf({ sessionId, machine });
}

/** The transfer whose question or trouble is to be shown first. */
export function useFirstInNeed(scope: TransferScope): string | undefined {
  return useTransferFact(scope, firstInNeed);
}

function firstInNeed(transfers: Transfer[]): string | undefined {
  return inListOrder(transfers.filter((transfer) => !hasEnded(transfer) && needsPerson(transfer)))[0]?.id;
}
