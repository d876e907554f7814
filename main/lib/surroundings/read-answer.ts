import { BEGIN, END, NAME_END, SECTION } from './ask-script.ts';

/** What a machine said of itself, as it came. */
export interface Answer {
  /** `NAME=value`. */
  variables: string[];
  workingFolder: string | undefined;
  /** The command line of the shell that was asked. */
  parent: string | undefined;
  user: string | undefined;
  hasTerminal: boolean;
  facts: Record<string, string>;
  tools: Record<string, string>;
  /** It was heard to its end. */
  isWhole: boolean;
}

const MAX_VARIABLES = 5_000;
const MAX_VARIABLE_LENGTH = 131_072;
const MAX_FACT_LENGTH = 4_096;
const MAX_SECTIONS = 64;
const ABOUT_SELF = new Set(['variables', 'folder', 'parent', 'terminal', 'user']);

/** Reads what the script printed; undefined when it never began. All of it is hostile but for its form. */
export function readAnswer(text: string): Answer | undefined {
  const begin = text.indexOf(BEGIN);
  if (begin < 0) return undefined;
  const end = text.indexOf(END, begin);
  const body = text.slice(begin + 1, end < 0 ? undefined : end);
  const sections = new Map<string, string>();
  for (const section of body.split(SECTION).slice(1)) {
    const at = section.indexOf(NAME_END);
    const name = section.slice(0, Math.max(0, at));
    if (sections.size >= MAX_SECTIONS || !/^[a-z][a-z0-9 ]{0,63}$/.test(name)) continue;
    sections.set(name, section.slice(at + 1));
  }
  const said = (name: string): string | undefined => sections.get(name)?.trim().slice(0, MAX_FACT_LENGTH) || undefined;
  const facts: Record<string, string> = {};
  const tools: Record<string, string> = {};
  for (const name of sections.keys()) {
    const value = said(name);
    if (value === undefined || ABOUT_SELF.has(name)) continue;
    if (name.startsWith('tool ')) tools[name.slice('tool '.length)] = value.slice(0, 300);
    else facts[name] = value;
  }
  return {
    variables: (sections.get('variables') ?? '')
      .split('\0')
      .filter((entry) => entry.includes('=') && entry.length <= MAX_VARIABLE_LENGTH)
      .slice(0, MAX_VARIABLES),
    workingFolder: said('folder'),
    parent: said('parent'),
    user: said('user')?.slice(0, 256),
    hasTerminal: said('terminal') !== undefined,
    facts,
    tools,
    isWhole: end >= 0,
  };
}

/** Names and values; a name that comes again is as the last one says. */
export function toVariables(entries: readonly string[]): Map<string, string> {
  return new Map(
    entries.map((entry) => {
      const at = entry.indexOf('=');
      return [entry.slice(0, at), entry.slice(at + 1)] as const;
    }),
  );
}
