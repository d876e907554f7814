import type { MachineKindOfForm } from './record.ts';

export type Field = 'host' | 'port' | 'user' | 'password' | 'command';

/** A label in a line, and where it and its separator stand. */
export interface Label {
  field: Field;
  kind?: MachineKindOfForm;
  start: number;
  end: number;
}

/** What services and people call the parts of an address. */
const names: Record<Field, string> = {
  host: 'host ?name|host|server address|server|ip address|ip|address|url|computer|endpoint',
  port: 'port number|port',
  user: 'user ?name|user id|user|login name|login',
  password: 'password|passwd|passcode|pass|pw',
  command: 'command',
};
const fields = Object.keys(names) as Field[];
const kinds: [RegExp, MachineKindOfForm][] = [
  [/vnc|screen/i, 'vnc'],
  [/rdp|remote desktop/i, 'rdp'],
  [/ssh/i, 'ssh'],
];
const prefix = '(?:(ssh|vnc|rdp|screen ?sharing|screen ?share|remote desktop|remote)[ -]+)?';
const groups = fields.map((field) => `(${names[field]})`).join('|');
const inLine = new RegExp(
  `(?<![\\w.@/:=-])["'*]{0,3}${prefix}(?:${groups})["'*]{0,3}[ \\t]*(?:[:=](?!//)[ \\t*]*|\\t+| {2,})`,
  'gi',
);
const alone = new RegExp(`^[-*•\\s]*${prefix}(?:${groups.replace('|pass|pw', '')})\\s*$`, 'i');
const withWord = new RegExp(`[-*•\\s]*${prefix}(?:${groups})[ \\t]+(\\S+?)(?:[,;]?\\s+(?:and\\s+)?|$)`, 'iy');

function toLabel(match: RegExpExecArray): Label {
  const field = fields.find((_, index) => match[index + 2] !== undefined) ?? 'host';
  const kind = kinds.find(([pattern]) => pattern.test(match[1] ?? ''))?.[1];
  return {
    field,
    ...(kind === undefined ? {} : { kind }),
    start: match.index,
    end: match.index + match[0].length,
  };
}

/** The labels of a line that are followed by a colon, an equals sign, or a column's gap. */
export function findLabels(line: string): Label[] {
  return [...line.matchAll(inLine)].map(toLabel);
}

/** A line that is a label and nothing else: its value stands in the next one. */
export function readLoneLabel(line: string): Label | undefined {
  const match = alone.exec(line);
  return match === null ? undefined : toLabel(match);
}

/** "Host example.com, port 22, user anna": labels with a space and one word each, and nothing else in the line. */
export function readWordedLabels(line: string): { label: Label; value: string }[] {
  const found: { label: Label; value: string }[] = [];
  withWord.lastIndex = 0;
  while (withWord.lastIndex < line.length) {
    const match = withWord.exec(line);
    if (match === null) return [];
    found.push({ label: toLabel(match), value: match.at(-1) ?? '' });
  }
  return found;
}

/** What kind of machine a heading speaks of; undefined when it speaks of several, or of none. */
export function kindOfHeading(line: string): MachineKindOfForm | undefined {
  const named = [/\bssh\b/i, /\bvnc\b|\bscreen ?shar/i, /\brdp\b|\bremote desktop\b/i].map((kind) => kind.test(line));
  if (named.filter(Boolean).length !== 1) return undefined;
  return (['ssh', 'vnc', 'rdp'] as const)[named.indexOf(true)];
}
