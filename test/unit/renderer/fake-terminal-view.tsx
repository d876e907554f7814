import { useEffect, useImperativeHandle, type Ref } from 'react';
import type { TerminalHandle } from '../../../renderer/features/terminal/TerminalView.tsx';
import type { CommandOutput, CommandState } from '../../../renderer/features/terminal/command-marks.ts';
import type { TypedInput } from '../../../renderer/features/terminal/typed-input.ts';

/** Everything done to terminals, by the terminal's label. */
export const terminalEvents: string[] = [];

interface FakeTerminalViewProps {
  ref?: Ref<TerminalHandle>;
  label: string;
  visible: boolean;
  onTyped?: (input: TypedInput) => void;
  onCommand?: (state: CommandState | undefined) => void;
  receivers?: () => number;
}

const shown = new Map<string, FakeTerminalViewProps>();
const outputs = new Map<string, CommandOutput>();

/** Types in a terminal as a person does. */
export function typeByHand(label: string, text: string): void {
  shown.get(label)?.onTyped?.({ kind: 'keys', text });
}

/** How many others would get it. */
export function receiversOfTerminal(label: string): number {
  return shown.get(label)?.receivers?.() ?? 0;
}

/** A command ends in a terminal whose shell says so. */
export function endCommand(label: string, exitCode: number, text: string): void {
  const line = 'npm test';
  outputs.set(label, { line, exitCode, text, isCut: false });
  shown.get(label)?.onCommand?.({ line, isRunning: false, exitCode, tookMs: 1200 });
}

/** Takes the place of the terminal, which paints on a canvas and is tested where it lives. */
export function TerminalView(props: FakeTerminalViewProps) {
  const { ref, label, visible } = props;
  useImperativeHandle(ref, () => ({
    focus: () => {},
    type: (text) => terminalEvents.push(`${label}: ${text}`),
    find: () => terminalEvents.push(`${label}: find`),
    receive: ({ text }) => terminalEvents.push(`${label} gets ${text}`),
    lastOutput: () => outputs.get(label),
    copyLastOutput: () => outputs.has(label),
    jump: (by) => terminalEvents.push(`${label}: jump ${by}`),
  }));
  useEffect(() => void shown.set(label, props));
  useEffect(
    () => () => {
      terminalEvents.push(`${label}: gone`);
      shown.delete(label);
      outputs.delete(label);
    },
    [label],
  );
  return <div role="group" aria-label={label} hidden={!visible} />;
}
