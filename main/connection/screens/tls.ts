import type { X509Certificate } from 'node:crypto';
import type { Duplex } from 'node:stream';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';
import type { Result } from '../../contract/problem.ts';
import type { Clock } from '../../lib/clock.ts';
import { plainText } from '../../lib/plain-text.ts';
import { fail, ok } from '../../lib/result.ts';

/** How long a server may take for the whole handshake. */
const HANDSHAKE_MS = 15_000;
/** A chain longer than this is cut: nobody looks at it, but it is handed on. */
const MAX_CHAIN = 16;

export interface ServerCertificate {
  /** As in screenCertificateSchema. */
  sha256: string;
  /** Made up by the server. */
  subject?: string;
  /** In DER, the server's own first. Never empty. */
  chain: Buffer[];
}

export interface TlsOptions {
  clock: Clock;
  /** Gives the handshake up. The stream that comes of it is not bound to it. */
  signal: AbortSignal;
  /** The name that the server is told (RFC 6066, 3); no address. */
  servername?: string;
}

/**
 * Goes on in TLS (RFC 8446 or 5246) on a stream, over what was read too far of it as well. Anybody's certificate will do:
 * nothing secret may be sent before {@link ServerCertificate.sha256} was compared with the pin of the session.
 *
 * Errors: `timed-out`, `connection-lost`, `protocol-error`, `cancelled`. The stream is destroyed then.
 */
export function startTls(
  stream: Duplex,
  { clock, signal, servername }: TlsOptions,
): Promise<Result<{ stream: TLSSocket; certificate: ServerCertificate }>> {
  return new Promise((resolve) => {
    const secured = connect({
      socket: stream,
      rejectUnauthorized: false,
      ...(servername === undefined ? {} : { servername }),
    });
    const settle = (result: Result<{ stream: TLSSocket; certificate: ServerCertificate }>): void => {
      stopWaiting();
      signal.removeEventListener('abort', onAbort);
      secured.off('secureConnect', onSecure).off('close', onClose).off('error', onError);
      if (!result.ok) {
        // It may have more to say of its end, and nobody listens any more.
        secured.on('error', () => {}).destroy();
        stream.on('error', () => {}).destroy();
      }
      resolve(result);
    };
    const stopWaiting = clock.after(HANDSHAKE_MS, () =>
      settle(
        fail(
          'timed-out',
          'The server of the screen did not go on with TLS.',
          'It may be overloaded or frozen. Try again.',
        ),
      ),
    );
    const onAbort = (): void => settle(fail('cancelled', 'Connecting was given up.'));
    const onClose = (): void => settle(closedMeanwhile());
    const onError = (error: Error & { code?: unknown }): void =>
      settle(
        error.code === 'ECONNRESET' || error.code === 'EPIPE'
          ? closedMeanwhile()
          : fail(
              'protocol-error',
              'TLS could not be set up with the server of the screen.',
              'What answers there may not speak TLS, or only a kind too old to be safe.',
              plainText(error.message),
            ),
      );
    const onSecure = (): void => {
      const certificate = secured.getPeerX509Certificate();
      if (certificate === undefined)
        settle(fail('protocol-error', 'The server of the screen showed no certificate.', 'It cannot be trusted.'));
      else settle(ok({ stream: secured, certificate: describeCertificate(certificate) }));
    };
    secured.on('secureConnect', onSecure).on('close', onClose).on('error', onError);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort);
  });
}

function closedMeanwhile(): Result<never> {
  return fail(
    'connection-lost',
    'The server of the screen closed the connection while TLS was set up.',
    'What answers there may not speak TLS, or only a kind too old to be safe.',
  );
}

function describeCertificate(own: X509Certificate): ServerCertificate {
  const chain: Buffer[] = [];
  for (let next: X509Certificate | undefined = own; next !== undefined; next = next.issuerCertificate) {
    const { raw } = next;
    if (chain.length === MAX_CHAIN || chain.some((known) => known.equals(raw))) break;
    chain.push(raw);
  }
  // Lines such as "CN=desktop"; a certificate may have no subject at all.
  const lines = own.subject === undefined ? [] : own.subject.split('\n');
  const name = lines.find((line) => line.startsWith('CN='))?.slice(3) ?? lines.join(', ');
  const subject = plainText(name, 256);
  return { sha256: own.fingerprint256, ...(subject === '' ? {} : { subject }), chain };
}
