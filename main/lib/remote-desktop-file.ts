import type { ScreenEndpoint } from '../contract/session.ts';

function address({ host, port }: Pick<ScreenEndpoint, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * A .rdp file for an endpoint, without a secret
 * (https://learn.microsoft.com/windows-server/remote/remote-desktop-services/clients/rdp-files). The contract's patterns
 * for hosts and users leave no room for line breaks.
 */
export function remoteDesktopFile(endpoint: Pick<ScreenEndpoint, 'host' | 'port' | 'user'>): string {
  const { user } = endpoint;
  return [
    `full address:s:${address(endpoint)}`,
    ...(user === undefined ? [] : [`username:s:${user}`]),
    'prompt for credentials:i:1',
    // Warn when the server cannot be authenticated.
    'authentication level:i:2',
    'enablecredsspsupport:i:1',
    'redirectclipboard:i:1',
    'redirectdrives:i:0',
    'redirectprinters:i:0',
    'screen mode id:i:1',
    'dynamic resolution:i:1',
    '',
  ].join('\r\n');
}

/** The address of a VNC server as programs for it register it (RFC 7869), without a secret. */
export function vncAddress(endpoint: Pick<ScreenEndpoint, 'host' | 'port' | 'user'>): string {
  const user = endpoint.user === undefined ? '' : `${encodeURIComponent(endpoint.user)}@`;
  return `vnc://${user}${address(endpoint)}`;
}
