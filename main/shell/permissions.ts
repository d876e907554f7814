import { app, type Session } from 'electron';
import { APP_ORIGIN } from './origin.ts';

/** The window needs none of the permissions a page can ask for: all are denied. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}

/** No window of ours ever shows another origin, opens a window or holds a web view. */
export function restrictContents(onBlocked: (what: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    const block = (what: string) => (event: { preventDefault(): void }, url?: string) => {
      event.preventDefault();
      onBlocked(`${what} ${url ?? ''}`);
    };
    contents.on('will-navigate', (event) => {
      if (new URL(event.url).origin !== APP_ORIGIN) block('navigation')(event, event.url);
    });
    contents.on('will-redirect', (event) => block('redirect')(event, event.url));
    contents.on('will-frame-navigate', (event) => {
      if (!event.isMainFrame) block('frame')(event, event.url);
    });
    contents.on('will-attach-webview', (event) => block('web view')(event));
    contents.setWindowOpenHandler(({ url }) => {
      onBlocked(`window ${url}`);
      return { action: 'deny' };
    });
  });
}
