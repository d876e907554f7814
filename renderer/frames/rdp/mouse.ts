import type { MachineInput } from './machine-input.ts';
import { Wheel } from './wheel.ts';

/** Back and forward are 3 and 4. */
const LAST_BUTTON = 4;

/** The pixel of the machine's screen below a point of the page; the nearest one when it is outside. */
export function machinePoint(
  point: { clientX: number; clientY: number },
  canvas: Pick<HTMLCanvasElement, 'width' | 'height'>,
  shown: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>,
): { x: number; y: number } {
  const along = (offset: number, length: number, pixels: number): number =>
    length <= 0 ? 0 : Math.min(pixels - 1, Math.max(0, Math.floor((offset / length) * pixels)));
  return {
    x: along(point.clientX - shown.left, shown.width, canvas.width),
    y: along(point.clientY - shown.top, shown.height, canvas.height),
  };
}

/**
 * Brings pointer and wheel to the machine. The browser tells of moves once for each frame it paints. Until `signal`.
 * @param isOff for looking only
 */
export function attachMouse(canvas: HTMLCanvasElement, input: MachineInput, isOff: () => boolean, signal: AbortSignal) {
  const wheel = new Wheel();
  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    take: (event: HTMLElementEventMap[K]) => void,
    options?: { passive: boolean },
  ): void =>
    canvas.addEventListener(
      type,
      (event) => {
        if (!isOff()) take(event);
      },
      { signal, ...options },
    );
  const move = (event: MouseEvent): void => {
    const { x, y } = machinePoint(event, canvas, canvas.getBoundingClientRect());
    input.move(x, y);
  };

  listen('pointermove', (event) => {
    move(event);
    // With another button down already, pressing one is a move.
    if (event.button >= 0) press(event, (event.buttons & buttonBit(event.button)) !== 0);
  });
  const press = (event: PointerEvent, isDown: boolean): void => {
    if (event.button >= 0 && event.button <= LAST_BUTTON) input.button(event.button, isDown);
  };
  listen('pointerdown', (event) => {
    event.preventDefault();
    canvas.focus({ preventScroll: true });
    // A drag goes on beyond the edge.
    canvas.setPointerCapture(event.pointerId);
    move(event);
    press(event, true);
  });
  listen('pointerup', (event) => {
    move(event);
    press(event, false);
  });
  listen('pointercancel', (event) => {
    for (let button = 0; button <= LAST_BUTTON; button += 1) input.button(button, false);
    move(event);
  });
  listen(
    'wheel',
    (event) => {
      event.preventDefault();
      // Together with Ctrl this is a pinch, or a wish for another size, and the machine takes it as such as well.
      move(event);
      for (const { axis, units } of wheel.turn(event)) input.wheel(axis, units);
    },
    { passive: false },
  );
  for (const type of ['contextmenu', 'auxclick', 'dragstart'] as const) {
    canvas.addEventListener(type, (event) => event.preventDefault(), { signal });
  }
}

/** In `MouseEvent.buttons`, which counts in another order than `MouseEvent.button`. */
function buttonBit(button: number): number {
  return [1, 4, 2, 8, 16][button] ?? 0;
}
