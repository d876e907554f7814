/** What a key means to the window rather than to the program in the terminal. */
export type WindowKey = 'copy' | 'paste' | 'find' | 'reopen' | 'close';

export type Platform = 'linux' | 'darwin' | 'win32';

interface Situation {
  platform: Platform;
  hasSelection: boolean;
  /** The program has ended; there is nobody to type to. */
  hasEnded: boolean;
}

type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'shiftKey' | 'metaKey' | 'altKey'>;

/** The window's meaning of a key, or undefined when it goes to the terminal. */
export function windowKey(event: Key, { platform, hasSelection, hasEnded }: Situation): WindowKey | undefined {
  if (event.altKey) return undefined;
  const key = event.key.toLowerCase();
  const isPlain = !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (hasEnded && isPlain && key === 'enter') return 'reopen';
  if (hasEnded && event.ctrlKey && !event.metaKey && !event.shiftKey && key === 'd') return 'close';
  const meaning = ({ c: 'copy', v: 'paste', f: 'find' } as const)[key];
  if (platform === 'darwin') return event.metaKey && !event.ctrlKey && !event.shiftKey ? meaning : undefined;
  if (key === 'insert' && event.shiftKey !== event.ctrlKey) return event.shiftKey ? 'paste' : 'copy';
  if (!event.ctrlKey || event.metaKey) return undefined;
  if (event.shiftKey) return meaning;
  // The console of Windows pastes with Ctrl+V, and copies with Ctrl+C when something is selected.
  if (platform === 'win32' && (meaning === 'paste' || (meaning === 'copy' && hasSelection))) return meaning;
  return undefined;
}

/** The system the window runs on, as far as keys are concerned. */
export function currentPlatform(): Platform {
  if (navigator.userAgent.includes('Mac OS')) return 'darwin';
  return navigator.userAgent.includes('Windows') ? 'win32' : 'linux';
}
