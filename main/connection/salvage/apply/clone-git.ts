import { spawn } from 'node:child_process';
import { delimiter, resolve } from 'node:path';
import type { Result } from '../../../contract/problem.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { fail, ok } from '../../../lib/result.ts';
import { MAX_GIT_BYTES, quietOptions, quietVariables, unwantedVariables } from '../../sync/git-side.ts';
import type { GitAnswer } from '../../sync/git-side.ts';
import { findGit } from '../../sync/local-git.ts';

/** One run of git on this computer. */
const LIMIT_MS = 300_000;
/** What a bundle is fetched by, and nothing else. */
export const LOCAL_FETCH = { GIT_ALLOW_PROTOCOL: 'file' } as const;

/**
 * Nothing that a salvage or a clone names is run, but for the filters and merge drivers of the clone's own
 * configuration, which git runs with every checkout.
 */
const options = [
  ...quietOptions,
  ...[
    'core.splitIndex=false',
    'apply.whitespace=nowarn',
    'apply.ignoreWhitespace=no',
    'protocol.file.allow=always',
    // A folder of the clone may look like a repository, with a configuration that somebody else wrote.
    'safe.bareRepository=explicit',
  ].flatMap((setting) => ['-c', setting]),
];

interface RunOptions {
  input?: Uint8Array;
  environment?: Readonly<Record<string, string>>;
}

/** The clone of the person on this computer. */
export class CloneGit {
  /** Absolute, without links: what git calls its top. */
  readonly root: string;
  /** Absolute. */
  readonly index: string;
  readonly #objects: string;
  readonly #git: string;
  readonly #signal: AbortSignal;

  private constructor(git: string, signal: AbortSignal, [root, index, objects]: [string, string, string]) {
    this.#git = git;
    this.#signal = signal;
    this.root = root;
    this.index = index;
    this.#objects = objects;
  }

  /** `not-supported` without git, `not-found` where there is no clone */
  static async open(folder: string, signal: AbortSignal): Promise<Result<CloneGit>> {
    const git = await findGit();
    if (git === undefined) return fail('not-supported', 'Git is not installed on this computer.', 'Install it first.');
    const asked = ['rev-parse', '--show-toplevel', '--git-path', 'index', '--git-path', 'objects'];
    const answer = await runGit(git, folder, asked, signal, {});
    if (!answer.ok) return answer;
    const [top = '', index = '', objects = ''] = answer.value.output.toString('utf8').split('\n');
    if (answer.value.code !== 0 || top === '' || objects === '')
      return fail(
        'not-found',
        `“${plainText(folder, 300)}” is not in a git clone with files.`,
        'Choose the folder of your clone of this project.',
        plainText(answer.value.errors, 500),
      );
    const root = resolve(top);
    return ok(new CloneGit(git, signal, [root, resolve(folder, index), resolve(folder, objects)]));
  }

  /** A code other than 0 is not a failure. */
  run(args: readonly string[], how: RunOptions = {}): Promise<Result<GitAnswer>> {
    return runGit(this.#git, this.root, args, this.#signal, how);
  }

  /** For work beside the clone: another index, and objects that go with a folder. */
  beside(index: string, objects: string): Record<string, string> {
    // Git takes a path that begins with a quote as one in C's way.
    const isPlain = !this.#objects.includes(delimiter) && !this.#objects.startsWith('"');
    const alternate = isPlain ? this.#objects : `"${this.#objects.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
    return { GIT_INDEX_FILE: index, GIT_OBJECT_DIRECTORY: objects, GIT_ALTERNATE_OBJECT_DIRECTORIES: alternate };
  }
}

function runGit(
  git: string,
  folder: string,
  args: readonly string[],
  signal: AbortSignal,
  { input, environment = {} }: RunOptions,
): Promise<Result<GitAnswer>> {
  const env: NodeJS.ProcessEnv = { ...process.env };
  for (const name of unwantedVariables) delete env[name];
  Object.assign(env, quietVariables, environment);
  const child = spawn(git, [...options, ...args], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
    signal,
  });
  return new Promise((done) => {
    const output: Buffer[] = [];
    let bytes = 0;
    let errors = Buffer.alloc(0);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= MAX_GIT_BYTES) output.push(chunk);
      else child.kill('SIGKILL');
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errors = Buffer.concat([errors, chunk]).subarray(-65_536);
    });
    child.on('error', (error) => {
      done(
        signal.aborted
          ? fail('cancelled', 'This was stopped.')
          : fail('service-failed', 'Git could not be run on this computer.', undefined, error.message),
      );
    });
    child.on('close', (code) => {
      if (bytes > MAX_GIT_BYTES) return done(fail('too-large', 'Git says more than expected on this computer.'));
      done(ok({ output: Buffer.concat(output), errors: errors.toString('utf8'), code: code ?? undefined }));
    });
    // It may be gone before it has read everything.
    child.stdin.on('error', () => {});
    child.stdin.end(input);
  });
}

/** What git complained of, as a failure of ours. */
export function gitFailed(
  message: string,
  { errors }: GitAnswer,
): { ok: false; problem: Extract<Result<never>, { ok: false }>['problem'] } {
  return fail('service-failed', message, 'Look at the clone with git.', plainText(errors, 500));
}
