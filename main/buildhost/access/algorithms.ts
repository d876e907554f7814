import type { ServerConfig } from 'ssh2';

/**
 * What the machine offers: current methods only, and of those the ones that Electron's BoringSSL has (no chacha20, and
 * groups above 14 take it seconds). Names as in RFC 4253, 5647, 5656, 6668, 8268, 8709, 8731.
 */
export const machineAlgorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group14-sha256',
  ],
  serverHostKey: ['ssh-ed25519'],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com'],
  compress: ['none'],
} satisfies ServerConfig['algorithms'];
