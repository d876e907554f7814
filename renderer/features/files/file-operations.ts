import type { FileEntry } from '../../../main/contract/files.ts';
import type { Result } from '../../../main/contract/problem.ts';
import { callMain } from '../../state/bridge.ts';
import { compareFile, copyCommand, type MachineRef } from '../../state/file-actions.ts';
import { reportDone, wentWell } from '../../state/notices.ts';
import { countOf } from '../../ui/size/size-text.ts';
import { onlyOne } from '../../ui/table/selection.ts';
import type { Browser } from './browser.ts';
import { announceChange } from './changes.ts';
import { setFileClip, type FileClip } from './clipboard.ts';
import { shownText } from '../../ui/text/shown-text.ts';
import { copyInto, moveInto, type Moved, type PathProblem, type Taken } from './move-files.ts';
import { baseName, joinPath, parentPath } from './paths.ts';
import type { Sheet } from './sheets/sheet.ts';
import type { useWorks } from './use-works.ts';

/** What every operation needs: where it happens, and where it asks and answers. */
export interface Desk {
  browser: Browser;
  target: MachineRef;
  begin: ReturnType<typeof useWorks>[1];
  show(sheet: Sheet | undefined): void;
}

function folderOf({ browser }: Desk): string {
  return browser.store.getState().folder ?? '/';
}

function things(paths: readonly string[]): string {
  const [first] = paths;
  return paths.length === 1 && first !== undefined
    ? shownText(baseName(first))
    : countOf(paths.length, 'item', 'items');
}

function showFailed(desk: Desk, title: string, failed: readonly PathProblem[]): void {
  if (failed.length > 0) desk.show({ kind: 'failed', title, problems: failed });
}

/** Deletes things for good; those that are gone leave the list at once. */
export async function removePaths(desk: Desk, paths: readonly string[]): Promise<void> {
  const folder = folderOf(desk);
  await desk.begin(`Deleting ${things(paths)}`, async (onProgress, signal) => {
    const result = await desk.browser.client.work('remove', { paths: [...paths] }, onProgress, signal);
    if (!result.ok) {
      if (result.problem.code !== 'cancelled') desk.show({ kind: 'problem', problem: result.problem });
    } else {
      const failed = new Set(result.value.failed.map(({ path }) => path));
      const isWhole = failed.size === 0;
      if (isWhole && folder === folderOf(desk)) desk.browser.dropNames(paths.map(baseName));
      showFailed(desk, `${countOf(failed.size, 'item', 'items')} could not be deleted.`, result.value.failed);
    }
    announceChange(desk.target, [folder]);
  });
}

export async function changeMode(
  desk: Desk,
  entries: readonly FileEntry[],
  folder: string,
  { mode, isRecursive }: { mode: number; isRecursive: boolean },
): Promise<void> {
  const paths = entries.map(({ name }) => joinPath(folder, name));
  await desk.begin(`Setting permissions of ${things(paths)}`, async (onProgress, signal) => {
    const result = await desk.browser.client.work('setMode', { paths, mode, isRecursive }, onProgress, signal);
    if (result.ok) {
      const { failed } = result.value;
      showFailed(desk, `The permissions of ${countOf(failed.length, 'item', 'items')} stayed as they were.`, failed);
    } else if (result.problem.code !== 'cancelled') desk.show({ kind: 'problem', problem: result.problem });
    announceChange(desk.target, [folder]);
  });
}

/** Gives something another name; a sentence when it kept its own. */
export async function renameEntry(desk: Desk, from: string, to: string): Promise<string | undefined> {
  const { browser } = desk;
  const folder = folderOf(desk);
  if (from === to) return undefined;
  const result = await browser.client.call('rename', {
    from: joinPath(folder, from),
    to: joinPath(folder, to),
    replace: false,
  });
  if (!result.ok) return nameProblem(result.problem);
  await browser.showEntry(to, from);
  browser.select(onlyOne(to));
  announceChange(desk.target, [folder]);
  return undefined;
}

export async function makeFolder(desk: Desk, name: string): Promise<string | undefined> {
  const { browser } = desk;
  const folder = folderOf(desk);
  const result = await browser.client.call('makeFolder', { path: joinPath(folder, name) });
  if (!result.ok) return nameProblem(result.problem);
  await browser.showEntry(name);
  browser.select(onlyOne(name));
  announceChange(desk.target, [folder]);
  return undefined;
}

function nameProblem({ code, message, hint }: { code: string; message: string; hint?: string | undefined }): string {
  if (code === 'already-exists') return 'Something here has this name already; choose another one.';
  return hint === undefined ? message : `${message} ${hint}`;
}

