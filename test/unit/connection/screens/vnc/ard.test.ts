import { createDecipheriv, createDiffieHellman, createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { answerApple, power, toBytes, toNumber } from '../../../../../main/connection/screens/vnc/ard.ts';
import { processorMs } from '../../../../fixtures/processor-time.ts';

/** The second Oakley group (RFC 2409, 6.2). */
const prime = Buffer.from(
  'FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DDEF9519B3CD3A431B' +
    '302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7EDEE386BFB5A899FA5AE9F24117C4B1FE6' +
    '49286651ECE65381FFFFFFFFFFFFFFFF',
  'hex',
);
const padded = (bytes: Buffer): Buffer => Buffer.concat([Buffer.alloc(prime.length - bytes.length), bytes]);

/** What a server makes of the answer. */
function readAnswer(user: string, password: string): string[] {
  const server = createDiffieHellman(prime, 2);
  const publicKey = padded(server.generateKeys());
  const answer = answerApple({ generator: 2, prime, publicKey }, user, password);
  expect(answer).toHaveLength(128 + prime.length);
  const key = createHash('md5')
    .update(padded(server.computeSecret(answer.subarray(128))))
    .digest();
  const decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  const fields = Buffer.concat([decipher.update(answer.subarray(0, 128)), decipher.final()]);
  return [fields.subarray(0, 64), fields.subarray(64)].map((field) => field.toString('utf8', 0, field.indexOf(0)));
}

describe('Apple’s sign-in', () => {
  it('gives user and password to a server with the usual Diffie-Hellman', () => {
    expect(readAnswer('wanda', 'fish & more')).toEqual(['wanda', 'fish & more']);
    expect(readAnswer('', 'ä€')).toEqual(['', 'ä€']);
  });

  it('cuts what has no room, and still ends it', () => {
    expect(readAnswer('u'.repeat(100), 'p'.repeat(64))).toEqual(['u'.repeat(63), 'p'.repeat(63)]);
  });

  it('fills the rest with something new each time', () => {
    const publicKey = padded(Buffer.of(4));
    const answer = () => answerApple({ generator: 2, prime, publicKey }, 'u', 'p', Buffer.alloc(64, 9));
    expect(answer().subarray(0, 128)).not.toEqual(answer().subarray(0, 128));
    expect(answer().subarray(128)).toEqual(answer().subarray(128));
  });

  it('is quick with the longest key that is taken', async () => {
    const long = randomBytes(512).fill(0xff, 0, 1).fill(0xff, 511);
    const publicKey = randomBytes(512).fill(1, 0, 1);
    // A tenth of it on a usual computer.
    expect(await processorMs(() => answerApple({ generator: 2, prime: long, publicKey }, 'u', 'p'))).toBeLessThan(2000);
  });
});

describe('the power of a number', () => {
  it('is what it should be', () => {
    expect(power(3n, 0n, 7n)).toBe(1n);
    expect(power(3n, 200n, 13n)).toBe(9n);
    expect(power(10n, 1n, 7n)).toBe(3n);
    const [base, exponent] = [randomBytes(128), randomBytes(64)];
    const peer = createDiffieHellman(prime, base);
    peer.setPrivateKey(exponent);
    expect(toBytes(power(toNumber(base), toNumber(exponent), toNumber(prime)), 128)).toEqual(
      padded(peer.generateKeys()),
    );
  });
});
