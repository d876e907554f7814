import type { Problem, ProblemCode } from '../../contract/problem.ts';
import { problem } from '../../lib/result.ts';
import { visibleText } from '../files/entry-names.ts';

/** Names that are given as examples of a finding, and how much of each. */
const EXAMPLES = 3;
const EXAMPLE_LENGTH = 120;

interface Sentence {
  code: ProblemCode;
  one: string;
  many: string;
  hint?: string;
}

/** Larger files are left out of a sync; bytes. */
export const MAX_SYNC_FILE_BYTES = 100 * 1024 * 1024;

const sentences = {
  unsafe: {
    code: 'unsafe-name',
    one: 'One file has a name that could lead elsewhere or cannot be shown; it is left out.',
    many: '# files have names that could lead elsewhere or cannot be shown; they are left out.',
  },
  repository: {
    code: 'unsafe-name',
    one: 'One file would belong to the inside of a git repository; it is left out.',
    many: '# files would belong to the inside of a git repository; they are left out.',
  },
  unreadableName: {
    code: 'unsafe-name',
    one: 'One file has a name that is not valid text; it is left out.',
    many: '# files have names that are not valid text; they are left out.',
    hint: 'Rename it with a command.',
  },
  submodule: {
    code: 'not-supported',
    one: 'One folder is a git repository of its own, for example a submodule; it is left out.',
    many: '# folders are git repositories of their own, for example submodules; they are left out.',
    hint: 'Compare it by itself.',
  },
  link: {
    code: 'not-supported',
    one: 'One link is left out.',
    many: '# links are left out.',
  },
  special: {
    code: 'not-supported',
    one: 'One device, socket or the like is left out.',
    many: '# devices, sockets or the like are left out.',
  },
  large: {
    code: 'too-large',
    one: 'One file is larger than 100 MB; it is left out.',
    many: '# files are larger than 100 MB; they are left out.',
    hint: 'Transfer it by itself.',
  },
  inTheWay: {
    code: 'already-exists',
    one: 'Where one file would go there is a folder, a link or something else; it is left out.',
    many: 'Where # files would go there are folders, links or something else; they are left out.',
  },
  unreadable: {
    code: 'not-allowed',
    one: 'One file cannot be looked at; it is left out.',
    many: '# files cannot be looked at; they are left out.',
  },
  unhashed: {
    code: 'limit-reached',
    one: 'One file has the same size on both sides, and its content was not compared; it counts as changed.',
    many: '# files have the same size on both sides, and their content was not compared; they count as changed.',
  },
} as const satisfies Record<string, Sentence>;

/** Collects what is left out of a plan, and says it in a few sentences however much it is. */
export class Findings {
  readonly #counts = new Map<keyof typeof sentences, number>();
  readonly #examples = new Map<keyof typeof sentences, string[]>();
  readonly #problems: Problem[] = [];

  add(kind: keyof typeof sentences, path: string): void {
    this.addCount(kind, 1);
    const examples = this.#examples.get(kind) ?? [];
    if (examples.length < EXAMPLES) this.#examples.set(kind, [...examples, visibleText(path, EXAMPLE_LENGTH)]);
  }

  addCount(kind: keyof typeof sentences, count: number): void {
    if (count > 0) this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + count);
  }

  say(code: ProblemCode, message: string, hint?: string, detail?: string): void {
    this.#problems.push(problem(code, message, hint, detail));
  }

  /** In the order in which they were found. */
  get problems(): Problem[] {
    const counted = [...this.#counts].map(([kind, count]) => {
      const { code, one, many, ...rest }: Sentence = sentences[kind];
      const examples = this.#examples.get(kind) ?? [];
      const message = count === 1 ? one : many.replace('#', count.toLocaleString('en'));
      const more = count > examples.length && examples.length > 0 ? ', …' : '';
      return problem(code, message, rest.hint, examples.length === 0 ? undefined : `${examples.join(', ')}${more}`);
    });
    return [...this.#problems, ...counted];
  }
}
