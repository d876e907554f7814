import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Why no certificates can be made here, or undefined when they can. */
export const opensslMissing =
  spawnSync('openssl', ['version']).status === 0 ? undefined : 'there is no openssl command';

export interface Certificates {
  folder: string;
  /** The CA's own certificate. */
  caFile: string;
  key: string;
  /** Of a server at 127.0.0.1, signed by the CA. */
  certificate: string;
  /** Signed by the CA, for another host. */
  otherHost: string;
}

function openssl(folder: string, ...options: string[]): void {
  const done = spawnSync('openssl', options, { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`openssl ${options[0] ?? ''}: ${done.stderr}`);
}

/** A CA of one's own, and what it signed. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    folder,
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=Test CA',
  );
  openssl(folder, 'req', ...curve, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=Test server');
  const sign = (name: string, host: string): string => {
    writeFileSync(join(folder, `${name}.ext`), `subjectAltName=${host}\n`);
    const from = ['-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial'];
    openssl(folder, 'x509', '-req', ...from, '-days', '1', '-extfile', `${name}.ext`, '-out', `${name}.pem`);
    return readFileSync(join(folder, `${name}.pem`), 'utf8');
  };
  return {
    folder,
    caFile: join(folder, 'ca.pem'),
    key: readFileSync(join(folder, 'server.key'), 'utf8'),
    certificate: sign('here', 'IP:127.0.0.1'),
    otherHost: sign('elsewhere', 'DNS:ci.example.com'),
  };
}
