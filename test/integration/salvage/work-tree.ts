import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { dirname, join } from 'node:path';

/** Git as nobody's configuration changes it. */
export function git(folder: string, ...args: string[]): string {
  const env = {
    ...process.env,
    HOME: '/nonexistent',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Anna',
    GIT_AUTHOR_EMAIL: 'anna@example.test',
    GIT_COMMITTER_NAME: 'Anna',
    GIT_COMMITTER_EMAIL: 'anna@example.test',
    GIT_ALLOW_PROTOCOL: 'file',
  };
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

export function put(root: string, path: string, content: string | Uint8Array, mode = 0o644): void {
  const at = join(root, path);
  mkdirSync(dirname(at), { recursive: true });
  writeFileSync(at, content);
  chmodSync(at, mode);
}

/** A name whose bytes are no UTF-8. */
const oddName = (root: string): Buffer => Buffer.concat([Buffer.from(`${root}/odd `), Buffer.from([0xff, 0xfe])]);

/** A repository with some of everything in it, as a service has it. */
export function makeUpstream(folder: string): string {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q', '-b', 'main', '.');
  put(folder, 'src/app.ts', Array.from({ length: 60 }, (_none, line) => `line ${line}\n`).join(''));
  put(folder, 'src/gone.ts', 'goes away\n');
  put(folder, 'src/old-name.ts', 'keeps its content\n'.repeat(20));
  put(folder, 'run.sh', '#!/bin/sh\necho hello\n');
  put(folder, 'picture.bin', randomBytes(5_000));
  put(folder, 'becomes a link', 'a file\n');
  put(folder, 'no newline', 'at its end');
  put(folder, 'crlf.txt', 'one\r\ntwo\r\n');
  put(folder, 'with "quotes" and \\ in it', 'before\n');
  put(folder, 'zwei\nzeilen', 'before\n');
  writeFileSync(oddName(folder), 'before\n');
  symlinkSync('src/app.ts', join(folder, 'link'));
  put(folder, '.gitignore', 'ignored/\n*.log\n');
  git(folder, 'add', '-A');
  git(folder, 'commit', '-qm', 'first');
  put(folder, 'src/app.ts', Array.from({ length: 60 }, (_none, line) => `line ${line}\n`).join('') + 'last\n');
  git(folder, 'commit', '-qam', 'second');
  return folder;
}

/** Changes of every kind, in a clone: staged, not staged, both, committed, stashed, unknown to git. */
export function work(clone: string): void {
  put(clone, 'stashed.txt', 'in the stash\n');
  git(clone, 'add', 'stashed.txt');
  git(clone, 'stash', '-q');
  put(clone, 'src/committed.ts', 'committed there\n');
  git(clone, 'add', '-A');
  git(clone, 'commit', '-qm', 'fix: found on the machine');
  git(clone, 'branch', 'idea');
  put(clone, 'src/app.ts', readFileSync(join(clone, 'src/app.ts'), 'utf8').replace('line 30\n', 'line thirty\n'));
  rmSync(join(clone, 'src/gone.ts'));
  renameSync(join(clone, 'src/old-name.ts'), join(clone, 'src/new name.ts'));
  git(clone, 'add', '-A', 'src');
  put(clone, 'src/app.ts', readFileSync(join(clone, 'src/app.ts'), 'utf8').replace('line 50\n', 'line fifty\n'));
  put(clone, 'intended.txt', 'git add -N\n');
  git(clone, 'add', '-N', 'intended.txt');
  chmodSync(join(clone, 'run.sh'), 0o755);
  put(clone, 'picture.bin', randomBytes(6_000));
  rmSync(join(clone, 'becomes a link'));
  symlinkSync('src', join(clone, 'becomes a link'));
  rmSync(join(clone, 'link'));
  symlinkSync('run.sh', join(clone, 'link'));
  put(clone, 'no newline', 'at its end, still');
  put(clone, 'crlf.txt', 'one\r\nthree\r\n');
  put(clone, 'with "quotes" and \\ in it', 'after\n');
  put(clone, 'zwei\nzeilen', 'after\n');
  writeFileSync(oddName(clone), 'after\n');
  put(clone, 'staged/new.bin', randomBytes(300));
  git(clone, 'add', 'staged');
  put(clone, 'notes/new.txt', 'unknown to git\n');
  put(clone, 'notes/tool', '#!/bin/sh\n', 0o755);
  put(clone, `${'deep/'.repeat(30)}ünïcode – ${'x'.repeat(80)}.txt`, 'far down\n');
  put(clone, 'notes/empty', '');
  symlinkSync('new.txt', join(clone, 'notes/link'));
  put(clone, 'ignored/cache', 'nobody wants it');
  put(clone, 'build.log', 'ignored too');
}

/** Everything in a folder but git's own: by path in latin1, mode, and what is in it. */
export function treeOf(root: string): Record<string, string> {
  const found: Record<string, string> = {};
  const walk = (folder: Buffer, prefix: string): void => {
    for (const name of readdirSync(folder, { encoding: 'buffer' })) {
      const shown = prefix + name.toString('latin1');
      if (shown === '.git') continue;
      const at = Buffer.concat([folder, Buffer.from('/'), name]);
      const stats = lstatSync(at);
      if (stats.isDirectory()) walk(at, `${shown}/`);
      else if (stats.isSymbolicLink()) found[shown] = `-> ${readlinkSync(at)}`;
      else {
        const mode = (stats.mode & 0o111) === 0 ? 'plain' : 'executable';
        found[shown] = `${mode} ${createHash('sha256').update(readFileSync(at)).digest('hex')}`;
      }
    }
  };
  walk(Buffer.from(root), '');
  return found;
}

/** What git does not ignore. */
export function wantedTree(root: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(treeOf(root)).filter(([path]) => !path.startsWith('ignored/') && !path.endsWith('.log')),
  );
}

/** All that a repository is, but for what lies in its work tree: refs, index, objects. */
export function repositoryOf(root: string): Record<string, string> {
  const found = treeOf(join(root, '.git'));
  return found;
}
