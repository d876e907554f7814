import { plainText } from '../lib/plain-text.ts';

/** "3 teams: acme, umbrella, wayne", for what a token sees. */
export function counted(names: readonly string[], one: string, many: string): string {
  const shown = names.slice(0, 3).map((name) => plainText(name, 40));
  const rest = names.length > shown.length ? ', …' : '';
  const list = shown.length === 0 ? '' : `: ${shown.join(', ')}${rest}`;
  return `${names.length === 0 ? 'no' : names.length} ${names.length === 1 ? one : many}${list}`;
}
