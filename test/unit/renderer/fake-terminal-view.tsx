import { useEffect, useImperativeHandle, type Ref } from 'react';

/** Everything done to terminals, by the terminal's label. */
export const terminalEvents: string[] = [];

interface FakeTerminalViewProps {
  ref?: Ref<{ focus(): void; type(text: string): void; find(): void }>;
  label: string;
  visible: boolean;
}

/** Takes the place of the terminal, which paints on a canvas and is tested where it lives. */
export function TerminalView({ ref, label, visible }: FakeTerminalViewProps) {
  useImperativeHandle(ref, () => ({
    focus: () => {},
    type: (text) => terminalEvents.push(`${label}: ${text}`),
    find: () => terminalEvents.push(`${label}: find`),
  }));
  useEffect(() => () => void terminalEvents.push(`${label}: gone`), [label]);
  return <div role="group" aria-label={label} hidden={!visible} />;
}
