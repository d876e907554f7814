import { describe, expect, it } from 'vitest';
import { compareOutputs, type MachineOutput } from '../../../../renderer/features/grid/compare-outputs.ts';
import { namesText, tookText, verdict } from '../../../../renderer/features/grid/grid-text.ts';

const all = { ignoresOwnWords: true, ignoresTimes: true };
const exact = { ignoresOwnWords: false, ignoresTimes: false };

function output(machine: number, text: string | undefined, part: Partial<MachineOutput> = {}): MachineOutput {
  return { machine, name: `machine ${machine}`, exitCode: 0, text, ownWords: [`machine ${machine}`], ...part };
}

describe('which machine differs', () => {
  it('is the one outside the largest group, from the first line that is not the same', () => {
    const compared = compareOutputs(
      [output(0, 'a\nb  \nc\n\n'), output(1, 'a\nx\nc'), output(2, 'a\nb\nc'), output(3, 'a\nb\nc')],
      exact,
    );
    expect(compared.groups.map(({ machines }) => machines.map(({ machine }) => machine))).toEqual([[0, 2, 3], [1]]);
    expect(compared.groups[1]?.difference).toEqual({ lineNumber: 2, usual: 'b', here: 'x' });
    expect(verdict(compared)).toBe('machine 1 differs.');
  });

  it('is also the one that only ended otherwise, or stopped earlier', () => {
    const [, other] = compareOutputs([output(0, 'a'), output(1, 'a'), output(2, 'a', { exitCode: 2 })], all).groups;
    expect(other).toMatchObject({ exitCode: 2, machines: [{ machine: 2 }] });
    expect(other?.difference).toBeUndefined();
    const shorter = compareOutputs([output(0, 'a\nb'), output(1, 'a\nb'), output(2, 'a')], all).groups[1];
    expect(shorter?.difference).toEqual({ lineNumber: 2, usual: 'b', here: undefined });
  });

  it('does not look at times, names and folders of machines unless asked to', () => {
    const outputs = [
      output(0, 'machine 0: 12 ms at 10:04:01.5 in /tmp/b0/src', { ownWords: ['machine 0', '/tmp/b0'] }),
      output(1, 'machine 1: 1.4s at 10:04:02.1 in /tmp/b1/src', { ownWords: ['machine 1', '/tmp/b1'] }),
    ];
    expect(compareOutputs(outputs, all).groups).toHaveLength(1);
    expect(compareOutputs(outputs, { ...all, ignoresTimes: false }).groups).toHaveLength(2);
    expect(compareOutputs(outputs, { ...all, ignoresOwnWords: false }).groups).toHaveLength(2);
  });

  it('says who has nothing to compare', () => {
    const compared = compareOutputs([output(0, 'a'), output(1, undefined, { missing: 'is still running.' })], all);
    expect(compared.missing.map(({ name, missing }) => `${name} ${missing}`)).toEqual(['machine 1 is still running.']);
    expect(verdict(compared)).toBe('Only one machine has something to compare.');
    expect(verdict(compareOutputs([], all))).toBe('There is nothing to compare yet.');
    expect(verdict(compareOutputs([output(0, ''), output(1, ''), output(2, '')], all))).toBe(
      'All 3 machines ended alike and printed the same.',
    );
    expect(verdict(compareOutputs([output(0, 'a'), output(1, 'b')], all))).toBe('machine 0 and machine 1 differ.');
  });

  it('has short words', () => {
    expect(namesText(['a', 'b', 'c'])).toBe('a, b and c');
    expect(namesText(['a', 'b', 'c', 'd'], 3)).toBe('a, b and 2 more');
    expect([340, 4200, 42_000, 65_000].map(tookText)).toEqual(['340 ms', '4.2 s', '42 s', '1 min 05 s']);
  });
});
