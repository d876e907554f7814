import { protocol, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { framePolicies, windowPolicy } from './content-policies.ts';
import { createCodeSweeper } from './frame-code.ts';
import { APP_ORIGIN, APP_SCHEME, frameKindOf, framePage } from './origin.ts';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** What one host may serve, below the folder of the built window. */
interface Site {
  policy: string;
  serves(path: string): boolean;
}

const windowSite: Site = { policy: windowPolicy, serves: (path) => !path.startsWith('/frames/') };

function siteOf(url: URL): Site | undefined {
  if (`${url.protocol}//${url.host}` === APP_ORIGIN) return windowSite;
  const kind = frameKindOf(url.host);
  if (kind === undefined) return undefined;
  return {
    policy: framePolicies[kind],
    serves: (path) => path === framePage(kind) || path.startsWith('/assets/'),
  };
}

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** Serves the built window and its frames from `folder`, and nothing outside it. */
export function serveApp(session: Session, folder: string): void {
  const sweepCode = createCodeSweeper(session);
  session.protocol.handle(APP_SCHEME, async (request) => {
    const url = new URL(request.url);
    const site = siteOf(url);
    const headers = {
      'Content-Security-Policy': site?.policy ?? windowPolicy,
      'X-Content-Type-Options': 'nosniff',
      'Cross-Origin-Opener-Policy': 'same-origin',
    };
    try {
      const file = normalize(join(folder, url.pathname === '/' ? '/index.html' : decodeURIComponent(url.pathname)));
      const path = file.slice(folder.length).replaceAll(sep, '/');
      const type = contentTypes[extname(file)];
      if (file.startsWith(folder + sep) && site?.serves(path) === true && type !== undefined) {
        if (site !== windowSite) sweepCode(url);
        return new Response(await readFile(file), { headers: { ...headers, 'Content-Type': type } });
      }
    } catch {
      // No such file, or an address that cannot be decoded: the same answer as for any other stranger.
    }
    return new Response('Not found', { status: 404, headers });
  });
}
