import type { Command } from '../../state/commands.ts';

/** Lower is better; undefined when the word is not in the text. A word's beginning counts more than its middle. */
function rankWord(text: string, word: string): number | undefined {
  const at = text.indexOf(word);
  if (at < 0) return undefined;
  if (at === 0) return 0;
  return /[\s:.#/-]/.test(text[at - 1] ?? '') ? 1 : 2;
}

/** The commands that have every word of the query in their title, group or keywords; the best first. */
export function rankCommands(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...commands];
  const ranked = commands.flatMap((command) => {
    const title = command.title.toLowerCase();
    const rest = `${command.group} ${command.keywords ?? ''}`.toLowerCase();
    let rank = 0;
    for (const word of words) {
      const inRest = rankWord(rest, word);
      const own = rankWord(title, word) ?? (inRest === undefined ? undefined : inRest + 3);
      if (own === undefined) return [];
      rank += own;
    }
    return [{ command, rank }];
  });
  return ranked.sort((left, right) => left.rank - right.rank).map(({ command }) => command);
}
