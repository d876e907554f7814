import { plainText } from '../../lib/plain-text.ts';
import { ok } from '../../lib/result.ts';
import type { Service, ServiceContext, TokenFacts } from '../service.ts';
import type { Result } from '../../contract/problem.ts';
import { createApi } from './api.ts';
import { createCircleciProvider } from './circleci-provider.ts';
import { circleciManners } from './manners.ts';
import { originOf, webOriginOf } from './origin.ts';

/** Organisations that are named; of the others only the number. */
const NAMED = 4;

function scopeOf(organisations: readonly string[]): string {
  if (organisations.length === 0) return 'no organisation';
  const named = organisations.slice(0, NAMED).join(', ');
  const rest = organisations.length > NAMED ? ` and ${organisations.length - NAMED} more` : '';
  const count = organisations.length === 1 ? '1 organisation' : `${organisations.length} organisations`;
  return `${count}: ${named}${rest}`;
}

async function check({ account, createHttpClient }: ServiceContext): Promise<Result<TokenFacts>> {
  const { token, caFile } = account;
  const api = createApi(createHttpClient(circleciManners(account.origin), { token, caFile, onHealth() {} }));
  const who = await api.me({ isAskedFor: true });
  if (!who.ok) return who;
  const found = await api.collaborations();
  // Old installations do not say.
  if (!found.ok && found.problem.code !== 'not-found') return found;
  const login = plainText(who.value.login ?? who.value.name ?? '', 80);
  const names = found.ok ? found.value.map(({ name }) => plainText(name, 60)) : [];
  const organisations = names.filter((name) => name !== '');
  const [only] = organisations;
  const shown = organisations.length === 1 && only !== undefined ? only : login;
  return ok({
    ...(login === '' ? {} : { login }),
    scope: found.ok ? scopeOf(organisations) : 'what you see at CircleCI',
    label: plainText(shown === '' ? 'CircleCI' : `CircleCI · ${shown}`, 80),
  });
}

/** CircleCI, cloud and server: https://circleci.com/docs/api/v2/ */
export const circleci: Service = {
  id: 'circleci',
  originOf,
  authorizationOrigin: webOriginOf,
  check,
  create: createCircleciProvider,
};
