import type { MachineInput } from '../../../../../renderer/frames/rdp/machine-input.ts';

/** A {@link MachineInput} that writes down what it is told: "+1d", "-1d", "locks caps num". */
export function recordInput(): { input: MachineInput; taken(): string[] } {
  let lines: string[] = [];
  const hex = (scancode: number): string => scancode.toString(16).padStart(2, '0');
  return {
    input: {
      press: (scancode) => lines.push(`+${hex(scancode)}`),
      release: (scancode) => lines.push(`-${hex(scancode)}`),
      character: (text) => lines.push(`"${text}"`),
      move: (x, y) => lines.push(`move ${x} ${y}`),
      button: (button, isDown) => lines.push(`button ${button} ${isDown ? 'down' : 'up'}`),
      wheel: (axis, units) => lines.push(`${axis} ${units}`),
      locks: (locks) =>
        lines.push(
          ['locks', ...Object.entries(locks).flatMap(([name, isOn]: [string, boolean]) => (isOn ? [name] : []))].join(
            ' ',
          ),
        ),
      releaseAll: () => lines.push('release all'),
    },
    taken() {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}
