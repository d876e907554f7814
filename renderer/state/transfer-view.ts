import { create } from 'zustand';
import { showPage } from './view.ts';

interface TransferViewState {
  /** Whether the list of a machine is folded out, by {@link stripKey}. */
  openLists: Record<string, boolean>;
  /** The transfer to bring into sight as soon as its list is there. */
  revealedId: string | undefined;
  /** The page of all transfers asks whether all of them shall be cancelled. */
  asksToCancel: boolean;
}

/** What of the transfers is looked at. */
export const useTransferView = create<TransferViewState>(() => ({
  openLists: {},
  revealedId: undefined,
  asksToCancel: false,
}));

export function stripKey(sessionId: string, machine: number): string {
  return `${sessionId}\n${machine}`;
}

export function setListOpen(sessionId: string, machine: number, isOpen: boolean): void {
  useTransferView.setState(({ openLists }) => ({
    openLists: { ...openLists, [stripKey(sessionId, machine)]: isOpen },
  }));
}

/** Brings a transfer into sight where the person is: in the list of its machine, folded out. */
export function revealTransfer(sessionId: string, machine: number, transferId: string): void {
  setListOpen(sessionId, machine, true);
  useTransferView.setState({ revealedId: transferId });
}

export function forgetRevealed(): void {
  useTransferView.setState({ revealedId: undefined });
}

/** Goes to the page of all transfers, with one of them in sight. */
export function showTransfers(transferId?: string): void {
  useTransferView.setState({ revealedId: transferId });
  showPage({ kind: 'transfers' });
}

/** Asks on the page of all transfers whether all of them shall be cancelled. */
export function askToCancelAll(): void {
  useTransferView.setState({ asksToCancel: true });
  showPage({ kind: 'transfers' });
}

export function setAsksToCancel(asksToCancel: boolean): void {
  useTransferView.setState({ asksToCancel });
}

/** Places of the window where transfers of a machine can be seen, and whether they are in front. */
const sights = new Map<string, Set<() => boolean>>();

/** Says where transfers of a machine can be seen. The returned function takes it back. */
export function registerSight(sessionId: string, machine: number, isVisible: () => boolean): () => void {
  const key = stripKey(sessionId, machine);
  const own = sights.get(key) ?? new Set();
  sights.set(key, own.add(isVisible));
  return () => {
    own.delete(isVisible);
    if (own.size === 0) sights.delete(key);
  };
}

/** True while the person can see how transfers of this machine go. */
export function isInSight(sessionId: string | undefined, machine: number): boolean {
  if (sessionId === undefined) return false;
  return [...(sights.get(stripKey(sessionId, machine)) ?? [])].some((isVisible) => isVisible());
}
