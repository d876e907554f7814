import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** A web server whose answers a test gives in order; the last one repeats. */
export class WebServer implements AsyncDisposable {
  readonly seen: { method: string; url: string; headers: IncomingMessage['headers']; body: string }[] = [];
  readonly #answers: Answer[] = [];
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  origin = '';

  static async start(...answers: Answer[]): Promise<WebServer> {
    const server = new WebServer();
    server.#answers.push(...answers);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.origin = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    this.seen.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    const answer = this.#answers.length > 1 ? this.#answers.shift() : this.#answers[0];
    response.on('error', () => {});
    answer?.(request, response);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Answers with a status, a body (JSON unless it is a string) and headers. */
export function answer(status: number, body?: unknown, headers: Record<string, string> = {}): Answer {
  return (_request, response) => {
    const isText = typeof body === 'string';
    response.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...headers });
    response.end(body === undefined ? undefined : isText ? body : JSON.stringify(body));
  };
}
