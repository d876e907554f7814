import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ServiceId } from '../../../main/contract/account.ts';
import type { SimulatorClock } from './clock.ts';
import type { Exchange, SimulatorMethod, SimulatorReply, SimulatorRequest } from './exchange.ts';
import { Faults, hugeJson } from './faults.ts';
import type { Fault, FaultRule } from './faults.ts';

export type Handler = (request: SimulatorRequest) => SimulatorReply | Promise<SimulatorReply>;

export interface ServerOptions {
  clock: SimulatorClock;
  /** Whose published schema every exchange is held against at the end; what does not fit fails the dispose. */
  service?: ServiceId;
  /** Asked before every route that is not `open`; an answer takes the place of the route's. */
  authorize?(request: SimulatorRequest): SimulatorReply | undefined;
  /** Headers of every answer, such as rate limits. */
  headers?(request: SimulatorRequest): Record<string, string>;
  /** When no route matches; `404 {"message":"Not found"}` unless said otherwise. */
  notFound?: SimulatorReply;
  /** PEM: answers over TLS. */
  tls?: { key: string; cert: string };
}

interface Route {
  method: SimulatorMethod;
  path: string;
  pattern: URLPattern;
  isOpen: boolean;
  handler: Handler;
}

/** Bodies are parsed and recorded up to here. */
const BODY_BYTES = 4 * 1024 * 1024;

/**
 * An HTTP server on 127.0.0.1 that a simulated service stands on: routes, a record of every exchange, and faults on
 * demand.
 */
export class SimulatorServer implements AsyncDisposable {
  /** Every exchange so far, oldest first. */
  readonly exchanges: Exchange[] = [];
  readonly #options: ServerOptions;
  readonly #routes: Route[] = [];
  readonly #faults = new Faults();
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #ending = new AbortController();
  #busy = 0;
  #origin = '';

