/** One request as a test writes it. */
export interface TryRequest {
  url: string;
  method?: 'GET' | 'POST';
  headers?: Record<string, string>;
  body?: string;
  abortAfterMs?: number;
  /** Headers of the reply to be told. */
  names?: string[];
  /** "127.0.0.1:3128": an HTTP proxy. */
  proxy?: string;
}

/** What came of it. */
export interface Seen {
  status?: number;
  headers?: Record<string, string | undefined>;
  text?: string;
  error?: string;
}
