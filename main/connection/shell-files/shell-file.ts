import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Attributes, RemoteFile, RemoteStat } from '../remote/remote-files.ts';
import type { Dialect } from './dialect.ts';
import { readScript, writeScript } from './file-scripts.ts';
import { type ReadPipe, startReadPipe } from './read-pipe.ts';
import type { Scripts } from './shell-script.ts';
import { startWritePipe, type WritePipe } from './write-pipe.ts';

interface Options {
  path: string;
  scripts: Scripts;
  dialect: Dialect;
  stat(): Promise<Result<RemoteStat>>;
  setAttributes(attributes: Attributes): Promise<Result<undefined>>;
  /** A command that waits for the first bytes already. */
  writing?: WritePipe;
  onClose(): void;
}

/**
 * A file behind `cat` and `dd`. What follows the last read or write goes through the same command; a jump starts another
 * one.
 */
export function createShellFile(options: Options): RemoteFile {
  const { path, scripts, dialect } = options;
  let reading: ReadPipe | undefined;
  let readAt = 0;
  let writing = options.writing;
  let writeAt = 0;
  let isClosed = false;
  const closed = () => fail('not-found', 'This file is closed.');

  async function endWriting(): Promise<Result<undefined>> {
    const pipe = writing;
    writing = undefined;
    return pipe === undefined ? ok() : pipe.end();
  }

  return {
    isSequential: true,
    async read(position, into) {
      if (isClosed) return closed();
      if (reading === undefined || position !== readAt) {
        reading?.stop();
        reading = undefined;
        const opened = await scripts.open(readScript(path, position, dialect));
        if (!opened.ok) return opened;
        reading = startReadPipe(opened.value);
        readAt = position;
      }
      const read = await reading.read(into);
      if (read.ok) readAt += read.value;
      return read;
    },
    async write(position, bytes) {
      if (isClosed) return closed();
      if (writing === undefined || position !== writeAt) {
        const before = await endWriting();
        if (!before.ok) return before;
        const opened = await scripts.open(writeScript(path, position, dialect));
        if (!opened.ok) return opened;
        const started = await startWritePipe(opened.value);
        if (!started.ok) return started;
        writing = started.value;
        writeAt = position;
      }
      const written = await writing.write(bytes);
      if (written.ok) writeAt += bytes.length;
      return written;
    },
    async stat() {
      const ended = await endWriting();
      return ended.ok ? options.stat() : ended;
    },
    async setAttributes(attributes) {
      // The last write would set the time once more.
      const ended = await endWriting();
      return ended.ok ? options.setAttributes(attributes) : ended;
    },
    async close() {
      if (isClosed) return ok();
      isClosed = true;
      reading?.stop();
      const ended = await endWriting();
      options.onClose();
      return ended;
    },
  };
}
