import type { IncomingHttpHeaders } from 'node:http';

export type SimulatorMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A request as a route sees it. */
export interface SimulatorRequest {
  method: string;
  /** As it was sent, percent-encoding kept, without the query. */
  path: string;
  /** What the route's `:names` stood for, decoded. */
  params: Record<string, string>;
  query: URLSearchParams;
  /** Lower-case names. */
  headers: IncomingHttpHeaders;
  /** Parsed JSON, or the text when it is none; undefined without a body. */
  body: unknown;
}

/** What a route answers. */
export interface SimulatorReply {
  /** 200 unless said otherwise. */
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  json?: unknown;
  /** Sent as it is; `text/plain` unless a header says otherwise. */
  text?: string;
  bytes?: Uint8Array;
  /** Sent chunk by chunk, for logs and files of any length. */
  stream?: AsyncIterable<Uint8Array | string>;
}

/** One request and its answer, as they went over the wire. */
export interface Exchange {
  /** The simulator's time of the request. */
  at: number;
  method: string;
  path: string;
  /** The pattern of the route that answered; undefined when there was none. */
  route: string | undefined;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: unknown;
  status: number;
  replyHeaders: Record<string, string>;
  /** Parsed JSON or text; undefined for bytes, streams and empty replies. */
  reply: unknown;
  /** The answer was made up by `fail` and says nothing about the service. */
  isFault: boolean;
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): SimulatorReply {
  return { status, headers, json: value };
}

export function text(value: string, status = 200, headers: Record<string, string> = {}): SimulatorReply {
  return { status, headers, text: value };
}
