import { dialog, type BrowserWindow, type OpenDialogOptions, type SaveDialogOptions } from 'electron';

/** The system's dialog for one file; undefined when the person changed their mind. */
export async function askForFile(parent: BrowserWindow, options: OpenDialogOptions): Promise<string | undefined> {
  const properties: OpenDialogOptions['properties'] = ['openFile', 'dontAddToRecent', ...(options.properties ?? [])];
  const chosen = await dialog.showOpenDialog(parent, { ...options, properties });
  return chosen.canceled ? undefined : chosen.filePaths[0];
}

/** The system's dialog for several files or folders; none when the person changed their mind. */
export async function askForThings(
  parent: BrowserWindow,
  options: OpenDialogOptions & { what: 'files' | 'folder' },
): Promise<string[]> {
  const { what, ...rest } = options;
  const kind = what === 'files' ? 'openFile' : 'openDirectory';
  const properties: OpenDialogOptions['properties'] = [kind, 'multiSelections', 'dontAddToRecent', 'showHiddenFiles'];
  const chosen = await dialog.showOpenDialog(parent, { ...rest, properties });
  return chosen.canceled ? [] : chosen.filePaths;
}

/** The system's dialog for one folder; undefined when the person changed their mind. */
export async function askForFolder(parent: BrowserWindow, options: OpenDialogOptions): Promise<string | undefined> {
  const properties: OpenDialogOptions['properties'] = ['openDirectory', 'createDirectory', 'dontAddToRecent'];
  const chosen = await dialog.showOpenDialog(parent, { ...options, properties });
  return chosen.canceled ? undefined : chosen.filePaths[0];
}

/** The system's dialog for where a file shall go; it asks before one is replaced. */
export async function askWhereToSave(parent: BrowserWindow, options: SaveDialogOptions): Promise<string | undefined> {
  const chosen = await dialog.showSaveDialog(parent, {
    ...options,
    properties: ['createDirectory', 'showOverwriteConfirmation', 'dontAddToRecent'],
  });
  return chosen.canceled || chosen.filePath === '' ? undefined : chosen.filePath;
}

/** Asks in a dialog of the system, which no page can answer by itself, whether something may be done. */
export async function askWhetherToAllow(
  parent: BrowserWindow,
  question: { message: string; detail: string; allow: string },
): Promise<boolean> {
  const { message, detail, allow } = question;
  const { response } = await dialog.showMessageBox(parent, {
    type: 'question',
    message,
    detail,
    buttons: [allow, 'Cancel'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}
