import type { Iron, IronSession } from './load-iron.ts';
import type { LockKeys, MachineInput } from './machine-input.ts';

type DeviceEvent = ReturnType<Iron['DeviceEvent']['keyPressed']>;

/** IronRDP's type says so, but exports no values for it. */
const WHEEL_UNITS = 0;

/** A {@link MachineInput} that goes to a session of IronRDP. */
export function createIronInput(iron: Iron, session: IronSession): MachineInput {
  const { DeviceEvent } = iron;
  const send = (...events: DeviceEvent[]): void => {
    const transaction = new iron.InputTransaction();
    for (const event of events) transaction.addEvent(event);
    session.applyInputs(transaction);
  };
  return {
    press: (scancode) => send(DeviceEvent.keyPressed(scancode)),
    release: (scancode) => send(DeviceEvent.keyReleased(scancode)),
    character: (text) => send(DeviceEvent.unicodePressed(text), DeviceEvent.unicodeReleased(text)),
    move: (x, y) => send(DeviceEvent.mouseMove(x, y)),
    button: (button, isDown) =>
      send(isDown ? DeviceEvent.mouseButtonPressed(button) : DeviceEvent.mouseButtonReleased(button)),
    wheel: (axis, units) => send(DeviceEvent.wheelRotations(axis === 'vertical', units, WHEEL_UNITS)),
    locks: ({ scroll, num, caps, kana }: LockKeys) => session.synchronizeLockKeys(scroll, num, caps, kana),
    releaseAll: () => session.releaseAllInputs(),
  };
}
