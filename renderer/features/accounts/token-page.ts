import type { ServiceForm } from '../../../main/contract/services.ts';

/** The page where the token is made; with a server of one's own, the same page there. */
export function tokenPageAt({ tokenPage, host: kind }: ServiceForm, host: string): string {
  const name = host.trim().replace(/^https?:\/\//, '');
  const own = `https://${name}`;
  if (kind !== 'server' || name === '' || !URL.canParse(own)) return tokenPage;
  return new URL(new URL(tokenPage).pathname, own).href;
}
