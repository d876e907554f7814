import { describe, expect, it } from 'vitest';
import { ClientCorrections } from '../../../../../main/connection/screens/rdp/corrections/client-corrections.ts';
import { readRecorded, recordedPdu } from '../../../../fixtures/rdp/recorded.ts';

const GERMAN = 0x407;
/** A fast-path input event: one key. */
const KEY = Buffer.from('0804001e', 'hex');

const usual = { hasTokens: false, keyboardLayout: GERMAN as number | undefined, hasPassword: true, onInput: () => {} };
type Options = Partial<typeof usual>;

function make(options: Options = {}) {
  const log: string[] = [];
  const corrections = new ClientCorrections({ ...usual, ...options, log: (line) => log.push(line) });
  return { corrections, log };
}

const correct = (bytes: Buffer, options?: Options): Buffer =>
  Buffer.concat(make(options).corrections.correct(Buffer.from(bytes)));

/** Where two streams of the same length differ, and what stands there in the second. */
function changes(before: Buffer, after: Buffer): Record<number, number> {
  expect(after.length).toBe(before.length);
  const offsets = [...before.keys()].filter((offset) => before[offset] !== after[offset]);
  return Object.fromEntries(offsets.map((offset) => [offset, after[offset] ?? -1]));
}

const recorded = { tls: Buffer.concat(readRecorded('tls')), nla: Buffer.concat(readRecorded('nla')) } as const;

