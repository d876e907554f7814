/** Where the API of Bitrise lives. */
export const BITRISE_ORIGIN = 'https://api.bitrise.io';
const WEB_ORIGIN = 'https://app.bitrise.io';

/** Origin of the website. An account with another origin has everything in one place. */
export function webOrigin(origin: string): string {
  return origin === BITRISE_ORIGIN ? WEB_ORIGIN : origin;
}

export function appPage(origin: string, appSlug: string): string {
  return `${webOrigin(origin)}/app/${appSlug}`;
}

/** Source: bitrise-cli, which prints it. */
export function buildPage(origin: string, appSlug: string, buildSlug: string): string {
  return `${webOrigin(origin)}/app/${appSlug}/build/${buildSlug}`;
}