  private constructor(options: ServerOptions) {
    this.#options = options;
    const listener: RequestListener = (request, response) => void this.#take(request, response);
    this.#server = options.tls === undefined ? createHttpServer(listener) : createHttpsServer(options.tls, listener);
    for (const event of ['connection', 'secureConnection'] as const) {
      this.#server.on(event, (socket: Socket) => {
        this.#sockets.add(socket);
        socket.once('close', () => this.#sockets.delete(socket));
      });
    }
  }

  static async start(options: ServerOptions): Promise<SimulatorServer> {
    const server = new SimulatorServer(options);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    const { port } = server.#server.address() as AddressInfo;
    server.#origin = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
    return server;
  }

  /** "http://127.0.0.1:40123" */
  get origin(): string {
    return this.#origin;
  }

  get clock(): SimulatorClock {
    return this.#options.clock;
  }

  /** Requests that are being answered right now. */
  get busy(): number {
    return this.#busy;
  }

  /**
   * @param path pathname pattern of URLPattern: `/builds/:id`, `/project/:slug(.+)/job/:number`. The first route that
   * matches answers
   */
  on(method: SimulatorMethod, path: string, handler: Handler): void {
    this.#add(method, path, handler, false);
  }

  /** A route that is not asked for the token: signed addresses, OAuth. */
  onOpen(method: SimulatorMethod, path: string, handler: Handler): void {
    this.#add(method, path, handler, true);
  }

  /** Lets the next matching request go wrong. Several rules: the oldest that matches. */
  fail(rule: FaultRule): () => void {
    return this.#faults.add(rule);
  }

  /** No further faults. */
  heal(): void {
    this.#faults.clear();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#ending.abort();
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
    if (this.#options.service === undefined) return;
    const { holdAgainstSpecs } = await import('../specs/hold-against-specs.ts');
    holdAgainstSpecs(this.#options.service, this.exchanges);
  }

  #add(method: SimulatorMethod, path: string, handler: Handler, isOpen: boolean): void {
    this.#routes.push({ method, path, pattern: new URLPattern({ pathname: path }), isOpen, handler });
  }

  async #take(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#busy += 1;
    try {
      const at = this.clock.now();
      const url = new URL(incoming.url ?? '/', this.origin);
      const method = incoming.method ?? 'GET';
      const body = await readBody(incoming);
      const fault = this.#faults.take(method, url.pathname);
      const found = this.#find(method, url.pathname);
      const request: SimulatorRequest = {
        method,
        path: url.pathname,
        params: found?.params ?? {},
        query: url.searchParams,
        headers: incoming.headers,
        body,
      };
      if (fault?.kind === 'delay') await this.#wait(fault.delayMs);
      const isFault = fault !== undefined && fault.kind !== 'delay';
      const reply = isFault ? (faultReply(fault) ?? { status: 0 }) : await this.#answer(found?.route, request);
      const replyHeaders = { ...this.#options.headers?.(request), ...contentType(reply), ...reply.headers };
      this.exchanges.push({
        at,
        method,
        path: url.pathname,
        route: found?.route.path,
        query: url.searchParams,
        headers: incoming.headers,
        body,
        status: reply.status ?? 200,
        replyHeaders,
        reply: 'json' in reply ? structuredClone(reply.json) : reply.text,
        isFault,
      });
      if (fault?.kind === 'raw') incoming.socket.end(fault.bytes);
      else if (fault?.kind === 'cut') cut(response, fault.when ?? 'at-once');
      else if (fault?.kind !== 'silence') await send(response, reply, replyHeaders);
    } catch {
      // The client hung up or the test ended: nobody is left to tell.
      response.destroy();
    } finally {
      this.#busy -= 1;
    }
  }

  #find(method: string, path: string): { route: Route; params: Record<string, string> } | undefined {
    for (const route of this.#routes) {
      const match = route.method === method ? route.pattern.exec({ pathname: path }) : null;
      if (match === null) continue;
      const groups = Object.entries(match.pathname.groups);
      return {
        route,
        params: Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value ?? '')])),
      };
    }
    return undefined;
  }

  async #answer(route: Route | undefined, request: SimulatorRequest): Promise<SimulatorReply> {
    const refusal = route?.isOpen === true ? undefined : this.#options.authorize?.(request);
    if (refusal !== undefined) return refusal;
    if (route === undefined) return this.#options.notFound ?? { status: 404, json: { message: 'Not found' } };
    try {
      return await route.handler(request);
    } catch (error) {
      // A mistake in the simulator is to be seen in the test that ran into it.
      return { status: 500, text: `the simulator failed: ${error instanceof Error ? error.stack : String(error)}` };
    }
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const cancel = this.clock.after(delayMs, resolve);
      this.#ending.signal.addEventListener('abort', () => {
        cancel();
        reject(new Error('the simulator was ended'));
      });
    });
  }
}

async function readBody(incoming: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= BODY_BYTES) chunks.push(chunk);
  }
  if (length === 0) return undefined;
  const body = Buffer.concat(chunks).toString('utf8');
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function faultReply(fault: Fault): SimulatorReply | undefined {
  switch (fault.kind) {
    case 'reply':
      return fault.reply;
    case 'redirect':
      return { status: fault.status ?? 302, headers: { location: fault.to } };
    case 'huge':
      return { headers: { 'content-type': 'application/json' }, stream: hugeJson(fault.sizeBytes) };
    default:
      return undefined;
  }
}

function contentType(reply: SimulatorReply): Record<string, string> {
  if ('json' in reply) return { 'content-type': 'application/json; charset=utf-8' };
  if (reply.text !== undefined) return { 'content-type': 'text/plain; charset=utf-8' };
  return reply.bytes === undefined && reply.stream === undefined ? {} : { 'content-type': 'application/octet-stream' };
}

async function send(response: ServerResponse, reply: SimulatorReply, headers: Record<string, string>): Promise<void> {
  response.writeHead(reply.status ?? 200, headers);
  if (reply.stream !== undefined) {
    await pipeline(Readable.from(reply.stream), response);
    return;
  }
  const body = 'json' in reply ? JSON.stringify(reply.json) : (reply.text ?? reply.bytes ?? '');
  await new Promise<void>((resolve, reject) => {
    response.once('error', reject).once('close', resolve);
    response.end(body, () => resolve());
  });
}

function cut(response: ServerResponse, when: 'at-once' | 'in-body'): void {
  if (when === 'at-once') {
    response.destroy();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '4096' });
  response.write('{"data":[', () => response.destroy());
}
