import type { ServiceId } from './account.ts';

/** What a person must know to add an account: which token, from where, and whether the service has hosts of its own. */
export interface ServiceForm {
  name: string;
  /** What the service calls the token. */
  tokenName: string;
  /** The page where it is made. */
  tokenPage: string;
  /** What the token needs, in one sentence. */
  tokenHint: string;
  /** `required`: every account has its own host. `server`: only installations of one's own have. */
  host: 'none' | 'required' | 'server';
  hostHint?: string;
  /** Can also sign in through the browser, without a token to copy. */
  browserSignIn: boolean;
}

/** Sources: the services' own pages on API tokens, as of 2026. */
export const serviceForms: Record<ServiceId, ServiceForm> = {
  circleci: {
    name: 'CircleCI',
    tokenName: 'personal API token',
    tokenPage: 'https://app.circleci.com/settings/user/tokens',
    tokenHint: 'A personal API token sees what you see. Project tokens do not work here.',
    host: 'server',
    hostHint: 'Only for CircleCI Server: the address of your installation, for example circleci.example.com',
    browserSignIn: true,
  },
  semaphore: {
    name: 'Semaphore',
    tokenName: 'API token',
    tokenPage: 'https://me.semaphoreci.com/account',
    tokenHint: 'Your own API token, or that of a service account.',
    host: 'required',
    hostHint: 'The address of your organisation, for example acme.semaphoreci.com, or of your own installation',
    browserSignIn: false,
  },
  codemagic: {
    name: 'Codemagic',
    tokenName: 'API token',
    tokenPage: 'https://codemagic.io/settings',
    tokenHint: 'In the settings: Integrations, then Codemagic API. In a team, ask for a token of the team.',
    host: 'none',
    browserSignIn: false,
  },
  bitrise: {
    name: 'Bitrise',
    tokenName: 'personal access token',
    tokenPage: 'https://app.bitrise.io/me/account/security',
    tokenHint: 'A personal access token, or the API token of a workspace.',
    host: 'none',
    browserSignIn: false,
  },
};