export async function duplicateEntries(desk: Desk, paths: readonly string[]): Promise<void> {
  const folder = folderOf(desk);
  await desk.begin(`Copying ${things(paths)}`, async (onProgress, signal) => {
    const failed: PathProblem[] = [];
    let last: string | undefined;
    for (const path of paths) {
      if (signal.aborted) break;
      const result = await desk.browser.client.work('duplicate', { path }, onProgress, signal);
      if (result.ok) last = baseName(result.value.path);
      else if (result.problem.code !== 'cancelled') failed.push({ path, problem: result.problem });
    }
    showFailed(desk, `${countOf(failed.length, 'item', 'items')} could not be copied.`, failed);
    announceChange(desk.target, [folder]);
    if (last !== undefined && folder === folderOf(desk)) {
      await desk.browser.showEntry(last);
      desk.browser.select(onlyOne(last));
    }
  });
}

/** Asks about each taken name, until the answer is for all. */
function asker(desk: Desk, count: number, signal: AbortSignal): (name: string, folder: string) => Promise<Taken> {
  let forAll: Taken | undefined;
  let asked = 0;
  return (name, folder) => {
    asked += 1;
    if (forAll !== undefined) return Promise.resolve(forAll);
    const answer = Promise.withResolvers<Taken>();
    signal.addEventListener('abort', () => answer.resolve('stop'), { once: true });
    desk.show({
      kind: 'taken',
      name,
      folder,
      hasMore: asked < count,
      answer: (choice, isForAll) => {
        if (isForAll) forAll = choice;
        desk.show(undefined);
        answer.resolve(choice);
      },
    });
    return answer.promise;
  };
}

async function transport(desk: Desk, how: FileClip['how'], paths: readonly string[], folder: string): Promise<Moved> {
  let moved: Moved = { done: [], failed: [] };
  const verb = how === 'cut' ? 'Moving' : 'Copying';
  await desk.begin(`${verb} ${things(paths)} to ${shownText(folder)}`, async (onProgress, signal) => {
    const mover = { client: desk.browser.client, ask: asker(desk, paths.length, signal), onProgress, signal };
    moved = await (how === 'cut' ? moveInto(mover, paths, folder) : copyInto(mover, paths, folder));
    const { failed } = moved;
    const done = how === 'cut' ? 'moved' : 'copied';
    showFailed(desk, `${countOf(failed.length, 'item', 'items')} could not be ${done}.`, failed);
    announceChange(desk.target, [folder, ...new Set(paths.map(parentPath))]);
  });
  return moved;
}

/** Moves things of the machine into a folder; asks only about names that are taken there. */
export async function movePaths(desk: Desk, paths: readonly string[], folder: string): Promise<void> {
  await transport(desk, 'cut', paths, folder);
}

/** Puts paths on the clipboard of the system, and remembers what they were copied for. */
export async function clipPaths(desk: Desk, how: FileClip['how'], paths: readonly string[]): Promise<void> {
  const text = paths.join('\n');
  if (!wentWell(await callMain('app.copyText', { text }))) return;
  setFileClip({ target: desk.target, how, folder: folderOf(desk), paths, text });
  reportDone(`${things(paths)}: ready to be pasted in another folder of this machine.`);
}

export async function pasteClip(desk: Desk, clip: FileClip): Promise<void> {
  const moved = await transport(desk, clip.how, clip.paths, folderOf(desk));
  if (clip.how === 'cut' && moved.failed.length === 0) setFileClip(undefined);
}

export async function copyPaths(paths: readonly string[]): Promise<void> {
  if (!wentWell(await callMain('app.copyText', { text: paths.join('\n') }))) return;
  reportDone(paths.length === 1 ? 'The path is on the clipboard.' : 'The paths are on the clipboard.');
}

function showResult<T>(desk: Desk, result: Result<T>, sheet: (value: T) => Sheet | undefined): void {
  if (result.ok) desk.show(sheet(result.value));
  else if (result.problem.code !== 'cancelled') desk.show({ kind: 'problem', problem: result.problem });
}

export async function comparePath(desk: Desk, path: string): Promise<void> {
  const result = await compareFile(desk.target, path);
  showResult(desk, result, (value) => value && { kind: 'compared', name: baseName(path), result: value });
}

export async function checksumPath(desk: Desk, path: string): Promise<void> {
  await desk.begin(`Working out the checksum of ${things([path])}`, async (onProgress, signal) => {
    const result = await desk.browser.client.work('checksum', { path }, onProgress, signal);
    showResult(desk, result, ({ sha256 }) => ({ kind: 'checksum', name: baseName(path), sha256 }));
  });
}

export async function showCommand(
  desk: Desk,
  program: 'rsync' | 'scp' | 'sftp',
  direction: 'upload' | 'download',
  paths: readonly string[],
): Promise<void> {
  const result = await copyCommand(desk.target, { program, direction, paths: [...paths] });
  const what = direction === 'upload' ? `uploads into ${shownText(paths[0] ?? '')}` : `downloads ${things(paths)}`;
  showResult(desk, result, (value) => ({ kind: 'command', title: `This ${program} command ${what}.`, result: value }));
}
