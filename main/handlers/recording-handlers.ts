import { clipboard } from 'electron';
import type { CallHandlers } from '../ipc/answer-call.ts';
import { ok } from '../lib/result.ts';
import { askWhereToSave } from '../shell/dialogs.ts';
import { noWindow, type Services } from './services.ts';

const kinds = {
  cast: { name: 'asciicast', extensions: ['cast'] },
  text: { name: 'Text', extensions: ['txt'] },
  markdown: { name: 'Markdown', extensions: ['md'] },
};

export function recordingHandlers({ recordings, savedRecordings, window }: Services) {
  return {
    'recordings.pause': ({ sessionId, recordingId, isPaused }) => recordings.pause(sessionId, recordingId, isPaused),
    'recordings.read': (input) => savedRecordings.read(input),
    'recordings.search': (input) => savedRecordings.search(input),
    'recordings.save': async (input) => {
      const parent = window();
      if (parent === undefined) return noWindow;
      const defaultPath = savedRecordings.fileName(input);
      if (!defaultPath.ok) return defaultPath;
      const path = await askWhereToSave(parent, { defaultPath: defaultPath.value, filters: [kinds[input.format]] });
      if (path === undefined) return ok(undefined);
      const saved = await savedRecordings.save(input, path);
      return saved.ok ? ok({ path }) : saved;
    },
    'recordings.copy': async (input) => {
      const made = await savedRecordings.text(input);
      if (!made.ok) return made;
      clipboard.writeText(made.value.text);
      return ok({ isCut: made.value.isCut });
    },
    'recordings.remove': ({ sessionId, recordingId }) => recordings.remove(sessionId, recordingId),
  } satisfies Partial<CallHandlers>;
}
