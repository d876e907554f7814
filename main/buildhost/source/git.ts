import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { findExecutable } from '../environment/find-executable.ts';
import { ProcessGroup } from '../run/process-group.ts';

/** Options of every call: no hook and no background task of anybody's runs. */
const quietSettings = {
  'core.hooksPath': '/dev/null',
  'core.fsmonitor': 'false',
  'gc.auto': '0',
  'maintenance.auto': 'false',
  'advice.detachedHead': 'false',
  'protocol.version': '2',
};
const quiet = Object.entries(quietSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** The last words of git that go into an error. */
const ERROR_CHARACTERS = 2000;

/** Git said no; `message` is what it said. */
export class GitError extends Error {}

export interface GitOptions {
  cwd: string;
  env?: Record<string, string>;
  /** Text for standard input. */
  input?: string;
  signal?: AbortSignal | undefined;
  /** Gets what git says instead of the result; nothing is cut. */
  onOutput?: (bytes: Buffer) => void;
}

export interface Git {
  /** Full path of the program. */
  path: string;
  /** Runs git; the standard output, as it is. Throws {@link GitError}. */
  run(args: readonly string[], options: GitOptions): Promise<string>;
  /** The same for questions: the output's first line, or undefined when git says no or nothing. */
  ask(args: readonly string[], options: GitOptions): Promise<string | undefined>;
}

/** On a Mac without the developer tools, /usr/bin/git is a stand-in that opens a dialog. */
async function isStandIn(path: string): Promise<boolean> {
  if (process.platform !== 'darwin' || path !== '/usr/bin/git') return false;
  try {
    await promisify(execFile)('/usr/bin/xcode-select', ['-p']);
    return false;
  } catch {
    return true;
  }
}

/** Git as installed on this computer, or undefined. */
export async function findGit(environment: Record<string, string>): Promise<Git | undefined> {
  const path = findExecutable('git', environment);
  if (path === undefined || (await isStandIn(path))) return undefined;
  const base = {
    ...environment,
    LC_ALL: 'C',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_PAGER: 'cat',
    // A repository may name a program that fetches what it lacks: looking at a folder must not run it.
    GIT_NO_LAZY_FETCH: '1',
    GIT_ALLOW_PROTOCOL: 'file',
  };

  async function stream(
    args: readonly string[],
    options: GitOptions,
    onOutput: (bytes: Buffer) => void,
  ): Promise<void> {
    const env = { ...base, ...options.env };
    await using group = new ProcessGroup({ command: path ?? 'git', args, cwd: options.cwd, env, onOutput });
    const stop = (): void => void group.end();
    options.signal?.addEventListener('abort', stop, { once: true });
    try {
      const { code, signal, startError } = await group.exited;
      if (code !== 0) throw new GitError(startError ?? `git ${args[quiet.length] ?? ''} ended with ${code ?? signal}`);
    } finally {
      options.signal?.removeEventListener('abort', stop);
    }
  }

  async function run(args: readonly string[], options: GitOptions): Promise<string> {
    options.signal?.throwIfAborted();
    const all = [...quiet, ...args];
    if (options.onOutput !== undefined) {
      await stream(all, options, options.onOutput);
      return '';
    }
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const child = execFile(
      path ?? 'git',
      all,
      {
        cwd: options.cwd,
        env: { ...base, ...options.env },
        maxBuffer: 256 * 1024 * 1024,
        windowsHide: true,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      },
      (error, stdout, stderr) => {
        if (error === null) return resolve(stdout);
        const said = stderr.trim() === '' ? error.message : stderr.trim();
        reject(new GitError(said.slice(-ERROR_CHARACTERS), { cause: error }));
      },
    );
    // Git may have gone before it has read everything.
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input ?? '');
    return promise;
  }

  return {
    path,
    run,
    async ask(args, options) {
      try {
        const [line = ''] = (await run(args, options)).split('\n');
        return line === '' ? undefined : line;
      } catch (error) {
        if (error instanceof GitError) return undefined;
        throw error;
      }
    },
  };
}
