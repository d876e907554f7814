import type { RemoteEntry, RemoteFiles } from '../remote/remote-files.ts';

/** Where a link points and what is there; undefined when the machine would not say where. */
export async function readLinkTarget(files: RemoteFiles, path: string): Promise<RemoteEntry['link']> {
  const [target, there] = await Promise.all([files.readLink(path), files.stat(path, true)]);
  if (!target.ok) return undefined;
  return { target: target.value, kind: there.ok ? there.value.kind : 'missing' };
}
