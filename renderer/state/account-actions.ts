import type { AccountCheck } from '../../main/contract/account.ts';
import type { CallInput } from '../../main/contract/calls.ts';
import type { Result } from '../../main/contract/problem.ts';
import { callMain } from './bridge.ts';
import { reportDone, valueOrReport, wentWell } from './notices.ts';
import { showBuilds } from './view.ts';

/** Where an account lives. */
export type Installation = CallInput<'accounts.signInWithBrowser'>;

/** Who a token belongs to; the form shows a problem in its own place. */
export function checkToken(where: Installation, token: string): Promise<Result<AccountCheck>> {
  return callMain('accounts.check', { ...where, token });
}

export function signInWithBrowser(where: Installation): Promise<Result<AccountCheck>> {
  return callMain('accounts.signInWithBrowser', where);
}

export async function cancelSignIn(): Promise<void> {
  wentWell(await callMain('accounts.cancelSignIn'));
}

/** Path of the certificates file that the person chose; undefined when they changed their mind. */
export async function chooseCaFile(): Promise<string | undefined> {
  return valueOrReport(await callMain('accounts.chooseCaFile'))?.caFile;
}

/** Stores what was checked and goes to its builds; the form shows a problem in its own place. */
export async function addAccount(checkId: string, label: string): Promise<Result<unknown>> {
  const result = await callMain('accounts.add', { checkId, label });
  if (result.ok) {
    showBuilds({ kind: 'account', accountId: result.value.accountId });
    reportDone(`${label.trim()} was added.`);
  }
  return result;
}

export async function replaceToken(accountId: string, checkId: string): Promise<Result<unknown>> {
  const result = await callMain('accounts.replaceToken', { accountId, checkId });
  if (result.ok) reportDone('The new token is in use.');
  return result;
}

export async function renameAccount(accountId: string, label: string): Promise<boolean> {
  return wentWell(await callMain('accounts.rename', { accountId, label }));
}

/** Asks the service again at once. What it says shows in the truth. */
export async function recheckAccount(accountId: string): Promise<void> {
  wentWell(await callMain('accounts.recheck', { accountId }));
}

export async function recheckAccounts(accountIds: readonly string[]): Promise<void> {
  await Promise.all(accountIds.map((accountId) => recheckAccount(accountId)));
}

/** Forgets an account, its builds and its secret. */
export async function removeAccount(accountId: string, label: string): Promise<void> {
  if (!wentWell(await callMain('accounts.remove', { accountId }))) return;
  showBuilds({ kind: 'all' });
  reportDone(`${label} was removed, and its token forgotten.`);
}
