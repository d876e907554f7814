import { readFileSync } from 'node:fs';

/** Names for the numbers of users and groups. */
export interface OwnerNames {
  user(id: number): string;
  group(id: number): string;
}

/** Reads name and number from the lines of passwd(5) or group(5). */
export function parseAccounts(file: string): Map<number, string> {
  const names = new Map<number, string>();
  for (const line of file.split('\n')) {
    const [name, , id] = line.split(':');
    if (name !== undefined && name !== '' && id !== undefined && /^\d+$/.test(id) && !names.has(Number(id)))
      names.set(Number(id), name);
  }
  return names;
}

function readAccounts(path: string): Map<number, string> {
  try {
    return parseAccounts(readFileSync(path, 'utf8'));
  } catch {
    return new Map();
  }
}

/** Local accounts only; others show as numbers. */
export function readOwnerNames(): OwnerNames {
  const users = readAccounts('/etc/passwd');
  const groups = readAccounts('/etc/group');
  return { user: (id) => users.get(id) ?? String(id), group: (id) => groups.get(id) ?? String(id) };
}
