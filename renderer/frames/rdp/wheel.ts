/** What RDP calls one notch (MS-RDPBCGR 2.2.8.1.1.3.1.1.3). */
const NOTCH_UNITS = 120;
/** For wheels that tell lines or pages only. */
const NOTCH_LINES = 3;
const NOTCH_PIXELS = 40;
/** A wheel that spins freely sends more than any page needs. */
const MOST_NOTCHES = 10;

export interface WheelTurn {
  axis: 'vertical' | 'horizontal';
  /** One notch, away from the person or to the right when positive. */
  units: number;
}

type Turn = Pick<WheelEvent, 'deltaX' | 'deltaY' | 'deltaMode'>;

/**
 * Counts whole notches out of what wheels and touchpads send. Smaller steps would be allowed, but servers like xrdp take
 * every one of them for a notch.
 */
export class Wheel {
  readonly #rests = { vertical: 0, horizontal: 0 };

  turn(event: Turn): WheelTurn[] {
    return [
      ...this.#count('vertical', exactUnits(event, 'wheelDeltaY') ?? -unitsOf(event.deltaY, event.deltaMode)),
      ...this.#count('horizontal', -(exactUnits(event, 'wheelDeltaX') ?? -unitsOf(event.deltaX, event.deltaMode))),
    ];
  }

  #count(axis: WheelTurn['axis'], units: number): WheelTurn[] {
    const before = this.#rests[axis];
    const turned = Math.sign(before) === -Math.sign(units) ? units : before + units;
    const notches = Math.trunc(turned / NOTCH_UNITS);
    this.#rests[axis] = turned - notches * NOTCH_UNITS;
    return Array.from({ length: Math.min(Math.abs(notches), MOST_NOTCHES) }, () => ({
      axis,
      units: Math.sign(notches) * NOTCH_UNITS,
    }));
  }
}

/** Chromium's own count, in the same units and exact for wheels; up and left are positive. */
function exactUnits(event: object, name: 'wheelDeltaX' | 'wheelDeltaY'): number | undefined {
  const units: unknown = Reflect.get(event, name);
  return typeof units === 'number' ? units : undefined;
}

/** Down and right are positive. */
function unitsOf(delta: number, mode: number): number {
  switch (mode) {
    case 0:
      return (delta / NOTCH_PIXELS) * NOTCH_UNITS;
    case 1:
      return (delta / NOTCH_LINES) * NOTCH_UNITS;
    default:
      return delta * MOST_NOTCHES * NOTCH_UNITS;
  }
}
