/** What the last command of a machine printed, or why that is not known. */
export interface MachineOutput {
  machine: number;
  name: string;
  /** The command line. */
  line?: string | undefined;
  exitCode?: number | undefined;
  text?: string | undefined;
  /** Why there is no text, as the end of a sentence about the machine. */
  missing?: string | undefined;
  /** Words that only this machine has: its name and its folders. */
  ownWords: readonly string[];
}

export interface CompareOptions {
  ignoresOwnWords: boolean;
  ignoresTimes: boolean;
}

/** The first line that is not as in the largest group. */
export interface Difference {
  /** From 1 on. */
  lineNumber: number;
  /** Missing where the output of the largest group ends before. */
  usual: string | undefined;
  /** Missing where this output ends before. */
  here: string | undefined;
}

/** Machines whose last commands ended alike and printed the same. */
export interface OutputGroup {
  machines: { machine: number; name: string }[];
  line: string | undefined;
  exitCode: number | undefined;
  lines: string[];
  /** From the first group; missing in that one, and where only the exit code differs. */
  difference?: Difference;
}

export interface Compared {
  /** The largest first; of those, the one with the first machine. */
  groups: OutputGroup[];
  missing: MachineOutput[];
}

/** "12 ms", "1.5s", "3m 20s", "01:02:03.456", and dates as ISO 8601 and logs write them. */
const times =
  /\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d{1,2}:\d\d(?::\d\d(?:[.,]\d+)?)?\b|\b\d+(?:[.,]\d+)?\s?(?:ns|µs|us|ms|s|sec|seconds?|m|min|minutes?|h|hours?)\b/gu;

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trimEnd());
  while (lines.at(-1) === '') lines.pop();
  return lines;
}

function comparable(
  line: string,
  ownWords: readonly string[],
  { ignoresOwnWords, ignoresTimes }: CompareOptions,
): string {
  let same = line;
  if (ignoresOwnWords) for (const word of ownWords) same = same.replaceAll(word, '\u0000');
  return ignoresTimes ? same.replaceAll(times, '\u0001') : same;
}

interface Read {
  output: MachineOutput;
  lines: string[];
  compared: string[];
}

function firstDifference(usual: Read, here: Read): Difference | undefined {
  const length = Math.max(usual.compared.length, here.compared.length);
  for (let at = 0; at < length; at += 1) {
    if (usual.compared[at] !== here.compared[at]) {
      return { lineNumber: at + 1, usual: usual.lines[at], here: here.lines[at] };
    }
  }
  return undefined;
}

/** Puts machines together whose last commands ended alike and printed the same. */
export function compareOutputs(outputs: readonly MachineOutput[], options: CompareOptions): Compared {
  const groups = new Map<string, Read[]>();
  for (const output of outputs) {
    if (output.text === undefined) continue;
    // Longer words first: a folder may begin with the name of the machine.
    const words = output.ownWords.filter((word) => word.length > 2).toSorted((a, b) => b.length - a.length);
    const lines = linesOf(output.text);
    const compared = lines.map((line) => comparable(line, words, options));
    const key = [output.exitCode ?? '', ...compared].join('\n');
    groups.set(key, [...(groups.get(key) ?? []), { output, lines, compared }]);
  }
  const sorted = [...groups.values()].toSorted((a, b) => b.length - a.length);
  const usual = sorted[0]?.[0];
  return {
    groups: sorted.map((members) => {
      const [first] = members;
      const difference =
        usual === undefined || first === undefined || first === usual ? undefined : firstDifference(usual, first);
      return {
        machines: members.map(({ output }) => ({ machine: output.machine, name: output.name })),
        line: first?.output.line,
        exitCode: first?.output.exitCode,
        lines: first?.lines ?? [],
        ...(difference === undefined ? {} : { difference }),
      };
    }),
    missing: outputs.filter(({ text }) => text === undefined),
  };
}
