import { expect, test } from 'vitest';
import type { Recording, SessionRecord } from '../../../main/contract/record.ts';
import { readLine, writeLine, type RecordedLine } from '../../../main/lib/recording-lines.ts';
import { asMarkdown, asText, collectEnd, endOf } from '../../../main/recordings/export-recording.ts';

const recording: Recording = {
  id: 'r1',
  machine: 0,
  machineName: 'linux-0',
  title: 'Terminal 2',
  state: 'ended',
  startedAt: Date.UTC(2026, 10, 22, 10, 0, 0),
  endedAt: Date.UTC(2026, 10, 22, 10, 12, 5),
  sizeBytes: 1,
  redactions: 0,
};

const record: SessionRecord = {
  id: 's1',
  accountId: 'a',
  provider: 'circleci',
  place: 'acme on CircleCI',
  title: 'storefront #412',
  branch: 'fix/`ticks` | <b>@all</b>',
  commit: 'abc',
  failedStep: 'Test',
  startedAt: 0,
  state: 'closed',
  machines: [],
  notes: '',
  isKept: false,
  salvages: [],
  recordings: [recording],
  sizeBytes: 0,
};

function lines(text: string): RecordedLine[] {
  return text.split('\n').map((line) => {
    const kind = line.startsWith('> ') ? 'command' : line.startsWith('= ') ? 'status' : 'output';
    return { atSeconds: 1, kind, text: kind === 'output' ? line : line.slice(2) };
  });
}

test('writes commands with what they printed and how they ended, below the facts', () => {
  const text = asMarkdown(record, recording, {
    isCut: false,
    lines: lines(
      'Welcome\n> npm test\n\n1 failed\n\n= 1\n> for x in 1\n> do echo ```$x````\n> done\n```1````\n= 0\n> vi\n= 0',
    ),
  }).join('');
  expect(text).toBe(`## Terminal recording

- Build: \`storefront #412\`
- At: \`acme on CircleCI\`
- Branch: \`\`fix/\`ticks\` | <b>@all</b>\`\`
- Commit: \`abc\`
- Failed step: \`Test\`
- Machine: \`linux-0\`
- Terminal: \`Terminal 2\`
- Recorded: 2026-11-22 10:00:00 UTC to 2026-11-22 10:12:05 UTC

\`\`\`console
Welcome
\`\`\`

\`\`\`console
$ npm test
1 failed
\`\`\`

Exit status 1

\`\`\`\`\`console
$ for x in 1
> do echo \`\`\`$x\`\`\`\`
> done
\`\`\`1\`\`\`\`
\`\`\`\`\`

Exit status 0

\`\`\`console
$ vi
\`\`\`

Exit status 0
`);
});

test('takes the text as a whole where the shell has no marks', () => {
  const [, block, ...others] = asMarkdown(record, recording, { isCut: true, lines: lines('$ ls\na\n$ ') });
  expect(block).toBe('\n```console\n$ ls\na\n$ \n```\n');
  expect(others).toEqual([]);
});

test('writes plain text', () => {
  expect(asText(lines('> ls\na\n= 2')).join('')).toBe('$ ls\na\n[exit status 2]\n');
});

test('takes a flood of backticks, and lines with separators of Unicode', () => {
  const many = Array.from({ length: 200_000 }, (): RecordedLine => ({ atSeconds: 1, kind: 'output', text: '` ``' }));
  expect(asMarkdown(record, recording, { isCut: false, lines: many }).at(-1)).toMatch(/^\n```console\n/);
  const odd: RecordedLine = { atSeconds: 1, kind: 'output', text: 'one\u2028two\rthree' };
  expect(readLine(writeLine(odd).slice(0, -1))).toEqual(odd);
});

test('keeps the end when there is too much', async () => {
  async function* parts() {
    for (const part of ['aaaa\nbbbb', 'cccc\ndddd', 'eeee']) yield await Promise.resolve(lines(part));
  }
  const texts = async (most: number) => {
    const end = await collectEnd(parts(), most);
    return [end.lines.map(({ text }) => text.slice(0, 1)).join(''), end.isCut];
  };
  expect(await texts(25)).toEqual(['abcde', false]);
  expect(await texts(24)).toEqual(['bcde', true]);
  expect(await texts(11)).toEqual(['de', true]);
  expect(endOf(['head', 'one', 'two'], 7, true)).toEqual({ text: 'headtwo', isCut: true });
  expect(endOf(['one', 'two'], 6, false)).toEqual({ text: 'onetwo', isCut: false });
});
