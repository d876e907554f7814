import type { Theme } from '../../main/contract/settings.ts';
import { useTruth } from './truth.ts';

/** What a theme setting comes to on this computer. */
export type ShownTheme = Exclude<Theme, 'system'>;

/** Where the last theme is kept, so that the next start is painted in it before main has answered. */
const STORAGE_KEY = 'jumpseat.theme';

const queries = { light: '(prefers-color-scheme: light)', contrast: '(prefers-contrast: more)' } as const;

export function shownTheme(theme: Theme): ShownTheme {
  if (theme !== 'system') return theme;
  if (matchMedia(queries.contrast).matches) return 'contrast';
  return matchMedia(queries.light).matches ? 'light' : 'dark';
}

function show(theme: Theme): void {
  document.documentElement.dataset['theme'] = shownTheme(theme);
}

function storedTheme(): Theme {
  const stored = localStorage.getItem(STORAGE_KEY);
  return stored === 'dark' || stored === 'light' || stored === 'contrast' ? stored : 'system';
}

/** Keeps `data-theme` of the document in step with the settings and the system. The returned function stops. */
export function followTheme(): () => void {
  function update(): void {
    const { status, truth } = useTruth.getState();
    const theme = status === 'ready' ? truth.settings.theme : storedTheme();
    if (status === 'ready') localStorage.setItem(STORAGE_KEY, theme);
    show(theme);
  }
  const lists = Object.values(queries).map((query) => matchMedia(query));
  for (const list of lists) list.addEventListener('change', update);
  const stop = useTruth.subscribe((state, before) => {
    if (state.truth.settings !== before.truth.settings || state.status !== before.status) update();
  });
  update();
  return () => {
    stop();
    for (const list of lists) list.removeEventListener('change', update);
  };
}
