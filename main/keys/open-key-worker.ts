// A thread that tries one passphrase on one key and ends (see open-key.ts).
import { createPrivateKey } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import ssh2 from 'ssh2';
import { z } from 'zod';
import type { Opened } from './open-key.ts';
import { publicBlobOf } from './openssh-key.ts';

function open(text: string, passphrase: string): Opened {
  if (text.includes('-----BEGIN ENCRYPTED PRIVATE KEY-----')) {
    let publicBlob: Buffer | undefined;
    try {
      publicBlob = publicBlobOf(createPrivateKey({ key: text, passphrase }));
    } catch {
      return { outcome: 'wrong' };
    }
    return publicBlob === undefined
      ? { outcome: 'unreadable' }
      : { outcome: 'opened', publicKey: publicBlob.toString('base64') };
  }
  const parsed = ssh2.utils.parseKey(text, passphrase);
  if (!(parsed instanceof Error)) return { outcome: 'opened', publicKey: parsed.getPublicSSH().toString('base64') };
  return { outcome: /passphrase|bad decrypt|integrity|decrypt/i.test(parsed.message) ? 'wrong' : 'unreadable' };
}

const { text, passphrase } = z.object({ text: z.string(), passphrase: z.string() }).parse(workerData);
parentPort?.postMessage(open(text, passphrase));
