import { app, dialog } from 'electron';

/** Says why nothing more can be done, in a window and where the app was started from, and quits. */
export async function giveUp(reason: string): Promise<void> {
  process.stderr.write(`${reason}\n`);
  await app.whenReady();
  await dialog.showMessageBox({ type: 'error', title: 'Jumpseat', message: 'Jumpseat cannot go on', detail: reason });
  app.quit();
}
