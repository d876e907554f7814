/** Where the current API and the website of Codemagic live. */
export const CODEMAGIC_ORIGIN = 'https://codemagic.io';
/** Where what the current API lacks is still to be had: starting, cancelling, logs. */
const LEGACY_ORIGIN = 'https://api.codemagic.io';

/** Origin of the legacy API. An account with another origin has everything in one place. */
export function legacyOrigin(origin: string): string {
  return origin === CODEMAGIC_ORIGIN ? LEGACY_ORIGIN : origin;
}

/** The page on which a build of the app is started. */
export function appPage(origin: string, appId: string): string {
  return `${origin}/app/${appId}`;
}

export function buildPage(origin: string, appId: string, buildId: string): string {
  return `${origin}/app/${appId}/build/${buildId}`;
}

/**
 * The address of the script with the key: v3 has a `script_url` of which it is not said whether it is whole; in the
 * legacy API it is what follows `/ssh-access/`.
 */
export function scriptAddress(origin: string, scriptUrl: string): string | undefined {
  if (URL.canParse(scriptUrl)) return scriptUrl;
  const base = scriptUrl.startsWith('/') || scriptUrl.startsWith('ssh-access/') ? '/' : '/ssh-access/';
  const whole = new URL(base, legacyOrigin(origin)).href;
  return URL.canParse(scriptUrl, whole) ? new URL(scriptUrl, whole).href : undefined;
}
