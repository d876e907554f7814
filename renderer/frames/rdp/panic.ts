/** What Rust's hook writes on the console before it gives up. */
const panicText = /^panicked at /;

/**
 * IronRDP gives up as a whole where it meets what it did not expect: it says so on the console and traps. Everything it
 * had is lost, also what other sessions of the same page had. What else it says is left out: it tells of every mistake of
 * a server, and the console of a page is carried to the main process.
 * @param onPanic called once, with what was said
 */
export function watchForPanic(
  page: EventTarget,
  console: Pick<Console, 'error' | 'warn'>,
  onPanic: (text: string) => void,
): void {
  let isOver = false;
  const give = (text: string): void => {
    if (isOver) return;
    isOver = true;
    onPanic(text);
  };
  console.error = (...parts: unknown[]) => {
    const [first] = parts;
    if (typeof first === 'string' && panicText.test(first)) give(first.split('\n\n')[0] ?? first);
  };
  console.warn = () => {};
  // `ErrorEvent.error` and `PromiseRejectionEvent.reason`.
  for (const [type, field] of Object.entries({ error: 'error', unhandledrejection: 'reason' })) {
    page.addEventListener(type, (event) => {
      const error: unknown = Reflect.get(event, field);
      if (!(error instanceof WebAssembly.RuntimeError)) return;
      event.preventDefault();
      give(error.message);
    });
  }
}
