import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Result } from '../contract/problem.ts';
import { describe, fail, ok } from '../lib/result.ts';

const MAX_BYTES = 1024 * 1024;

/** Files with certificates that the person chose in this run. */
export interface CaFiles {
  /** Reads the file; it has to hold certificates in PEM form (RFC 7468). `bad-request` */
  choose(path: string): Promise<Result<{ caFile: string }>>;
  isChosen(path: string): boolean;
}

function fault(text: string): string | undefined {
  if (text.includes('PRIVATE KEY')) return 'it holds a private key, which does not belong there';
  const certificates = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g);
  if (certificates === null) return 'there is no certificate in PEM form in it';
  for (const certificate of certificates) {
    try {
      if (!new X509Certificate(certificate).ca) return 'a certificate in it is not that of a CA';
    } catch (error) {
      return `a certificate in it is damaged (${describe(error)})`;
    }
  }
  return undefined;
}

export function createCaFiles(): CaFiles {
  const chosen = new Set<string>();
  return {
    async choose(path) {
      let bytes: Buffer;
      try {
        bytes = await readFile(path);
      } catch (error) {
        return fail('bad-request', `The file could not be read: ${describe(error)}.`);
      }
      const reason = bytes.length > MAX_BYTES ? 'it is too long' : fault(bytes.toString('latin1'));
      if (reason !== undefined) {
        const hint = 'Ask whoever runs the installation for the certificate of its CA, as a .pem or .crt file.';
        return fail('bad-request', `This file cannot be used: ${reason}.`, hint);
      }
      chosen.add(path);
      return ok({ caFile: path });
    },
    isChosen: (path) => chosen.has(path),
  };
}
