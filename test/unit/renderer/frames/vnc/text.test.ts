import { deflateSync, constants } from 'node:zlib';
import { afterEach, expect, it, vi } from 'vitest';
import { vncLimits } from '../../../../../renderer/frames/vnc/limits.ts';
import { keysOf, keysymsOf } from '../../../../../renderer/frames/vnc/sent-keys.ts';
import { unpackText } from '../../../../../renderer/frames/vnc/unpack-text.ts';
import { VncClipboard } from '../../../../../renderer/frames/vnc/vnc-clipboard.ts';
import { sentKeys } from '../../../../../renderer/frames/control.ts';

function packed(text: string, { claims, isOpenEnded = false }: { claims?: number; isOpenEnded?: boolean } = {}) {
  const content = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(claims ?? content.length);
  const data = deflateSync(
    Buffer.concat([length, content]),
    isOpenEnded ? { finishFlush: constants.Z_SYNC_FLUSH } : {},
  );
  return new Uint8Array(data);
}

it('unpacks a text of any script, with or without an end', async () => {
  expect(await unpackText(packed('Größe 漢字 😀\r\nzwei\0'))).toEqual({ text: 'Größe 漢字 😀\nzwei' });
  expect(await unpackText(packed('open', { isOpenEnded: true }))).toEqual({ text: 'open' });
  const long = 'x'.repeat(vncLimits.MAX_CLIPBOARD_BYTES);
  expect(await unpackText(packed(long))).toEqual({ text: long });
});

it('tells a text that is too long, or that is none', async () => {
  expect(await unpackText(packed('x', { claims: 0x7fffffff }))).toEqual({ fault: 'too-long' });
  expect(await unpackText(packed('x'.repeat(64 * 1024 * 1024)))).toEqual({ fault: 'too-long' });
  expect(await unpackText(packed('short', { claims: 500 }))).toEqual({ fault: 'broken' });
  expect(await unpackText(new Uint8Array(64).fill(0xaa))).toEqual({ fault: 'broken' });
  expect(await unpackText(new Uint8Array())).toEqual({ fault: 'broken' });
});

it('types every character that a key could type', () => {
  expect(keysymsOf('aÄ€😀\r\n\t\u0007')).toEqual([0x61, 0xc4, 0x10020ac, 0x101f600, 0xff0d, 0xff09]);
  for (const name of sentKeys) expect(keysOf[name].length).toBeGreaterThan(0);
  expect(keysOf['ctrl-alt-delete'].map(({ code }) => code)).toEqual(['ControlLeft', 'AltLeft', 'Delete']);
});

afterEach(() => void vi.useRealTimers());

it('shares texts only when it may, of a length, and not faster than anybody copies', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const [sent, heard, notices]: [string[], string[], string[]] = [[], [], []];
  let isShared = false;
  const clipboard = new VncClipboard({
    isShared: () => isShared,
    send: (text) => sent.push(text),
    onText: (text) => heard.push(text),
    onNotice: (text) => notices.push(text),
  });
  clipboard.offer('secret');
  clipboard.take('secret');
  clipboard.tooLong();
  expect([sent, heard, notices]).toEqual([[], [], []]);
  isShared = true;
  clipboard.offer('here');
  clipboard.offer('€'.repeat(vncLimits.MAX_CLIPBOARD_BYTES / 2));
  expect(sent).toEqual(['here']);
  expect(notices).toHaveLength(1);
  for (const text of ['one', 'two', 'three']) clipboard.take(text);
  expect(heard).toEqual(['one']);
  vi.advanceTimersByTime(200);
  expect(heard).toEqual(['one', 'three']);
});
