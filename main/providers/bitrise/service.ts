import { plainText } from '../../lib/plain-text.ts';
import { ok } from '../../lib/result.ts';
import { counted } from '../counted.ts';
import type { Service } from '../service.ts';
import { BITRISE_ORIGIN } from './addresses.ts';
import { createBitriseApi } from './api.ts';
import { bitriseManners } from './manners.ts';
import { createBitriseProvider } from './provider.ts';

/** Bitrise, by its CI API v0.1. */
export const bitrise: Service = {
  id: 'bitrise',
  originOf: () => ok(BITRISE_ORIGIN),
  async check(context) {
    const client = context.createHttpClient(bitriseManners(context.account.origin), {
      token: () => context.account.token(),
      caFile: context.account.caFile,
      onHealth: () => {},
    });
    const api = createBitriseApi(client);
    const me = await api.me(true);
    // The token of a workspace belongs to nobody, so it has no profile; what it may list is what counts.
    if (!me.ok && !['not-found', 'no-right'].includes(me.problem.code)) return me;
    const apps = await api.apps(true);
    if (!apps.ok) return apps;
    const login = me.ok ? plainText(me.value.username ?? me.value.email ?? '', 80) : '';
    const scope = counted(
      apps.value.map(({ title, slug }) => (title === '' ? slug : title)),
      'app',
      'apps',
    );
    return ok({
      ...(login === '' ? {} : { login }),
      scope: login === '' ? `Token of a workspace: ${scope}` : scope.replace(/^no/, 'No'),
      label: login === '' ? 'Bitrise' : `Bitrise · ${login}`,
    });
  },
  create: createBitriseProvider,
};
