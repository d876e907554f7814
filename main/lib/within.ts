import type { Clock } from './clock.ts';

/** What the promise gives, or undefined when it takes longer than `timeoutMs`. It goes on by itself then. */
export function within<T>(clock: Clock, timeoutMs: number, promise: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(timeoutMs, () => resolve(undefined));
    promise.finally(cancel).then(resolve, reject);
  });
}
