import { clipboard } from 'electron';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askForFile } from '../shell/dialogs.ts';
import { giveStream } from './give-stream.ts';
import { noWindow, type Services } from './services.ts';

export function fileHandlers(services: Services) {
  const { sessions, edits, copyCommand, window } = services;
  return {
    'files.attach': ({ nonce, ...place }) =>
      giveStream(services, nonce, (port) => sessions.machines.attachFiles(place, port)),
    'files.compare': async ({ sessionId, machine, path }) => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const reached = sessions.machines.reach({ sessionId, machine });
      if (!reached.ok) return reached;
      const localPath = await askForFile(parent, { title: 'Choose the file to compare with' });
      if (localPath === undefined) return ok(undefined);
      const compared = await reached.value.client.call('compareFile', { machine, path, localPath });
      if (!compared.ok) return compared;
      const { localSha256, remoteSha256 } = compared.value;
      return ok({ localPath, ...compared.value, isSame: localSha256 === remoteSha256 });
    },
    'files.edit': ({ path, ...place }) => edits.edit(place, path),
    'files.stopEdit': ({ editId, loseChanges }) => edits.stop(editId, loseChanges),
    'files.resolveEdit': ({ editId, choice }) => edits.resolve(editId, choice),
    'files.copyCommand': async (input) => {
      const made = await copyCommand(input);
      if (made.ok) clipboard.writeText(made.value.command);
      return made;
    },
  } satisfies Partial<CallHandlers>;
}