describe('corrections of what IronRDP says', () => {
  it('changes the eight bytes that are wrong, and no other', () => {
    const before = recorded.tls;
    const after = correct(before);
    const core = before.indexOf('Duca') + 6;
    const info = before.indexOf('0000000073014b00', 0, 'hex');
    const frames = before.indexOf('1e00080014000000', 0, 'hex');
    expect([core, info, frames].every((offset) => offset > 0)).toBe(true);
    expect(changes(before, after)).toEqual({
      [core + 16]: 0x07,
      [core + 17]: 0x04,
      [core + 140]: 24,
      [core + 144]: 0x2b,
      [info + 4]: 0x7b,
      [frames + 4]: 2,
    });
  });

  it.each(['tls', 'nla'] as const)('makes the same of it however the bytes were cut (%s)', (name) => {
    const stream = recorded[name];
    const hasTokens = name === 'nla';
    const whole = correct(stream, { hasTokens });
    expect(whole.equals(stream)).toBe(false);
    for (let cut = 1; cut < stream.length; cut += 1) {
      const { corrections, log } = make({ hasTokens });
      const first = corrections.correct(Buffer.from(stream.subarray(0, cut)));
      const second = corrections.correct(Buffer.from(stream.subarray(cut)));
      expect(Buffer.concat([...first, ...second]).equals(whole), `cut at ${cut}`).toBe(true);
      expect(log).toEqual([]);
    }
    const { corrections } = make({ hasTokens });
    const single = [...stream].flatMap((byte) => corrections.correct(Buffer.from([byte])));
    expect(Buffer.concat(single).equals(whole)).toBe(true);
  });

  it('corrects behind the tokens of NLA, and leaves these alone', () => {
    const [first, second, third, ...others] = readRecorded('nla');
    const tokens = Buffer.concat([first, second, third].map((token) => token ?? Buffer.alloc(0)));
    const after = correct(recorded.nla, { hasTokens: true });
    expect(after.subarray(0, tokens.length).equals(tokens)).toBe(true);
    expect(Object.keys(changes(Buffer.concat(others), after.subarray(tokens.length)))).toHaveLength(6);
  });

  it('goes on through input and clipboard, and corrects again when the server starts over', () => {
    const { corrections } = make();
    corrections.correct(Buffer.from(recorded.tls));
    const confirm = recordedPdu('tls', 8);
    const after = Buffer.concat(corrections.correct(Buffer.concat([KEY, confirm, KEY])));
    const frames = KEY.length + confirm.indexOf('1e00080014000000', 0, 'hex') + 4;
    expect(changes(Buffer.concat([KEY, confirm, KEY]), after)).toEqual({ [frames]: 2 });
  });

  it('leaves the layout at 0 where none is known, and asks for no sign-in without a password', () => {
    const after = correct(recorded.tls, { keyboardLayout: undefined, hasPassword: false });
    const core = recorded.tls.indexOf('Duca') + 6;
    expect(after.readUInt32LE(core + 16)).toBe(0);
    expect(Object.keys(changes(correct(recorded.tls), after))).toHaveLength(3);
  });

  it('tells of its progress', () => {
    const { corrections } = make();
    expect(corrections.progress).toBe('connecting');
    corrections.correct(recordedPdu('tls', 0));
    expect(corrections.progress).toBe('sent-core');
    corrections.correct(recordedPdu('tls', 1));
    corrections.correct(recordedPdu('tls', 6));
    expect(corrections.progress).toBe('sent-info');
    corrections.correct(recordedPdu('tls', 8));
    expect(corrections.progress).toBe('active');
  });

  describe('of something that is not as expected', () => {
    const coreOf = (pdu: Buffer): number => pdu.indexOf('Duca') + 6;
    const cases: readonly [what: string, index: number, change: (pdu: Buffer) => void, missing: RegExp][] = [
      ['another color depth', 0, (pdu) => (pdu[coreOf(pdu) + 140] = 24), /color depth/],
      ['other early capabilities', 0, (pdu) => (pdu[coreOf(pdu) + 144] = 0x09), /color depth/],
      ['no support for 32 bits', 0, (pdu) => (pdu[coreOf(pdu) + 142] = 0x07), /color depth/],
      ['a layout of its own', 0, (pdu) => (pdu[coreOf(pdu) + 16] = 9), /keyboard layout/],
      ['another block first', 0, (pdu) => (pdu[coreOf(pdu)] = 2), /color depth/],
      ['a block that is too short', 0, (pdu) => pdu.writeUInt16LE(140, coreOf(pdu) + 2), /color depth/],
      ['a block that is too long', 0, (pdu) => pdu.writeUInt16LE(9999, coreOf(pdu) + 2), /color depth/],
      ['other blocks than their length says', 0, (pdu) => (pdu[coreOf(pdu) - 1] = 0), /color depth/],
      ['two keys', 0, (pdu) => pdu.write('Duca', coreOf(pdu) + 24, 'latin1'), /color depth/],
      ['other flags of the sign-in', 6, (pdu) => (pdu[pdu.indexOf('73014b00', 0, 'hex')] = 0x7b), /autologon/],
      ['other security flags', 6, (pdu) => (pdu[15] = 0x48), /autologon/],
      ['another count of frames', 8, (pdu) => (pdu[pdu.indexOf('1e000800', 0, 'hex') + 4] = 21), /frame/],
      ['a longer acknowledge set', 8, (pdu) => (pdu[pdu.indexOf('1e000800', 0, 'hex') + 2] = 9), /frame/],
      ['sets that do not add up', 8, (pdu) => (pdu[pdu.length - 8] = 0xff), /frame/],
    ];

    it.each(cases)('leaves %s as it is, and says so once', (_what, index, change, missing) => {
      const pdus = readRecorded('tls');
      const pdu = pdus[index] ?? Buffer.alloc(0);
      change(pdu);
      const { corrections, log } = make();
      const after = pdus.map((one) => Buffer.concat(corrections.correct(Buffer.from(one))));
      corrections.correct(Buffer.from(KEY));
      const changed = Object.keys(changes(pdu, after[index] ?? Buffer.alloc(0)));
      expect(changed.length).toBeLessThanOrEqual(index === 0 ? 2 : 0);
      expect(log.filter((line) => missing.test(line))).toHaveLength(1);
    });

    it('hands out what is no RDP byte for byte, for ever', () => {
      const { corrections, log } = make();
      const garbage = Buffer.from('0215ffaa', 'hex');
      const stream = Buffer.concat([recordedPdu('tls', 1), garbage, recorded.tls]);
      expect(Buffer.concat(corrections.correct(Buffer.from(stream))).equals(stream)).toBe(true);
      expect(Buffer.concat(corrections.correct(Buffer.from(recorded.tls))).equals(recorded.tls)).toBe(true);
      expect(log.some((line) => /no PDU/.test(line))).toBe(true);
    });

    it('logs nothing of what was said', () => {
      const { corrections, log } = make();
      const pdus = readRecorded('tls');
      pdus[6]?.fill(0x7b, 30, 31);
      for (const pdu of pdus) corrections.correct(pdu);
      expect(log.join()).not.toMatch(/remote|Reise|[0-9a-f]{6}/i);
    });

    it('takes any change of one byte of what is corrected, and never changes the length', () => {
      for (const index of [0, 6, 8]) {
        const pdu = recordedPdu('tls', index);
        for (let offset = 4; offset < pdu.length; offset += 1) {
          const { corrections } = make();
          for (const before of readRecorded('tls').slice(0, index)) corrections.correct(before);
          const changed = Buffer.from(pdu);
          changed[offset] = (changed[offset] ?? 0) ^ 0xff;
          const after = Buffer.concat(corrections.correct(Buffer.from(changed)));
          expect(after.length).toBe(changed.length);
          expect(Object.keys(changes(changed, after)).length).toBeLessThanOrEqual(4);
        }
      }
    });
  });
});
