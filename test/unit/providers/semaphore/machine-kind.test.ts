import { expect, it } from 'vitest';
import { toMachineKind } from '../../../../main/providers/semaphore/to-machine-kind.ts';

it.each([
  ['f1-standard-2', 'ubuntu2204', 'linux', 'Ubuntu 22.04 · f1-standard-2'],
  ['e1-standard-8', '', 'linux', 'e1-standard-8'],
  ['r1-standard-4', 'ubuntu2404', 'linux', 'Ubuntu 24.04 · r1-standard-4'],
  ['a2-standard-4', 'macos-xcode26', 'macos', 'macOS, Xcode 26 · a2-standard-4'],
  ['ax1-standard-4', 'macos-xcode15', 'macos', 'macOS, Xcode 15 · ax1-standard-4'],
  ['s1-windows-box', '', 'other', 'Self-hosted · s1-windows-box'],
  ['q9-quantum-1', 'plan9', 'other', 'plan9 · q9-quantum-1'],
  ['', '', 'other', 'Unknown machine'],
  ['f1\u202Estandard', 'ubuntu2404\u001B[31m', 'linux', 'ubuntu2404 · f1standard'],
] as const)('%s with %s is %s, called %s', (machineType, osImage, os, label) => {
  expect(toMachineKind({ machineType, osImage })).toEqual({ os, label, count: 1 });
});
