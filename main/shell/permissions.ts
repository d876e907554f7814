import { app, type Session, type WebContents, type WebFrameMain } from 'electron';
import { APP_ORIGIN, isFramePage } from './origin.ts';

/** For screens: the whole display for their tab, and there the keys that the system would take. */
const windowPermissions: ReadonlySet<string> = new Set(['fullscreen', 'keyboardLock']);

interface Asking {
  isMainFrame: boolean;
  requestingUrl?: string;
}

function isOurWindow(contents: WebContents | null, { isMainFrame, requestingUrl }: Asking): boolean {
  return (
    contents?.mainFrame.origin === APP_ORIGIN &&
    isMainFrame &&
    requestingUrl !== undefined &&
    requestingUrl.startsWith(`${APP_ORIGIN}/`)
  );
}

/** The window has what screens need of it. Everything else a page can ask for is denied, and all of it to frames. */
export function limitPermissions(session: Session): void {
  session.setPermissionRequestHandler((contents, permission, answer, details) =>
    answer(windowPermissions.has(permission) && isOurWindow(contents, details)),
  );
  session.setPermissionCheckHandler(
    (contents, permission, _origin, details) => windowPermissions.has(permission) && isOurWindow(contents, details),
  );
  session.setDevicePermissionHandler(() => false);
}

interface FrameNavigation {
  url: string;
  frame: WebFrameMain | null;
  initiator?: WebFrameMain | null;
}

/** A frame is put right into our window by the window itself, once, and stays where it is. */
function isOurFrame(window: WebFrameMain, { url, frame, initiator }: FrameNavigation): boolean {
  return isFramePage(url) && window.origin === APP_ORIGIN && frame?.parent === window && initiator === window;
}

/** No window of ours ever shows another origin, opens a window or holds a web view; it frames nothing but screens. */
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
      if (!event.isMainFrame && !isOurFrame(contents.mainFrame, event)) block('frame')(event, event.url);
    });
    contents.on('will-attach-webview', (event) => block('web view')(event));
    contents.setWindowOpenHandler(({ url }) => {
      onBlocked(`window ${url}`);
      return { action: 'deny' };
    });
  });
}
