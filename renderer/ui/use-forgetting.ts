import { useEffect, type RefObject } from 'react';

/**
 * Takes what was typed out of a field that is gone. Whoever watched such a field can hold it in memory for long:
 * react-aria does, for one, with what went away in the middle of a transition, and all that stood around it.
 */
export function useForgetting(
  field: RefObject<HTMLInputElement | HTMLTextAreaElement | null>,
  isSecret: boolean,
): void {
  useEffect(() => {
    const element = field.current;
    return () => {
      if (!isSecret || element === null || element.isConnected) return;
      element.value = '';
      element.defaultValue = '';
    };
  }, [field, isSecret]);
}
