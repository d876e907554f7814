import type { Size } from './desktop-size.ts';
import { extensions, type Iron, type IronClipboardData, type IronSession } from './load-iron.ts';

/** As the screen port's `open` brings them. */
export interface Credentials {
  user: string;
  domain?: string | undefined;
  password: string;
}

export interface ConnectOptions {
  iron: Iron;
  canvas: HTMLCanvasElement;
  credentials: Credentials;
  desktop: Size;
  onClipboardReady(): void;
  onRemoteClipboard(data: IronClipboardData): void;
}

/** The gateway knows where to go: these only have to look right. */
const GATEWAY = 'ws://screen.invalid/';
const DESTINATION = 'screen.invalid:3389';

/**
 * Signs in, and forgets the password. The picture comes once the session runs.
 * @throws what iron-problem.ts explains
 */
export function connect(options: ConnectOptions): Promise<IronSession> {
  const { iron, canvas, credentials, desktop } = options;
  const builder = new iron.SessionBuilder()
    .username(credentials.user)
    .password(credentials.password)
    .destination(DESTINATION)
    .proxyAddress(GATEWAY)
    .authToken('')
    .desktopSize(new iron.DesktopSize(desktop.width, desktop.height))
    .renderCanvas(canvas)
    // Never called by 0.7.0, and yet asked for.
    .setCursorStyleCallback(() => {})
    .setCursorStyleCallbackContext(null)
    .forceClipboardUpdateCallback(() => options.onClipboardReady())
    .remoteClipboardChangedCallback((data: IronClipboardData) => options.onRemoteClipboard(data))
    // Another size by this way makes 0.7.0 fall over; servers without network level authentication are fine with it.
    .extension(extensions.displayControl(false))
    .extension(extensions.enableCredssp(true));
  // IronRDP has its own now, and the page's lives as long as the page.
  credentials.password = '';
  const signsInto = credentials.domain === undefined ? builder : builder.serverDomain(credentials.domain);
  return signsInto.connect();
}
