import { beforeEach, expect, it, vi } from 'vitest';
import { MAX_CLIPBOARD_LENGTH } from '../../../../../main/contract/limits.ts';
import { Clipboard, type ClipboardData } from '../../../../../renderer/frames/rdp/clipboard.ts';

let isShared = true;
const sent: (string | undefined)[] = [];
const texts: string[] = [];
const notices: string[] = [];
const onReady = vi.fn<() => void>();

class FakeData implements ClipboardData {
  text: string | undefined;
  free(): void {}
  addText(_type: string, text: string): void {
    this.text = text;
  }
  items(): { mimeType(): string; value(): unknown }[] {
    const { text } = this;
    return text === undefined ? [] : [{ mimeType: () => 'text/plain', value: () => text }];
  }
}

function copied(text: string): FakeData {
  const data = new FakeData();
  data.text = text;
  return data;
}

function startClipboard(): Clipboard<FakeData> {
  const clipboard = new Clipboard({
    createData: () => new FakeData(),
    isShared: () => isShared,
    onReady,
    onText: (text) => texts.push(text),
    onNotice: (text) => notices.push(text),
  });
  clipboard.join({ onClipboardPaste: async (data) => void sent.push(data.text) });
  return clipboard;
}

beforeEach(() => {
  isShared = true;
  for (const list of [sent, texts, notices]) list.length = 0;
  onReady.mockClear();
});

it('sends nothing before the machine has a clipboard, and then what was copied last', async () => {
  const clipboard = startClipboard();
  clipboard.offer('one');
  clipboard.offer('two');
  expect(sent).toEqual([]);
  expect(clipboard.isReady).toBe(false);
  clipboard.ready();
  expect(onReady).toHaveBeenCalledOnce();
  await expect.poll(() => sent).toEqual(['two']);
});

it('says that it has nothing when nothing may go over', async () => {
  isShared = false;
  const clipboard = startClipboard();
  clipboard.offer('secret');
  clipboard.ready();
  await expect.poll(() => sent).toEqual([undefined]);
  clipboard.take(copied('theirs'));
  expect(texts).toEqual([]);
});

it('ends lines as the machine does', async () => {
  const clipboard = startClipboard();
  clipboard.ready();
  clipboard.offer('a\r\nb\nc');
  clipboard.take(copied('x\r\ny'));
  clipboard.offer('a\r\nb\nc');
  expect(texts).toEqual(['x\ny']);
  expect(sent).toEqual(['a\nb\nc', 'a\r\nb\r\nc']);
});

it('leaves out what is too long, and says so', () => {
  const clipboard = startClipboard();
  const long = 'x'.repeat(MAX_CLIPBOARD_LENGTH + 1);
  clipboard.offer(long);
  clipboard.take(copied(long));
  expect(notices).toHaveLength(2);
  expect(texts).toEqual([]);
});

it('takes pictures and files for nothing', () => {
  startClipboard().take(new FakeData());
  expect(texts).toEqual([]);
});
