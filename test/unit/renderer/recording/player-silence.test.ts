// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silence } from '../../../../renderer/features/terminal/player-silence.ts';

let terminal: Terminal;
let said: string[];

beforeEach(() => {
  terminal = new Terminal({ allowProposedApi: true, cols: 40, rows: 5 });
  said = [];
  terminal.onData((text) => said.push(text));
  terminal.onTitleChange((title) => said.push(title));
  silence(terminal);
});
afterEach(() => terminal.dispose());

function write(text: string): Promise<void> {
  return new Promise((resolve) => terminal.write(text, resolve));
}

describe('a terminal that only shows', () => {
  it('has no links and no titles, and gives nothing to the clipboard', async () => {
    await write('\x1b]0;root@bank\x07\x1b]52;c;aGVsbG8=\x07\x1b]8;;https://evil.example/\x07press\x1b]8;;\x07 me');
    expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('press me');
    expect(said).toEqual([]);
  });

  it('leaves the mouse to the person, also when a program asks for it among other things', async () => {
    await write('\x1b[?1000h\x1b[?1002;1006h');
    expect(terminal.modes.mouseTrackingMode).toBe('none');
    await write('\x1b[?2004;1003h');
    await write('');
    expect(terminal.modes.mouseTrackingMode).toBe('none');
    expect(terminal.modes.bracketedPasteMode).toBe(true);
  });

  it('keeps its size whatever is written', async () => {
    await write('\x1b[8;50;200t');
    expect([terminal.cols, terminal.rows]).toEqual([40, 5]);
  });
});
