import type { FileCallOutput } from '../../contract/file-port.ts';
import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import { isAbsolutePath, joinPath, visibleText } from './entry-names.ts';
import type { FileTask } from './file-task.ts';
import type { RemoteStat } from '../remote/remote-files.ts';

const SHELL_NOTE =
  'This machine has no SFTP, so Jumpseat works with commands of its shell. Large folders and many small files take longer.';

/** A path as people type it, made absolute: `~` and what is written without a slash belong to the home folder. */
export function fromHome(path: string, home: string): string {
  if (path === '' || path === '~' || path === '~/') return home;
  if (path.startsWith('~/')) return joinPath(home, path.slice(2));
  if (path.startsWith('/')) return path;
  // As a Windows server has it: `C:\Users`, `C:/Users`.
  if (/^[A-Za-z]:[\\/]/.test(path)) return `/${path.replaceAll('\\', '/')}`;
  return joinPath(home, path);
}

/** What a thing is to people: with links followed, nothing is a link. */
export function plainKind(kind: RemoteStat['kind']): 'file' | 'folder' | 'other' {
  return kind === 'link' ? 'other' : kind;
}

/** Finds out where a path leads and what is there. */
export async function locate(task: FileTask, path = '~'): Promise<Result<FileCallOutput<'locate'>>> {
  const able = await task.machine.abilities();
  if (!able.ok) return able;
  const { via, os, home } = able.value;
  const files = await task.machine.browse();
  if (!files.ok) return files;
  const asked = fromHome(path, home);
  const real = await files.value.realPath(asked);
  if (!real.ok) return named(real, asked);
  if (!isAbsolutePath(real.value)) {
    return fail('protocol-error', 'The machine answered with a path that is none.', undefined, visibleText(real.value));
  }
  const there = await files.value.stat(real.value, true);
  if (!there.ok) return named(there, asked);
  return ok({
    path: real.value,
    kind: plainKind(there.value.kind),
    home,
    via,
    os,
    ...(via === 'shell' ? { note: SHELL_NOTE } : {}),
  });
}

function named(failure: Extract<Result<never>, { ok: false }>, path: string): Result<never> {
  if (failure.problem.code !== 'not-found') return failure;
  return {
    ok: false,
    problem: { ...failure.problem, message: `There is no ${visibleText(path, 300)} on the machine.` },
  };
}
