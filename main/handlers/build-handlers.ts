import { app } from 'electron';
import { join } from 'node:path';
import { safeFileName } from '../builds/file-name.ts';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { fail, ok } from '../lib/result.ts';
import { askWhereToSave } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

export function buildHandlers({ builds, downloads, window }: Services) {
  return {
    'builds.refresh': () => builds.refresh(),
    'builds.watch': ({ buildIds }) => builds.watch(buildIds),
    'builds.readLog': ({ buildId, stepId, offset, tailBytes }) =>
      builds.readLog(buildId, stepId, { offset, tailBytes }),
    'builds.rebuild': ({ buildId }) => builds.rebuild(buildId),
    'builds.cancel': ({ buildId }) => builds.cancel(buildId),
    'builds.loadMore': ({ accountId }) => builds.loadMore(accountId),
    'builds.artifacts': ({ buildId }) => builds.artifacts(buildId),
    'builds.saveArtifact': async ({ buildId, artifactId }) => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const provider = builds.providerOf(buildId);
      if (!provider.ok) return provider;
      const artifacts = await builds.artifacts(buildId);
      if (!artifacts.ok) return artifacts;
      const artifact = artifacts.value.find(({ id }) => id === artifactId);
      if (artifact === undefined) return fail('not-found', 'The service does not have this file any more.');
      const name = safeFileName(artifact.name);
      const path = await askWhereToSave(parent, {
        title: `Save ${name}`,
        defaultPath: join(app.getPath('downloads'), name),
      });
      return path === undefined ? ok(undefined) : downloads.save(provider.value, buildId, artifactId, path);
    },
  } satisfies Partial<CallHandlers>;
}
