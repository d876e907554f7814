/** Names of this computer (RFC 6761 section 6.3, and what Linux puts into /etc/hosts). */
const NAMES = /^(?:localhost|ip6-localhost|ip6-loopback|.*\.localhost|localhost\.localdomain)$/;
/** 0/8, 127/8 and 169.254/16 (RFC 1122 section 3.2.1.3, RFC 3927). */
const IPV4 = /^(?:0|127|169\.254)\./;
/** Unspecified, loopback and link-local (RFC 4291 sections 2.5.2, 2.5.3 and 2.5.6). */
const IPV6 = /^(?:::1?$|fe[89ab][0-9a-f]:)/;

/** The IPv4 address in an IPv6 one, as the parser of addresses writes it: "::ffff:7f00:1" (RFC 4291 section 2.5.5). */
function mapped(address: string): string {
  const [, high, low] = /^::(?:ffff:)?([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(address) ?? [];
  if (high === undefined || low === undefined) return '';
  const number = Number.parseInt(high, 16) * 0x1_0000 + Number.parseInt(low, 16);
  return [24, 16, 8, 0].map((bits) => (number >>> bits) & 0xff).join('.');
}

/**
 * Whether a host is this computer, or an address that only means something on its own cable: a service elsewhere has no
 * machine there. By what is written, also as "127.1" or "0x7f.1"; nobody is asked what a name stands for.
 */
export function isOwnComputer(host: string): boolean {
  const bare = host
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
    .toLowerCase();
  if (NAMES.test(bare)) return true;
  const address = bare.includes(':') ? `[${bare}]` : bare;
  // The parser of addresses knows all ways to write a number (https://url.spec.whatwg.org/#host-parsing).
  const written = URL.canParse(`http://${address}`) ? new URL(`http://${address}`).hostname : bare;
  if (!written.startsWith('[')) return IPV4.test(written);
  const ipv6 = written.slice(1, -1);
  return IPV6.test(ipv6) || IPV4.test(mapped(ipv6));
}
