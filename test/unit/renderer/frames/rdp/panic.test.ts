import { expect, it, vi } from 'vitest';
import { watchForPanic } from '../../../../../renderer/frames/rdp/panic.ts';

function watch() {
  const page = new EventTarget();
  const said = vi.fn<(...parts: unknown[]) => void>();
  const console = { error: said, warn: said };
  const panics: string[] = [];
  watchForPanic(page, console, (text) => panics.push(text));
  return { page, console, said, panics };
}

const trap = (): Event =>
  Object.assign(new Event('error', { cancelable: true }), { error: new WebAssembly.RuntimeError('unreachable') });

it('tells of the first panic, without where it came from', () => {
  const { page, console, panics } = watch();
  console.error('panicked at crates/a.rs:63:18:\nslice index\n\nStack:\n\nat x');
  const event = trap();
  page.dispatchEvent(event);
  expect(panics).toEqual(['panicked at crates/a.rs:63:18:\nslice index']);
  expect(event.defaultPrevented).toBe(true);
});

it('tells of a trap that nothing was said of, also of one in a promise', () => {
  const first = watch();
  first.page.dispatchEvent(trap());
  expect(first.panics).toEqual(['unreachable']);
  const second = watch();
  const reason = new WebAssembly.RuntimeError('out of bounds');
  second.page.dispatchEvent(Object.assign(new Event('unhandledrejection'), { reason }));
  expect(second.panics).toEqual(['out of bounds']);
});

it('leaves other mistakes alone, and the console silent', () => {
  const { page, console, said, panics } = watch();
  console.error('clipboard decode error');
  console.warn('something');
  const event = Object.assign(new Event('error', { cancelable: true }), { error: new TypeError('ours') });
  page.dispatchEvent(event);
  expect(panics).toEqual([]);
  expect(said).not.toHaveBeenCalled();
  expect(event.defaultPrevented).toBe(false);
});
