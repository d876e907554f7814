export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

export interface TransportRequest {
  method: HttpMethod;
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  body?: string | undefined;
  signal: AbortSignal;
}

export interface TransportResponse {
  status: number;
  /** By lower-case name; several of one name are joined with ", ". */
  header(name: string): string | undefined;
  /** To be read to its end, or left with `break`, which ends the exchange. */
  body: AsyncIterable<Uint8Array>;
}

/**
 * One exchange over HTTP. Follows no redirect, keeps no cookies, checks certificates always. Rejects when there was no
 * answer; the reason is in the error's message.
 */
export type Transport = (request: TransportRequest) => Promise<TransportResponse>;
