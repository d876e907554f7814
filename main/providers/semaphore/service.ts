import { ok } from '../../lib/result.ts';
import { counted } from '../counted.ts';
import type { Service } from '../service.ts';
import { createApi } from './api.ts';
import { createManners } from './manners.ts';
import { organisationOf, originOf } from './origin.ts';
import { createSemaphoreProvider } from './semaphore-provider.ts';

/**
 * Semaphore 2.0, in the cloud or installed by oneself, over its API v1alpha.
 * Source: docs.semaphore.io/reference/api; jobs.v1alpha of semaphoreci/api.
 */
export const semaphore: Service = {
  id: 'semaphore',
  originOf,
  /** The API does not say whom a token belongs to; what it may see tells whether it is good. */
  async check({ account, createHttpClient }) {
    const http = createHttpClient(createManners(account.origin), {
      token: () => account.token(),
      caFile: account.caFile,
      onHealth: () => {},
    });
    const reply = await createApi({ http, onDate: () => {} }).projects(1, true);
    if (!reply.ok) return reply;
    const { projects, hasMore } = reply.value;
    const scope = counted(
      projects.map(({ name }) => name),
      'project',
      'projects',
    );
    return ok({
      scope: hasMore ? `more than ${scope}` : scope,
      label: `Semaphore · ${organisationOf(account.origin)}`,
    });
  },
  create: createSemaphoreProvider,
};
