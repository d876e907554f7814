// @vitest-environment jsdom
import { Terminal } from '@xterm/xterm';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { CommandMarks, type CommandState } from '../../../renderer/features/terminal/command-marks.ts';

const mark = (text: string) => `\u001b]133;${text}\u0007`;
const prompt = `${mark('A')}$ ${mark('B')}`;

beforeAll(() => {
  HTMLCanvasElement.prototype.getContext = () => null;
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {}, removeEventListener: () => {} }));
});

function make({ scrollback = 100, columns = 20 } = {}) {
  const terminal = new Terminal({ allowProposedApi: true, cols: columns, rows: 6, scrollback });
  const states: (CommandState | undefined)[] = [];
  let now = 1000;
  let isReplaying = false;
  const marks = new CommandMarks(terminal, {
    isReplaying: () => isReplaying,
    now: () => now,
    onChange: (state) => states.push(state),
  });
  return {
    terminal,
    marks,
    states,
    write: (text: string) => new Promise<void>((resolve) => terminal.write(text, resolve)),
    pass: (ms: number) => (now += ms),
    replay: (isOn: boolean) => (isReplaying = isOn),
  };
}

describe('marks of a shell', () => {
  it('say what ran, how it ended, how long it took and what it printed', async () => {
    const { marks, states, write, pass } = make();
    await write(`${prompt}npm test\r\n${mark('C')}`);
    expect(states).toEqual([undefined, { line: 'npm test', isRunning: true, exitCode: undefined, tookMs: undefined }]);
    pass(1500);
    await write(`one\r\na line that is longer than the terminal is wide\r\n\r\nlast${mark('D;2')}\r\n${prompt}`);
    expect(states.at(-1)).toEqual({ line: 'npm test', isRunning: false, exitCode: 2, tookMs: 1500 });
    expect(marks.lastOutput()).toEqual({
      line: 'npm test',
      exitCode: 2,
      text: 'one\na line that is longer than the terminal is wide\n\nlast',
      isCut: false,
    });
  });

  it('keep the last command over an empty line, a broken-off one and a prompt that is drawn again', async () => {
    const { marks, states, write } = make();
    await write(`${prompt}true\r\n${mark('C')}${mark('D;0')}${prompt}`);
    const count = states.length;
    await write(`\r\n${mark('D;0')}${prompt}foo^C\r\n${mark('D;130')}${prompt}\r${mark('D;130')}${prompt}`);
    expect(states).toHaveLength(count);
    expect(marks.lastOutput()).toMatchObject({ line: 'true', exitCode: 0, text: '' });
  });

  it('do without a mark for output, as dash and old versions of bash have none', async () => {
    const { marks, states, write } = make();
    await write(`${mark('D;0')}${prompt}ls a file with a long name\r\nx\r\ny\r\n${mark('D;1')}${prompt}`);
    expect(states.at(-1)).toMatchObject({ line: 'ls a file with a long name', exitCode: 1 });
    expect(marks.lastOutput()?.text).toBe('x\ny');
    await write(`\r\n${mark('D;1')}${prompt}oops^C\r\n${mark('D;130')}${prompt}`);
    expect(marks.lastOutput()?.line).toBe('ls a file with a long name');
  });

  it('are understood as fish and VS Code send them', async () => {
    const { states, write } = make();
    await write(`${mark('A;click_events=1')}> ${mark('C;cmdline_url=echo%20%22a%22')}a\r\n${mark('D;0')}`);
    expect(states.at(-1)).toMatchObject({ line: 'echo "a"', exitCode: 0 });
    await write('\u001b]633;A\u0007$ \u001b]633;B\u0007make\r\n\u001b]633;C\u0007\u001b]633;D;7\u0007');
    expect(states.at(-1)).toMatchObject({ line: 'make', exitCode: 7 });
  });

  it('know no times of what is shown again, and no code where there is none', async () => {
    const { states, write, pass, replay } = make();
    replay(true);
    await write(`${prompt}sleep 1\r\n${mark('C')}`);
    pass(900);
    replay(false);
    await write(mark('D'));
    expect(states.at(-1)).toEqual({ line: 'sleep 1', isRunning: false, exitCode: undefined, tookMs: undefined });
    await write(`${prompt}x\r\n${mark('C')}${mark('D;99999999999')}`);
    expect(states.at(-1)?.exitCode).toBeUndefined();
  });

  it('say when the beginning of an output is gone; a screen that was cleared has all of it', async () => {
    const { marks, write } = make({ scrollback: 5 });
    await write(`${prompt}seq 50\r\n${mark('C')}${'x\r\n'.repeat(50)}${mark('D;0')}${prompt}`);
    expect(marks.lastOutput()).toMatchObject({ isCut: true });
    const other = make();
    await other.write(
      `\r\n${prompt}clear; ls\r\n${mark('C')}\u001b[H\u001b[2J\u001b[3Ja\r\nb\r\n${mark('D;0')}${prompt}`,
    );
    expect(other.marks.lastOutput()).toMatchObject({ isCut: false, text: 'a\nb' });
  });

  it('of programs on the other screen count for nothing', async () => {
    const { states, write } = make();
    await write(`${prompt}vim\r\n${mark('C')}\u001b[?1049h${mark('D;5')}\u001b[?1049l`);
    expect(states.at(-1)).toMatchObject({ isRunning: true });
  });

  it('are no memory without end', async () => {
    const { terminal, write } = make({ scrollback: 20 });
    await write(`${prompt}x\r\n${mark('C')}y\r\n${mark('D;0')}`.repeat(500));
    expect(terminal.markers.length).toBeLessThan(40);
  });

  it('lead back to earlier commands and forth again', async () => {
    const { terminal, marks, write } = make();
    await write(`${prompt}x\r\n${mark('C')}${'y\r\n'.repeat(9)}${mark('D;0')}`.repeat(3) + prompt);
    const at: number[] = [];
    for (const by of [-1, -1, -1, 1, 1, 1] as const) {
      marks.jump(by);
      at.push(terminal.buffer.active.viewportY);
    }
    expect(at.slice(0, 5)).toEqual([19, 9, 0, 9, 19]);
    expect(at[5]).toBe(terminal.buffer.active.baseY);
  });
});
