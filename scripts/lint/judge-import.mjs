import { freeFolders, reserved, rooms, socketModules } from './import-table.mjs';

/** The folder (or file) of `path` that the pattern `room` stands for, or undefined when the path is not in that room. */
function within(room, path) {
  const wanted = room.split('/');
  const parts = path.split('/');
  // A star stands for a folder, so something must follow it.
  const least = room.endsWith('*') ? wanted.length + 1 : wanted.length;
  if (parts.length < least || !wanted.every((part, at) => part === '*' || part === parts[at])) return undefined;
  return parts.slice(0, wanted.length).join('/');
}

const hasRoomsBelow = (room) => rooms.some((other) => other.room.startsWith(`${room}/`));

/** The row that rules a file of ours, with the folder it stands for. */
function rowOf(path) {
  const isRightIn = (folder) => path.slice(folder.length + 1).split('/').length === 1;
  return rooms
    .map((row) => ({ row, folder: within(row.room, path) }))
    .filter(({ row, folder }) => folder !== undefined && (!hasRoomsBelow(row.room) || isRightIn(folder)))
    .toSorted((a, b) => b.folder.length - a.folder.length)[0];
}

/** The name of the room a file lies in: the one the table knows, else its folder. */
function roomOf(path) {
  return rowOf(path)?.folder ?? path.split('/').slice(0, -1).join('/');
}

function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

const covers = (pattern, name) => (pattern.endsWith('/*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name);

/** True when one of the room patterns names exactly this room: `main/*` names `main/lib`, not `main/providers/x`. */
function names(patterns, room) {
  return (patterns ?? []).some((pattern) => {
    const wanted = pattern.split('/');
    const parts = room.split('/');
    return wanted.length === parts.length && wanted.every((part, at) => part === '*' || part === parts[at]);
  });
}

function judgeOurs(from, target, isTypeOnly) {
  if (freeFolders.some((folder) => target.startsWith(`${folder}/`))) return undefined;
  const to = roomOf(target);
  if (to === from.folder || names(from.row.ours, to)) return undefined;
  if (!names(from.row.types, to)) return `${from.folder} may not import ${to}.`;
  return isTypeOnly ? undefined : `${from.folder} may import only types from ${to}.`;
}

function judgeBuiltin(from, name) {
  if (from.row.builtins === 'none') return `${from.folder} may not import Node.js modules (${name}).`;
  if (from.row.builtins === 'no-sockets' && socketModules.includes(name))
    return `${from.folder} may not open sockets (${name}).`;
  return undefined;
}

function judgePackage(from, name, values) {
  const [, holders] = Object.entries(reserved).find(([pattern]) => covers(pattern, name)) ?? [];
  if (holders !== undefined && !holders.includes(from.folder))
    return `${from.folder} may not import ${name}; only ${holders.join(', ')} may.`;
  if (from.row.packages !== 'any' && !from.row.packages.some((pattern) => covers(pattern, name)))
    return `${from.folder} may not import the package ${name}.`;
  const allowed = from.row.names?.[name];
  const extra = allowed === undefined ? [] : values.filter((value) => !allowed.includes(value));
  return extra.length === 0 ? undefined : `${from.folder} may not import ${extra.join(', ')} from ${name}.`;
}

/**
 * Judges one import by the table.
 * @param {{ from: string, target: string, isRelative: boolean, values: string[], builtinModules: string[] }} found
 *   paths relative to the top of the project, with slashes; the names imported as values, none for a type-only import
 * @returns {string | undefined} what is wrong with it
 */
export function judgeImport({ from, target, isRelative, values, builtinModules }) {
  const row = rowOf(from);
  if (row === undefined) return undefined;
  if (isRelative) return judgeOurs(row, target, values.length === 0);
  const name = packageOf(target.replace(/^node:/, ''));
  if (target.startsWith('node:') || builtinModules.includes(name)) return judgeBuiltin(row, name);
  return judgePackage(row, name, values);
}

/** What is wrong with where the file lies, or undefined. */
export function judgePlace(from) {
  if (!/^(main|renderer)\//.test(from) || rowOf(from) !== undefined) return undefined;
  return `No row of scripts/lint/import-table.mjs rules ${from}.`;
}
