import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Size of each text. */
export const CORPUS_BYTES = 20_000_000;

export const corpusNames = ['log', 'text', 'cjk'] as const;
export type CorpusName = (typeof corpusNames)[number];

/** Numbers that are the same in every run (xorshift32, G. Marsaglia 2003). */
function createRandom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % limit;
  };
}

const words =
  'build cache module test passed failed retry expected received resolve install fetch compile warning deprecated ' +
  'webpack payments intent gateway timeout socket worker thread snapshot coverage assertion undefined function source';
const wordList = words.split(' ');
const cjk = '漢字構築失敗成功検証環境端末接続測定結果漢語語言文件目录测试构建错误警告完成한국어빌드실패성공테스트연결';
const cjkList = [...cjk];
const emoji = ['😀', '🚀', '✅', '❌', '🔧', '📦', '👩‍💻', '🏳️‍🌈', '🇩🇪', '👍🏽'];

type Random = ReturnType<typeof createRandom>;
const pick = <T>(list: readonly T[], random: Random): T | undefined => list[random(list.length)];
const sentence = (count: number, random: Random) =>
  Array.from({ length: count }, () => pick(wordList, random)).join(' ');

const makers: Record<CorpusName, (random: Random) => string> = {
  /** As CI services print it: time, level, names in colour, now and then a progress bar. */
  log(random) {
    const time = `\x1b[90m2026-11-21T12:${10 + random(50)}:${10 + random(50)}.${100 + random(900)}Z\x1b[0m`;
    const level = pick(['\x1b[32mINFO\x1b[0m', '\x1b[33mWARN\x1b[0m', '\x1b[31;1mERROR\x1b[0m'], random);
    const test = `\x1b[36m${pick(wordList, random)}/${pick(wordList, random)}.test.ts\x1b[39m:\x1b[38;5;${random(200)}m${random(999)}\x1b[39m`;
    const mark = pick(['\x1b[32m✓\x1b[39m', '\x1b[31m✗\x1b[39m', '\x1b[2m·\x1b[22m'], random);
    return `${time} ${level} ${mark} ${test} ${sentence(3 + random(6), random)} \x1b[2m(${random(900)} ms)\x1b[22m\n`;
  },
  text: (random) => `${sentence(4 + random(12), random)}\n`,
  cjk(random) {
    const parts = Array.from({ length: 20 + random(30) }, () =>
      random(12) === 0 ? pick(emoji, random) : pick(cjkList, random),
    );
    return `${parts.join('')}\n`;
  },
};

/** Writes the texts into `folder`; each has the same bytes in every run. */
export function writeCorpora(folder: string): Record<CorpusName, string> {
  const files = corpusNames.map((name) => {
    const random = createRandom(2_463_534_242);
    const lines: string[] = [];
    for (let size = 0; size < CORPUS_BYTES;) {
      const line = makers[name](random);
      size += Buffer.byteLength(line);
      lines.push(line);
    }
    const file = join(folder, `${name}.txt`);
    writeFileSync(file, lines.join(''));
    return [name, file] as const;
  });
  return Object.fromEntries(files) as Record<CorpusName, string>;
}
