import { useEffect } from 'react';
import { watchEdits } from './watch-edits.ts';

/** Tells of files that are open elsewhere and need the person, wherever the window is. */
export function EditWatch() {
  useEffect(watchEdits, []);
  return null;
}
