import type { Answer } from './read-answer.ts';

/** What surroundings are called, for people; build and session are compared by these names. */
export const surrounding = {
  FOLDER: 'Working folder',
  SHELL: 'Shell',
  INTERACTIVE: 'Interactive',
  TERMINAL: 'Terminal',
  USER: 'User',
  SYSTEM: 'System',
  KERNEL: 'Kernel',
  LOCALE: 'Locale',
  UMASK: 'umask',
  IMAGE: 'Image',
} as const;

/** "Limit of open files" */
export const limitName = (what: string): string => `Limit of ${what}`;

export const yesOrNo = (is: boolean): string => (is ? 'yes' : 'no');

/** The one setting that wins, as `locale` tells it (POSIX, 8.2). */
function localeOf(listing: string): string | undefined {
  const values = new Map(
    listing.split('\n').flatMap((line) => {
      const [, name, value] = /^([A-Z_]+)="?([^"]*)"?$/.exec(line.trim()) ?? [];
      return name === undefined || value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
  return values.get('LC_ALL') ?? values.get('LC_CTYPE') ?? values.get('LANG');
}

/** An answer's facts by the names of {@link surrounding}, limits and all. */
export function nameSurroundings(answer: Pick<Answer, 'workingFolder' | 'user' | 'facts'>): Record<string, string> {
  const { facts, workingFolder, user } = answer;
  const named: Record<string, string | undefined> = {
    [surrounding.FOLDER]: workingFolder,
    [surrounding.USER]: user,
    [surrounding.SYSTEM]: facts['system']?.replaceAll('"', '').trim(),
    [surrounding.KERNEL]: facts['kernel'],
    [surrounding.LOCALE]: localeOf(facts['locale'] ?? ''),
    [surrounding.UMASK]: facts['umask']?.replace(/^0+(?=\d{3})/, ''),
  };
  for (const [name, value] of Object.entries(facts))
    if (name.startsWith('limit ')) named[limitName(name.slice('limit '.length))] = value;
  const known: Record<string, string> = {};
  for (const [name, value] of Object.entries(named)) if (value !== undefined && value !== '') known[name] = value;
  return known;
}
