import { useState } from 'react';

interface Kept<T> {
  key: string;
  value: T;
}

/**
 * The value as it was, as long as it says the same; for parts of the window that cost much to show. What changes all the
 * time and nobody there looks at, `leaveOut` names.
 */
export function useCalm<T>(value: T, leaveOut?: string): T {
  const key = JSON.stringify(value, (name, part: unknown) => (name === leaveOut ? undefined : part)) ?? '';
  const [kept, setKept] = useState<Kept<T>>({ key, value });
  if (kept.key === key) return kept.value;
  setKept({ key, value });
  return value;
}
