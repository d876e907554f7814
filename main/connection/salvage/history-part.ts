import { salvageFiles } from '../../contract/salvage.ts';
import { ok } from '../../lib/result.ts';
import { unlessAborted } from '../move/aborted.ts';
import { commandsSince } from './history-lines.ts';
import { historyFiles, readEnd } from './history-notes.ts';
import type { FetchPart } from './part-context.ts';
import { PartFile } from './part-file.ts';

/** What was typed into the machine's shells since the session began, as far as these have written it down. */
export const fetchHistory: FetchPart = async ({ machine, home, order, notes, roomBytes, signal, onBytes }) => {
  const files = await unlessAborted(machine.browse(), signal);
  if (!files.ok) return files;
  const sections: string[] = [];
  let count = 0;
  for (const { shell, path } of historyFiles) {
    const end = await unlessAborted(readEnd(files.value, home, path), signal);
    if (!end.ok && (end.problem.code === 'connection-lost' || signal.aborted)) return end;
    if (!end.ok || end.value === undefined) continue;
    onBytes(end.value.bytes.length);
    const note = notes?.get(path);
    const commands = commandsSince({ shell, ...end.value, note, wasLookedAt: notes !== undefined, since: order.since });
    if (commands.length === 0) continue;
    count += commands.length;
    sections.push(`# ${shell} (~/${path})\n${commands.join('\n')}\n`);
  }
  if (count === 0) return ok(undefined);
  const created = await PartFile.create(order.folder, salvageFiles.history, roomBytes);
  if (!created.ok) return created;
  await using file = created.value;
  const written = await file.write(Buffer.from(sections.join('\n')));
  if (!written.ok) return written;
  const { sizeBytes } = file;
  const done = await file.finish();
  return done.ok ? ok({ file: salvageFiles.history, sizeBytes, count }) : done;
};
