import { BUILD_HOST_EXTENSION, BUILD_HOST_RULE } from '../../contract/buildhost-control.ts';
import type { Hold } from '../../contract/hold.ts';
import { durationWords } from '../../lib/deadline/duration-words.ts';

/** How a machine of the build host is kept longer. */
export function holdOf(extendedMs: number): Hold {
  const { stepMs, mostMs } = BUILD_HOST_EXTENSION;
  const minutes = stepMs / 60_000;
  const longest = durationWords(BUILD_HOST_RULE.connectedMs + mostMs);
  return {
    kind: 'extend',
    label: `Stay ${minutes} minutes longer`,
    does: `The build host of this computer keeps the machine ${minutes} minutes longer, up to ${longest} in all.`,
    costs: 'It costs no money: the machine is this computer, and takes its memory and disk for as long.',
    ...(extendedMs + stepMs > mostMs
      ? { refused: `This machine was kept for ${longest} already, and that is the longest.` }
      : {}),
  };
}
