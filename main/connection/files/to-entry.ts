import type { FileEntry } from '../../contract/files.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { RemoteEntry, RemoteStat } from '../remote/remote-files.ts';
import { shownName, visibleText } from './entry-names.ts';

/** Latest time of a JavaScript `Date`, in milliseconds. */
const LAST_TIME_MS = 8_640_000_000_000_000;

/** What a machine said of one thing, fit for the window: in bounds, and with nothing hidden in what it shows. */
export function toEntry(entry: RemoteEntry): FileEntry {
  const shown = shownName(entry.name);
  const owner = plainText(entry.owner ?? '', 64);
  const group = plainText(entry.group ?? '', 64);
  const { link } = entry;
  return {
    name: entry.name,
    ...(shown === undefined ? {} : { shownName: shown }),
    ...toFacts(entry.stat),
    ...(owner === '' ? {} : { owner }),
    ...(group === '' ? {} : { group }),
    ...(link === undefined ? {} : { link: { target: visibleText(link.target), kind: link.kind } }),
  };
}

function toFacts({
  kind,
  sizeBytes,
  modifiedAt,
  mode,
}: RemoteStat): Pick<FileEntry, 'kind' | 'sizeBytes' | 'modifiedAt' | 'mode'> {
  const isTime = modifiedAt !== undefined && modifiedAt >= 0 && modifiedAt <= LAST_TIME_MS;
  return {
    kind,
    sizeBytes: Number.isFinite(sizeBytes) && sizeBytes > 0 ? sizeBytes : 0,
    ...(isTime ? { modifiedAt: Math.floor(modifiedAt) } : {}),
    ...(mode === undefined ? {} : { mode: mode & 0o7777 }),
  };
}
