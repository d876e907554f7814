import { mkdtemp, writeFile } from 'node:fs/promises';
import { app, shell } from 'electron';
import { join } from 'node:path';
import type { Result } from '../contract/problem.ts';
import type { ScreenEndpoint } from '../contract/session.ts';
import { remoteDesktopFile, vncAddress } from '../lib/remote-desktop-file.ts';
import { describe, fail, ok } from '../lib/result.ts';
import { openFile } from './open-file.ts';

/**
 * Opens a screen in the program this computer has for it. `not-supported` when there is none, with what can be done by
 * hand; `storage-failed`
 */
export async function openScreenElsewhere(endpoint: ScreenEndpoint): Promise<Result<{ path?: string }>> {
  return endpoint.kind === 'vnc' ? openVnc(endpoint) : openRdp(endpoint);
}

async function openVnc(endpoint: ScreenEndpoint): Promise<Result<{ path?: string }>> {
  const address = vncAddress(endpoint);
  const hint = `Install a VNC program, or give this address to one: ${address}`;
  // On Linux the system hands the address to a browser when no program knows it, and says that it went well.
  if (process.platform === 'linux' && app.getApplicationNameForProtocol('vnc://') === '')
    return fail('not-supported', 'This computer has no program for VNC.', hint);
  try {
    await shell.openExternal(address);
    return ok({});
  } catch (error) {
    return fail('not-supported', 'This computer has no program for VNC.', hint, describe(error));
  }
}

async function openRdp(endpoint: ScreenEndpoint): Promise<Result<{ path?: string }>> {
  let path: string;
  try {
    const folder = await mkdtemp(join(app.getPath('temp'), 'jumpseat-rdp-'));
    path = join(folder, `${endpoint.host.replaceAll(':', '-')}.rdp`);
    await writeFile(path, remoteDesktopFile(endpoint), { mode: 0o600 });
  } catch (error) {
    return fail(
      'storage-failed',
      'The .rdp file could not be written.',
      'Look whether the disk is full.',
      describe(error),
    );
  }
  const opened = await openFile(path);
  if (opened.ok) return ok({ path });
  return fail('not-supported', 'This computer has no program for .rdp files.', `Open this file with one: ${path}`);
}
