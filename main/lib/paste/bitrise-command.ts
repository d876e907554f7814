import type { Result } from '../../contract/problem.ts';
import { lookUp } from '../look-up.ts';
import { ok } from '../result.ts';
import { readHost, readPort, readUser } from './address.ts';
import type { PastedRecord } from './record.ts';
import { refuse } from './refuse.ts';
import { splitWords } from './words.ts';

export const bitrisePattern = /(?:^|[\s`"'>$])bitrise\s+:remote\s/;

/** Flags of Bitrise's plugin "remote". Beware: `-p` is the password and `-P` the port, the opposite of ssh. */
const flags: Record<string, 'host' | 'port' | 'user' | 'password' | undefined> = {
  '-H': 'host',
  '--host': 'host',
  '-P': 'port',
  '--port': 'port',
  '-U': 'user',
  '--user': 'user',
  '-p': 'password',
  '--password': 'password',
};

/** Reads `bitrise :remote auto -H host -P port -U user -p password`, in any order, joined with `=` or not. */
export function readBitriseCommand(line: string): Result<PastedRecord> {
  const start = line.search(/bitrise\s+:remote\s/);
  const split = splitWords(line.slice(Math.max(start, 0)).replace(/`\s*$/, ''));
  if (!split.ok) return split;
  const { words } = split.value;
  const values: Partial<Record<'host' | 'port' | 'user' | 'password', string>> = {};
  for (let index = 2; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const joined = /^(--[a-z]+|-[A-Za-z])=(.*)$/s.exec(word);
    const field = lookUp(flags, joined?.[1] ?? word);
    if (field === undefined) continue;
    if (joined === null) index += 1;
    values[field] = joined?.[2] ?? words[index] ?? '';
  }
  const host = readHost(values.host ?? '');
  if (!host.ok) return host;
  const port = readPort(values.port ?? '22');
  if (!port.ok) return port;
  if (values.user === undefined) return refuse("Bitrise's command names no user.");
  const user = readUser(values.user);
  if (!user.ok) return user;
  const { password } = values;
  return ok({
    kind: 'ssh',
    host: host.value,
    port: port.value,
    user: user.value,
    ...(password === undefined || password === '' ? {} : { password }),
  });
}
