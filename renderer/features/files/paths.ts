/** One part of a path, and the path up to it. */
export interface PathPart {
  name: string;
  path: string;
}

/** Paths of machines use `/`, also those of Windows, which begin with `/C:`. */
export function joinPath(folder: string, name: string): string {
  return folder.endsWith('/') ? `${folder}${name}` : `${folder}/${name}`;
}

export function baseName(path: string): string {
  return path.slice(path.replace(/\/+$/, '').lastIndexOf('/') + 1).replace(/\/+$/, '');
}

/** The folder a path lies in; the root lies in itself. */
export function parentPath(path: string): string {
  const whole = path.replace(/\/+$/, '');
  return whole.slice(0, whole.lastIndexOf('/')) || '/';
}

/** The way to a folder: the root first, the folder last. */
export function pathParts(path: string): PathPart[] {
  const names = path.split('/').filter((name) => name !== '');
  return [
    { name: '/', path: '/' },
    ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` })),
  ];
}

/** True when `path` is `folder` or lies somewhere in it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

/** A typed path as it is asked for: relative ones begin in the folder that is shown. */
export function typedPath(text: string, folder: string): string {
  const typed = text.trim();
  if (typed.startsWith('/') || typed === '~' || typed.startsWith('~/')) return typed;
  return joinPath(folder, typed);
}
