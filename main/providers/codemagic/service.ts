import { ok } from '../../lib/result.ts';
import { plainText } from '../../lib/plain-text.ts';
import { counted } from '../counted.ts';
import type { Service } from '../service.ts';
import { CODEMAGIC_ORIGIN, legacyOrigin } from './addresses.ts';
import { createCodemagicApi } from './api.ts';
import { currentManners, legacyManners } from './manners.ts';
import { createCodemagicProvider } from './provider.ts';

/** Codemagic, by its API v3, and by the legacy one for what that lacks. */
export const codemagic: Service = {
  id: 'codemagic',
  originOf: () => ok(CODEMAGIC_ORIGIN),
  async check(context) {
    const { origin } = context.account;
    const account = { token: () => context.account.token(), caFile: context.account.caFile, onHealth: () => {} };
    const current = context.createHttpClient(currentManners(origin), account);
    const legacy = context.createHttpClient(legacyManners(origin), account);
    const api = createCodemagicApi(current, legacy, { current: origin, legacy: legacyOrigin(origin) });
    const user = await api.user(true);
    if (!user.ok) return user;
    const teams = await api.teams(true);
    if (!teams.ok) return teams;
    // The API v3 has no names of people; without the other one the account has none.
    const person = await api.legacyUser();
    const { fullName, email } = person.ok ? person.value.value.user.user : {};
    const login = plainText(fullName ?? email ?? '', 80);
    const apps = await api.userApps();
    const teamNames = teams.value.map(({ name }) => name);
    const own = apps.ok
      ? ` and ${counted(
          apps.value.map(({ name }) => name),
          'app',
          'apps',
        )}`
      : '';
    const name = plainText(teamNames[0] ?? login, 40);
    return ok({
      ...(login === '' ? {} : { login }),
      scope: `${counted(teamNames, 'team', 'teams')}${own}`.replace(/^no/, 'No'),
      label: name === '' ? 'Codemagic' : `Codemagic · ${name}`,
    });
  },
  create: createCodemagicProvider,
};
