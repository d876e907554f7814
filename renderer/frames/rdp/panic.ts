/** What Rust's hook writes on the console before it gives up. */
const panicText = /^panicked at /;

interface Page {
  addEventListener(type: 'error', listener: (event: ErrorEvent) => void): void;
  addEventListener(type: 'unhandledrejection', listener: (event: PromiseRejectionEvent) => void): void;
}

/**
 * IronRDP gives up as a whole where it meets what it did not expect: it says so on the console and traps. Everything it
 * had is lost, also what other sessions of the same page had.
 * @param onPanic called once, with what was said
 */
export function watchForPanic(page: Page, console: Pick<Console, 'error'>, onPanic: (text: string) => void): void {
  let isOver = false;
  const give = (text: string): void => {
    if (isOver) return;
    isOver = true;
    onPanic(text);
  };
  const say = console.error.bind(console);
  console.error = (...parts: unknown[]) => {
    const [first] = parts;
    if (typeof first === 'string' && panicText.test(first)) give(first.split('\n\n')[0] ?? first);
    else say(...parts);
  };
  page.addEventListener('error', ({ error, message }) => {
    if (error instanceof WebAssembly.RuntimeError) give(message);
  });
  page.addEventListener('unhandledrejection', ({ reason }: PromiseRejectionEvent) => {
    if (reason instanceof WebAssembly.RuntimeError) give(reason.message);
  });
}
