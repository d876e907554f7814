import { describe, expect, it } from 'vitest';
import { ViewerMessages } from '../../../../../main/connection/screens/vnc/viewer-messages.ts';

const filled = (length: number, ...head: number[]): Buffer =>
  Buffer.concat([Buffer.from(head), Buffer.alloc(length)], length);

/** One of each kind, as noVNC sends them. */
const messages: Record<string, Buffer> = {
  'pixel format': filled(20, 0),
  encodings: filled(4 + 4 * 300, 2, 0, 1, 44),
  'no encodings': filled(4, 2),
  request: filled(10, 3),
  key: filled(8, 4, 1),
  pointer: filled(6, 5, 0x7f),
  clipboard: filled(8 + 5, 6, 0, 0, 0, 0, 0, 0, 5),
  'extended clipboard': filled(8 + 5, 6, 0, 0, 0, 0xff, 0xff, 0xff, 0xfb),
  'continuous updates': filled(10, 150),
  fence: filled(9 + 3, 248, 0, 0, 0, 0, 0, 0, 0, 3),
  'power button': filled(4, 250),
  size: filled(8 + 2 * 16, 251, 0, 0, 0, 0, 0, 2),
  'key with scancode': filled(12, 255, 0),
};

describe('what a viewer says', () => {
  it.each(Object.keys(messages))('is followed over a message of kind "%s", however it is cut', (kind) => {
    const message = messages[kind] ?? Buffer.alloc(0);
    const followed = new ViewerMessages();
    expect(followed.isBetween).toBe(true);
    for (const [index, byte] of message.entries()) {
      followed.take(Buffer.of(byte));
      expect(followed.isBetween, `after byte ${index + 1}`).toBe(index === message.length - 1);
    }
    followed.take(Buffer.concat([message, message]));
    expect(followed.isBetween).toBe(true);
    followed.take(Buffer.concat([message, message.subarray(0, -1)]));
    expect(followed.isBetween).toBe(false);
  });

  it('is followed from one to the next', () => {
    const followed = new ViewerMessages();
    followed.take(Buffer.concat(Object.values(messages)));
    expect(followed.isBetween).toBe(true);
    expect(followed.answersFences).toBe(true);
  });

  it('is not followed any more once something unknown comes', () => {
    for (const unknown of [Buffer.of(7), filled(7, 5, 0x80), filled(4, 255, 1), Buffer.of(252)]) {
      const followed = new ViewerMessages();
      followed.take(unknown);
      followed.take(filled(10, 3));
      expect(followed.isBetween).toBe(false);
    }
  });
});
