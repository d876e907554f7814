import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { promisify } from 'node:util';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { MAX_GIT_BYTES, quietVariables, unwantedVariables, viewWithGit } from './git-side.ts';
import type { GitView, RunGit } from './git-side.ts';

/** The git of this computer by its full path: a system that looks into the folder first would run the folder's own. */
export async function findGit(environment: NodeJS.ProcessEnv = process.env): Promise<string | undefined> {
  const name = process.platform === 'win32' ? 'git.exe' : 'git';
  const folders = (environment['PATH'] ?? environment['Path'] ?? '').split(delimiter).filter(isAbsolute);
  const file = folders.map((folder) => join(folder, name)).find((each) => canRun(each));
  if (file !== '/usr/bin/git' || process.platform !== 'darwin') return file;
  // Without the developer tools this is a stand-in that opens a dialog.
  const hasTools = await promisify(execFile)('/usr/bin/xcode-select', ['-p']).catch(() => undefined);
  return hasTools === undefined ? undefined : file;
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return existsSync(file);
  } catch {
    return false;
  }
}

/** Looks at a folder of this computer with git, if there is one. */
export async function viewLocally(
  folder: string,
  signal: AbortSignal,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Result<GitView>> {
  const git = await findGit(environment);
  if (git === undefined) return ok({ none: { reason: 'cannot be looked at, since git is not installed' } });
  const env: NodeJS.ProcessEnv = { ...environment, ...quietVariables };
  for (const name of unwantedVariables) delete env[name];
  const options = { cwd: folder, env, encoding: 'buffer', maxBuffer: MAX_GIT_BYTES, windowsHide: true } as const;
  const run: RunGit = (args) => {
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<RunGit>>>();
    const child = execFile(git, args, { ...options, killSignal: 'SIGKILL', signal }, (error, output, errors) => {
      if (signal.aborted) return resolve(fail('cancelled', 'The comparison was cancelled.'));
      if (error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER') {
        return resolve(fail('too-large', 'Too many files differ on this computer.', 'Choose a smaller folder.'));
      }
      if (error !== null && typeof error.code !== 'number') {
        return resolve(fail('service-failed', 'Git could not be run on this computer.', undefined, error.message));
      }
      resolve(ok({ output, errors: errors.toString('utf8'), code: typeof error?.code === 'number' ? error.code : 0 }));
    });
    // Git may be gone before it has noticed.
    child.stdin?.on('error', () => {});
    child.stdin?.end();
    return promise;
  };
  return viewWithGit(run);
}
