/**
 * What the ssh2 engine offers, best first. Electron's crypto is BoringSSL: it has no ChaCha20-Poly1305 for ssh2, and
 * its larger Diffie-Hellman groups block the event loop for seconds, so neither is in the lists.
 */
export const sshAlgorithms = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
  ],
  cipher: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com', 'aes128-ctr', 'aes192-ctr', 'aes256-ctr'],
  hmac: ['hmac-sha2-256-etm@openssh.com', 'hmac-sha2-512-etm@openssh.com', 'hmac-sha2-256', 'hmac-sha2-512'],
  compress: ['none'],
} as const;

const hostKeyAlgorithms = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
] as const;

export type HostKeyAlgorithm = (typeof hostKeyAlgorithms)[number];

/**
 * Host key algorithms with the pinned kind first: a server with several keys then shows the one that can be compared.
 * @param pinned as a key names itself ("ssh-rsa") or as people write it ("ED25519", "ECDSA")
 */
export function hostKeyPreference(pinned: string | undefined): HostKeyAlgorithm[] {
  const family = /ed25519|ecdsa|rsa/.exec(pinned?.toLowerCase() ?? '')?.[0];
  const isPinned = (name: string) => family !== undefined && name.includes(family);
  return [...hostKeyAlgorithms.filter(isPinned), ...hostKeyAlgorithms.filter((name) => !isPinned(name))];
}
