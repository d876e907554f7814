import { app, clipboard } from 'electron';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { openLink } from '../shell/links.ts';
import { noWindow, type Services } from './services.ts';

export function appHandlers({ snapshot, window, saveSettings }: Services) {
  return {
    'app.snapshot': async () => ok(JSON.stringify(await snapshot())),
    'app.info': () =>
      ok({
        version: app.getVersion(),
        electron: process.versions.electron,
        platform: `${process.platform} ${process.arch}`,
        dataFolder: app.getPath('userData'),
      }),
    'app.copyText': ({ text }) => {
      clipboard.writeText(text);
      return ok();
    },
    'app.openLink': ({ url }) => {
      const parent = window();
      return parent === undefined ? noWindow : openLink(parent, url);
    },
    'app.updateSettings': (change) => saveSettings(change),
  } satisfies Partial<CallHandlers>;
}
