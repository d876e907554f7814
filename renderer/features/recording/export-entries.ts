import { copyRecording, saveRecording } from '../../state/recording-actions.ts';
import type { MenuEntry } from '../../ui/Menu.tsx';

/** Ways of a recording to somewhere else. */
export function exportEntries(sessionId: string, recordingId: string): MenuEntry[] {
  const recording = { sessionId, recordingId };
  return [
    {
      id: 'copy-markdown',
      label: 'Copy as Markdown for an issue',
      run: () => void copyRecording({ ...recording, format: 'markdown' }),
    },
    { id: 'copy-text', label: 'Copy the text', run: () => void copyRecording({ ...recording, format: 'text' }) },
    {
      id: 'save-cast',
      label: 'Save as .cast…',
      startsGroup: true,
      run: () => void saveRecording({ ...recording, format: 'cast' }),
    },
    { id: 'save-text', label: 'Save as text…', run: () => void saveRecording({ ...recording, format: 'text' }) },
    {
      id: 'save-markdown',
      label: 'Save as Markdown…',
      run: () => void saveRecording({ ...recording, format: 'markdown' }),
    },
  ];
}
