import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { RemoteFiles } from '../remote/remote-files.ts';
import type { Dialect } from './dialect.ts';
import { createBatchParser, createPrintfParser } from './list-parser.ts';
import { listScript, NO_FOLDER_CODE } from './list-script.ts';
import { untilCut } from './read-pipe.ts';
import { readComplaint } from './shell-problems.ts';
import type { Scripts } from './shell-script.ts';
import { keepComplaint } from './write-pipe.ts';

type OnEntries = Parameters<RemoteFiles['list']>[1];

/** Lists a folder with commands; entries come as the machine writes them. */
export async function listThrough(
  scripts: Scripts,
  path: string,
  dialect: Dialect,
  onEntries: OnEntries,
  signal: AbortSignal | undefined,
): Promise<Result<undefined>> {
  const isStopped = () => signal?.aborted === true;
  const cancelled = () => fail('cancelled', 'The listing was stopped.');
  if (isStopped()) return cancelled();
  const opened = await scripts.open(listScript(path, dialect));
  if (!opened.ok) return opened;
  const channel = opened.value;
  const complaint = keepComplaint(channel);
  channel.input.on('error', () => {});
  channel.input.end();
  const stop = () => channel.close();
  signal?.addEventListener('abort', stop);
  const parser = dialect.hasPrintf ? createPrintfParser() : createBatchParser();
  let hasEntries = false;
  let isRead = false;
  try {
    for await (const chunk of untilCut(channel.output)) {
      const wrong = parser.push(chunk);
      if (wrong !== undefined) return { ok: false, problem: wrong };
      const entries = parser.take();
      hasEntries ||= entries.length > 0;
      if (entries.length > 0) await onEntries(entries);
      if (isStopped()) return cancelled();
    }
    isRead = true;
  } finally {
    signal?.removeEventListener('abort', stop);
    if (!isRead) channel.close();
  }
  if (isStopped()) return cancelled();
  const exit = await channel.exit;
  if (exit.code === undefined) return fail('connection-lost', 'The connection to the machine is gone.', 'Reconnect.');
  // Something that went away while it was listed makes `find` complain; nothing at all is another matter.
  if (exit.code === NO_FOLDER_CODE || (exit.code !== 0 && !hasEntries)) {
    return { ok: false, problem: readComplaint(complaint()) };
  }
  return parser.isComplete ? ok() : fail('protocol-error', 'The machine broke off in the middle of this listing.');
}
