import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Commands } from '../remote/exec-channel.ts';
import type { FileAbilities } from '../remote/machine-files.ts';
import type { RemoteFiles, RemoteStat } from '../remote/remote-files.ts';
import { type Dialect, findDialect } from './dialect.ts';
import { canReadScript, canWriteScript, createScript } from './file-scripts.ts';
import { listThrough } from './list-through.ts';
import { attributesScript, makeLinkScript, readFreeBytes, realPathScript, renameScript } from './path-scripts.ts';
import { createShellFile } from './shell-file.ts';
import { createScripts, pathWord } from './shell-script.ts';
import { readStatLine, statCommand } from './stat-fields.ts';
import { startWritePipe, type WritePipe } from './write-pipe.ts';

/** Bytes handed to a pipe at once. */
const PIPE_BYTES = 262_144;
/** Each open file is a command that runs; OpenSSH's MaxSessions is 10. */
const MAX_OPEN_FILES = 2;

/** The files of a machine that has no SFTP, through commands of its shell: GNU's, BSD's (macOS) or busybox's. */
export function createShellFiles(commands: Commands, abilities: Pick<FileAbilities, 'hasShell'>): RemoteFiles {
  const scripts = createScripts(commands);
  let found: Promise<Result<Dialect>> | undefined;
  let isClosed = false;

  async function dialect(): Promise<Result<Dialect>> {
    if (isClosed) return fail('connection-lost', 'This channel to the machine is closed.');
    if (!abilities.hasShell) {
      return fail(
        'not-supported',
        'This machine has neither SFTP nor a shell that runs commands, so there is no way to its files.',
        'Turn on SFTP in its SSH server, or sign in as a user with a shell.',
      );
    }
    found ??= findDialect(scripts);
    const result = await found;
    // Asked again next time: the connection may have been the reason.
    if (!result.ok) found = undefined;
    return result;
  }

  /** Runs what needs nothing but a shell. */
  async function must(script: string): Promise<Result<undefined>> {
    const able = await dialect();
    if (!able.ok) return able;
    const done = await scripts.must(script);
    return done.ok ? ok() : done;
  }

  async function text(script: string): Promise<Result<string>> {
    const able = await dialect();
    if (!able.ok) return able;
    const done = await scripts.must(script);
    return done.ok ? ok(done.value.toString('utf8')) : done;
  }

  async function stat(path: string, follow: boolean): Promise<Result<RemoteStat>> {
    const able = await dialect();
    if (!able.ok) return able;
    const said = await text(`exec ${statCommand(able.value, follow ? '-L' : '')} ${pathWord(path)}`);
    if (!said.ok) return said;
    const read = readStatLine(said.value.trimEnd());
    if (read === undefined) return fail('protocol-error', 'The machine describes this in a way that cannot be read.');
    return ok(read.stat);
  }

  const files: RemoteFiles = {
    via: 'shell',
    readBytes: PIPE_BYTES,
    writeBytes: PIPE_BYTES,
    maxHandles: MAX_OPEN_FILES,
    stat,
    async realPath(path) {
      const said = await text(realPathScript(path));
      return said.ok ? ok(said.value.replace(/\n$/, '')) : said;
    },
    async list(path, onEntries, signal) {
      const able = await dialect();
      return able.ok ? listThrough(scripts, path, able.value, onEntries, signal) : able;
    },
    readLink: (path) => text(`exec readlink -n ${pathWord(path)}`),
    makeFolder: (path, mode) =>
      must(`exec mkdir ${mode === undefined ? '' : `-m ${(mode & 0o7777).toString(8)}`} ${pathWord(path)}`),
    makeLink: (path, target) => must(makeLinkScript(path, target)),
    async rename(from, to, replace) {
      const able = await dialect();
      return able.ok ? must(renameScript(from, to, replace, able.value)) : able;
    },
    removeFile: (path) => must(`exec rm -- ${pathWord(path)} </dev/null`),
    removeFolder: (path) => must(`exec rmdir -- ${pathWord(path)}`),
    async setAttributes(path, attributes) {
      const script = attributesScript(path, attributes);
      return script === undefined ? fail('not-supported', 'The machine cannot have this date.') : must(script);
    },
    async openFile(path, how, mode) {
      const able = await dialect();
      if (!able.ok) return able;
      let writing: WritePipe | undefined;
      if (how === 'create') {
        const opened = await scripts.open(createScript(path, mode));
        if (!opened.ok) return opened;
        const started = await startWritePipe(opened.value);
        if (!started.ok) return started;
        writing = started.value;
      } else {
        const can = await must(how === 'read' ? canReadScript(path) : canWriteScript(path));
        if (!can.ok) return can;
      }
      return ok(
        createShellFile({
          path,
          scripts,
          dialect: able.value,
          stat: () => stat(path, true),
          setAttributes: (attributes) => files.setAttributes(path, attributes),
          ...(writing === undefined ? {} : { writing }),
          onClose: () => {},
        }),
      );
    },
    async freeBytes(path) {
      const said = await text(`exec df -Pk ${pathWord(path)}`);
      return said.ok ? readFreeBytes(said.value) : undefined;
    },
    close() {
      isClosed = true;
    },
  };
  return files;
}
