import { net, type Session } from 'electron';
import type { Transport, TransportResponse } from '../lib/http/transport.ts';

async function* nothing(): AsyncGenerator<Uint8Array, void> {
  // A redirect's own body is never read.
}

function joined(headers: Record<string, string | string[]>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/**
 * HTTP over Chromium's network stack: the system's proxies with their passwords, the system's certificates. Without
 * cookies and without a cache.
 */
export function createChromiumTransport(session: () => Session): Transport {
  return ({ method, url, headers, body, signal }) =>
    new Promise<TransportResponse>((resolve, reject) => {
      const request = net.request({
        method,
        url: url.href,
        session: session(),
        redirect: 'manual',
        credentials: 'omit',
        cache: 'no-store',
        useSessionCookies: false,
      });
      for (const [name, value] of Object.entries(headers)) request.setHeader(name, value);
      const onAbort = (): void => request.abort();
      signal.addEventListener('abort', onAbort, { once: true });
      request.on('redirect', (status, _method, location, responseHeaders) => {
        // The address may be relative in the header and is whole in the argument.
        resolve({
          status,
          header: (name) => (name === 'location' ? location : joined(responseHeaders, name)),
          body: nothing(),
        });
        request.abort();
      });
      request.on('response', (message) => {
        resolve({
          status: message.statusCode,
          header: (name) => joined(message.headers, name),
          // Electron's type leaves out that it is a stream, as its documentation says.
          body: message as unknown as AsyncIterable<Uint8Array>,
        });
      });
      request.on('error', (error) => reject(error));
      request.on('abort', () => reject(new Error('the request was given up')));
      request.end(body);
    });
}
