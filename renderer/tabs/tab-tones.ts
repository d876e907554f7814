import type { Tone } from '../ui/Dot.tsx';
import type { ScreenTab, TerminalTab } from './tab.ts';

export const terminalTones: Record<TerminalTab['state'], Tone> = {
  opening: 'run',
  open: 'ok',
  exited: 'off',
  lost: 'bad',
};

export const screenTones: Record<ScreenTab['state'], Tone> = {
  closed: 'off',
  connecting: 'run',
  asking: 'warn',
  open: 'ok',
  lost: 'bad',
  failed: 'bad',
};
