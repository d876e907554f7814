import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Direction } from '../../../main/contract/transfer.ts';
import { posixQuote } from '../../../main/lib/posix-quote.ts';
import type { Sshd } from '../../fixtures/sshd.ts';
import type { Data } from '../../fixtures/transfer-data.ts';

/** Where the peers find the server, and the files they need to sign in. */
export interface Way {
  sshd: Sshd;
  host: string;
  port: number;
  /** A folder for files of ours. */
  folder: string;
}

export interface Spent {
  seconds: number;
  /** Of the program and everything it started on this side. */
  cpuSeconds: number;
}

/** Moves the data into a folder: the other side is the same computer, so both are paths of it. */
type Command = (way: Way, data: Data, direction: Direction, into: string) => string;

function ssh({ sshd, port, folder }: Way, ...more: string[]): string {
  const knownHosts = join(folder, `known-hosts-${port}`);
  writeFileSync(knownHosts, `[127.0.0.1]:${port} ${sshd.hostKeys[0]?.publicKey}\n`);
  const options = ['-F', 'none', '-i', sshd.clientKey.file, '-o', `UserKnownHostsFile=${knownHosts}`];
  return ['-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes', ...options, ...more].map(posixQuote).join(' ');
}

/** OpenSSH's sftp reads its commands from a file; a folder needs `-r`. */
const sftp =
  (...more: string[]): Command =>
  (way, data, direction, into) => {
    const batch = join(way.folder, 'sftp-batch');
    const recursive = data.isFolder ? '-r ' : '';
    const line =
      direction === 'upload' ? `put ${recursive}${data.path} ${into}/` : `get ${recursive}${data.path} ${into}/`;
    writeFileSync(batch, `${line}\n`);
    return `sftp -q ${ssh(way, ...more)} -P ${way.port} -b ${posixQuote(batch)} ${way.sshd.user}@${way.host}`;
  };

const rsync: Command = (way, data, direction, into) => {
  const shell = posixQuote(`ssh ${ssh(way)} -p ${way.port}`);
  const there = (path: string): string => `${way.sshd.user}@${way.host}:${path}`;
  const [from, to] = direction === 'upload' ? [data.path, there(`${into}/`)] : [there(data.path), `${into}/`];
  return `rsync -a -e ${shell} ${from} ${to}`;
};

const lftp: Command = (way, data, direction, into) => {
  const connect = `set sftp:connect-program "ssh -a -x ${ssh(way)}"; set cmd:fail-exit yes`;
  const open = `open -u ${way.sshd.user},none -p ${way.port} sftp://${way.host}`;
  const up = direction === 'upload';
  const work = data.isFolder
    ? `mirror ${up ? '-R ' : ''}${data.path} ${into}/${data.name}`
    : `${up ? 'put' : 'get'} -O ${into} ${data.path}`;
  return `lftp --norc -c ${posixQuote(`${connect}; ${open}; ${work}; bye`)}`;
};

const tar: Command = (way, data, direction, into) => {
  const pack = `tar -cf - -C ${dirname(data.path)} ${data.name}`;
  const unpack = `tar -xf - -C ${into}`;
  const far = (command: string): string =>
    `ssh ${ssh(way)} -p ${way.port} ${way.sshd.user}@${way.host} ${posixQuote(command)}`;
  return direction === 'upload' ? `${pack} | ${far(unpack)}` : `${far(pack)} | ${unpack}`;
};

export const peers = {
  sftp: sftp(),
  'sftp, aes128-gcm': sftp('-c', 'aes128-gcm@openssh.com'),
  rsync,
  lftp,
  'tar | ssh': tar,
} as const satisfies Record<string, Command>;

export type PeerName = keyof typeof peers;

/** Signs in with OpenSSH's client and leaves again: so much of it is in every figure of a peer. */
export function signIn(way: Way): Promise<Spent> {
  return runCommand('ssh', `ssh ${ssh(way)} -p ${way.port} ${way.sshd.user}@${way.host} true`, way);
}

/** Runs a peer once. Throws when it says that it failed. */
export function runPeer(peer: PeerName, way: Way, data: Data, direction: Direction, into: string): Promise<Spent> {
  return runCommand(peer, peers[peer](way, data, direction, into), way);
}

async function runCommand(name: string, command: string, way: Way): Promise<Spent> {
  // "times" of bash: what the shell's children used, as they were waited for.
  const script = `set -o pipefail; { ${command}; } >&2; code=$?; times; exit $code`;
  const startedAt = performance.now();
  const child = spawn('bash', ['-c', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C', HOME: way.folder, SSH_AUTH_SOCK: '' },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-4_000)));
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (code !== 0) throw new Error(`${name} failed:\n${command}\n${errors}`);
  const used = [...output.matchAll(/(\d+)m([\d.]+)s/g)].map(([, minutes, rest]) => Number(minutes) * 60 + Number(rest));
  return { seconds, cpuSeconds: used.reduce((sum, each) => sum + each, 0) };
}
