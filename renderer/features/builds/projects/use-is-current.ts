import { useView, type Scope } from '../../../state/view.ts';

/** True while the list shows exactly these builds. */
export function useIsCurrent(scope: Scope): boolean {
  return useView(({ page, scope: shown }) => page.kind === 'builds' && JSON.stringify(shown) === JSON.stringify(scope));
}
