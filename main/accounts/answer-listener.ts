import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answerPage, answerPageHeaders, type AnswerPage } from './answer-page.ts';

const PATH = '/callback';

/** Where the browser comes back to (RFC 8252 section 7.3): a port of this computer alone, as long as one sign-in lasts. */
export interface AnswerListener extends AsyncDisposable {
  readonly redirectUri: string;
  readonly port: number;
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/**
 * @param port the one that was registered, 0 for any
 * @param onAnswer judges what the browser brings, and says which page it gets
 */
export async function listenForAnswer(
  port: number,
  onAnswer: (parameters: URLSearchParams) => Promise<AnswerPage>,
): Promise<AnswerListener> {
  const server = createServer({ requestTimeout: 10_000, maxHeaderSize: 16 * 1024 }, (request, response) => {
    void answer(request, response);
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const own = `127.0.0.1:${(server.address() as AddressInfo | null)?.port}`;
    const url = URL.parse(request.url ?? '', `http://${own}`);
    // The Host header keeps out pages of others that had their own name point to this computer.
    if (request.method !== 'GET' || request.headers.host !== own || url?.pathname !== PATH) {
      response.writeHead(404, { ...answerPageHeaders, 'Content-Type': 'text/plain' }).end('Not found');
      return;
    }
    const { status, html } = answerPage(await onAnswer(url.searchParams));
    response.writeHead(status, answerPageHeaders).end(html);
  }

  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  return {
    port: bound,
    redirectUri: `http://127.0.0.1:${bound}${PATH}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}
