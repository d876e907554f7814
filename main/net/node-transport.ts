import { readFileSync } from 'node:fs';
import { request as requestPlain, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestTls } from 'node:https';
import { checkServerIdentity, getCACertificates, type ConnectionOptions, type PeerCertificate } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import type { Transport, TransportResponse } from '../lib/http/transport.ts';

interface Options {
  /** Certificates (PEM) that are trusted besides the system's. */
  caFile?: string | undefined;
  /**
   * How to reach an address, as a browser's proxy script answers: "DIRECT", "PROXY host:port", "HTTPS host:port", several
   * with a semicolon between them. Direct when left out.
   */
  resolveProxy?(url: string): Promise<string>;
}

/** The first way of a proxy list that can be gone here; undefined for a direct one. */
function proxyUrl(list: string): string | undefined {
  for (const entry of list.split(';')) {
    const [kind, address] = entry.trim().split(/\s+/);
    if (kind === undefined || kind.toUpperCase() === 'DIRECT') return undefined;
    if (address === undefined) continue;
    if (kind.toUpperCase() === 'PROXY') return `http://${address}`;
    if (kind.toUpperCase() === 'HTTPS') return `https://${address}`;
  }
  return undefined;
}

function respond(message: IncomingMessage): TransportResponse {
  return {
    status: message.statusCode ?? 0,
    header(name) {
      const value = message.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    },
    body: message,
  };
}

/** HTTP over Node's own TLS: for servers whose certificate comes from a CA of one's own, which Chromium does not know. */
export function createNodeTransport({ caFile, resolveProxy }: Options = {}): Transport {
  let ca: string[] | undefined;
  return async ({ method, url, headers, body, signal }) => {
    // Read again after a failure: the person may have put the right file there.
    ca ??=
      caFile === undefined
        ? undefined
        : [...getCACertificates('system'), ...getCACertificates('bundled'), readFileSync(caFile, 'utf8')];
    const proxy = url.protocol === 'https:' ? proxyUrl((await resolveProxy?.(url.href)) ?? 'DIRECT') : undefined;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const options: RequestOptions & Pick<ConnectionOptions, 'ca' | 'checkServerIdentity'> = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }) },
      signal,
      ...(ca === undefined ? {} : { ca }),
      // Behind a proxy the name to check would otherwise be lost when it is an address.
      checkServerIdentity: (_name: string, certificate: PeerCertificate) => checkServerIdentity(host, certificate),
      ...(proxy === undefined ? {} : { agent: new HttpsProxyAgent(proxy) }),
    };
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? requestTls : requestPlain;
      const request = send(url, options, (message) => resolve(respond(message)));
      request.once('error', (error: NodeJS.ErrnoException) =>
        reject(new Error(`${error.code ?? ''} ${error.message}`.trim())),
      );
      request.end(body);
    });
  };
}
