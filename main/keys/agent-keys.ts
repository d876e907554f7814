import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import type { Clock } from '../lib/clock.ts';
import { WireReader } from './ssh-wire.ts';

/** An agent answers at once; one that does not is left out. */
const AGENT_TIMEOUT_MS = 3_000;
/** OpenSSH's own limit for what an agent says. */
const MAX_ANSWER_BYTES = 256 * 1024;
const MAX_KEYS = 200;
/** Messages (draft-ietf-sshm-ssh-agent, section 6.1). */
const REQUEST_IDENTITIES = 11;
const IDENTITIES_ANSWER = 12;

export interface AgentKey {
  blob: Buffer;
  comment: string;
}

/** The keys an agent holds. Rejects when it does not answer, or talks nonsense. */
export function listAgentKeys(path: string, clock: Clock): Promise<AgentKey[]> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path });
    let received = Buffer.alloc(0);
    const finish = (outcome: AgentKey[] | Error): void => {
      cancel();
      socket.destroy();
      if (outcome instanceof Error) reject(outcome);
      else resolve(outcome);
    };
    const cancel = clock.after(AGENT_TIMEOUT_MS, () => finish(new Error('it did not answer in time')));
    socket.on('connect', () => socket.write(Buffer.from([0, 0, 0, 1, REQUEST_IDENTITIES])));
    socket.on('error', finish);
    socket.on('close', () => finish(new Error('it closed the connection')));
    socket.on('data', (bytes: Buffer) => {
      received = Buffer.concat([received, bytes]);
      const byteCount = received.length < 4 ? 0 : received.readUInt32BE();
      if (byteCount > MAX_ANSWER_BYTES) return finish(new Error('its answer is too long'));
      if (received.length < 4 || received.length < 4 + byteCount) return;
      try {
        finish(parseAnswer(received.subarray(4, 4 + byteCount)));
      } catch (error) {
        finish(error instanceof Error ? error : new Error(String(error)));
      }
    });
  });
}

function parseAnswer(bytes: Buffer): AgentKey[] {
  const reader = new WireReader(bytes);
  if (reader.byte() !== IDENTITIES_ANSWER) throw new Error('it refused to list its keys');
  const count = Math.min(reader.uint32(), MAX_KEYS);
  return Array.from({ length: count }, () => ({ blob: Buffer.from(reader.string()), comment: reader.text() }));
}

/** Where agents may listen on this system. */
export async function agentPaths(
  environment: Record<string, string | undefined>,
  platform: NodeJS.Platform,
): Promise<string[]> {
  const named = environment['SSH_AUTH_SOCK'];
  if (platform !== 'win32') return named === undefined || named === '' ? [] : [named];
  const pipes = '\\\\.\\pipe\\';
  const names = await readdir(pipes).catch(() => []);
  // OpenSSH's agent has a fixed name; Pageant's carries the user's name and a hash (PuTTY 0.75 and later).
  const known = names.filter((name) => name === 'openssh-ssh-agent' || name.startsWith('pageant.'));
  const ownPipe = named !== undefined && /^[/\\]{2}\.[/\\]pipe[/\\]/.test(named) ? [named] : [];
  return [...new Set([...ownPipe, ...known.map((name) => `${pipes}${name}`)])];
}
