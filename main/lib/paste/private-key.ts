/** A private key in PEM armour (RFC 7468, and OpenSSH's own format), also where quotes or a script surround it. */
const armour = /-----BEGIN ((?:[A-Z0-9]+ ){0,3}PRIVATE KEY)-----([A-Za-z0-9+/=\s:,\\"'-]{16,16384}?)-----END \1-----/;

/** A key in armour that was encoded once more, as scripts do to keep it in one line: base64 of "-----BEGIN ". */
const encoded = /LS0tLS1CRUdJTi[A-Za-z0-9+/]{40,24000}={0,2}/;

function decode(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}

/** The first private key in a text and the text without any key; nothing of it is run or written anywhere. */
export function takePrivateKey(text: string): { privateKey?: string; rest: string } {
  const match = armour.exec(text);
  if (match === null) {
    const packed = encoded.exec(text)?.[0];
    const unpacked = packed === undefined ? '' : decode(packed);
    if (packed === undefined || !armour.test(unpacked)) return { rest: text };
    return { ...takePrivateKey(unpacked), rest: text.replaceAll(packed, '\n') };
  }
  const [, name = '', body = ''] = match;
  const lines = body
    .replaceAll(/\\n|\\r/g, '\n')
    .replaceAll(/["'\\]/g, '')
    .split('\n')
    .map((line) => line.trim());
  // The empty line after the headers of an encrypted key belongs to it.
  const isHeaded = lines.some((line) => line.includes(':'));
  const kept = isHeaded ? lines.slice(1) : lines.filter((line) => line !== '');
  const privateKey = `-----BEGIN ${name}-----\n${kept.join('\n').replace(/\n+$/, '')}\n-----END ${name}-----\n`;
  const rest = text.replaceAll(new RegExp(armour.source, 'g'), '\n');
  return { privateKey, rest };
}
