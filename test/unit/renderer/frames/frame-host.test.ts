import { expect, it } from 'vitest';
import type { FrameWindow } from '../../../../renderer/frames/frame-host.ts';
import { startFrame } from '../../../../renderer/frames/frame-host.ts';
import { pressedOwnKeys, type PressedKeys } from '../../../../renderer/frames/own-keys.ts';

const settings = { fit: 'scale' };

/** A frame that keeps its listeners, and is told things. */
function makeFrame() {
  const parent = {};
  const listeners = new Set<(event: MessageEvent<unknown>) => void>();
  const frame: FrameWindow = {
    parent,
    addEventListener: (_type, listener) => void listeners.add(listener),
    removeEventListener: (_type, listener) => void listeners.delete(listener),
  };
  const { port1, port2 } = new MessageChannel();
  const tell = (event: object): void => {
    const whole = {
      source: parent,
      origin: 'app://jumpseat',
      data: { type: 'start', settings },
      ports: [port1, port2],
    };
    // The members that are looked at; a page cannot make such an event for another.
    const message = { ...whole, ...event } as unknown as MessageEvent<unknown>;
    for (const listener of listeners) listener(message);
  };
  return { frame, tell, listeners, ports: [port1, port2] };
}

it('says that it is ready, and starts once, with two ports, when its own window says so', async () => {
  const { frame, tell, listeners, ports } = makeFrame();
  const said: unknown[] = [];
  const starting = startFrame(frame, (message, origin) => said.push([message, origin]));
  expect(said).toEqual([[{ type: 'ready' }, 'app://jumpseat']]);
  tell({ source: {} });
  tell({ origin: 'app://vnc-0123456789abcdef' });
  tell({ data: { type: 'other' } });
  tell({ data: 'start' });
  tell({ ports: ports.slice(1) });
  expect(listeners.size).toBe(1);
  tell({});
  expect(listeners.size).toBe(0);
  expect(await starting).toMatchObject({ settings, screen: ports[1] });
  for (const port of ports) port?.close();
});

it('knows its own keys, and never takes a letter that AltGr makes for one', () => {
  const own = { code: 'KeyQ', ctrl: true, alt: true, shift: false, meta: false };
  const press = (more: Partial<PressedKeys> = {}): PressedKeys => ({
    code: 'KeyQ',
    ctrlKey: true,
    altKey: true,
    shiftKey: false,
    metaKey: false,
    getModifierState: () => false,
    ...more,
  });
  expect(pressedOwnKeys([own], press())).toBe(own);
  expect(pressedOwnKeys([own], press({ shiftKey: true }))).toBeUndefined();
  expect(pressedOwnKeys([own], press({ code: 'KeyA' }))).toBeUndefined();
  expect(pressedOwnKeys([own], press({ getModifierState: (key) => key === 'AltGraph' }))).toBeUndefined();
  expect(pressedOwnKeys([], press())).toBeUndefined();
});
