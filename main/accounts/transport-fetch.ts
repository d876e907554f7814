import type { Transport } from '../lib/http/transport.ts';

/** Replies of an authorisation server are a few hundred bytes. */
const MAX_REPLY_BYTES = 256 * 1024;

interface FetchInit {
  method: string;
  headers: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal | undefined;
}

async function readReply(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of body) {
    byteCount += chunk.length;
    if (byteCount > MAX_REPLY_BYTES) throw new Error(`the reply is longer than ${MAX_REPLY_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** A transport as the `fetch` that libraries ask for. Redirects are replies like any other. */
export function fetchOver(transport: Transport): (url: string, init: FetchInit) => Promise<Response> {
  return async (url, { method, headers, body, signal }) => {
    const isForm = body instanceof URLSearchParams;
    const reply = await transport({
      method: method === 'POST' ? 'POST' : 'GET',
      url: new URL(url),
      headers: isForm ? { ...headers, 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' } : headers,
      body: isForm ? body.toString() : typeof body === 'string' ? body : undefined,
      signal: signal ?? new AbortController().signal,
    });
    const bytes = await readReply(reply.body);
    const type = reply.header('content-type');
    // A response of these statuses may have no body at all (https://fetch.spec.whatwg.org/#null-body-status).
    const content = [204, 205, 304].includes(reply.status) ? null : new Uint8Array(bytes);
    return new Response(content, { status: reply.status, headers: type === undefined ? {} : { 'content-type': type } });
  };
}
