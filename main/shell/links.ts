import { dialog, shell, type BrowserWindow } from 'electron';
import type { Result } from '../contract/problem.ts';
import { fail, ok } from '../lib/result.ts';
import { safeLink } from '../lib/safe-link.ts';

/** Shows where a link leads and opens it in the browser when the person agrees. */
export async function openLink(window: BrowserWindow, text: string): Promise<Result<undefined>> {
  const url = safeLink(text);
  if (url === undefined)
    return fail('not-allowed', 'This link was not opened: only web addresses (http and https) are.');
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Open ${url.host} in your browser?`,
    detail: url.href.slice(0, 1000),
    buttons: ['Open', 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  if (response === 0) await shell.openExternal(url.href);
  return ok();
}
