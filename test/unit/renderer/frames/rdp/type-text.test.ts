import { describe, expect, it } from 'vitest';
import { sentKeys } from '../../../../../renderer/frames/control.ts';
import { sendKeys } from '../../../../../renderer/frames/rdp/sent-keys.ts';
import { typeText } from '../../../../../renderer/frames/rdp/type-text.ts';
import { recordInput } from './recorded-input.ts';

describe('typeText', () => {
  it('types characters as they are and keys for line ends and tabs', () => {
    const { input, taken } = recordInput();
    typeText(input, 'aé😀\r\n\tb\u0007\rc');
    expect(taken()).toEqual(['"a"', '"é"', '"😀"', '+1c', '-1c', '+0f', '-0f', '"b"', '+1c', '-1c', '"c"']);
  });
});

describe('sendKeys', () => {
  it('presses in order and lets go the other way round', () => {
    const { input, taken } = recordInput();
    sendKeys(input, 'ctrl-alt-delete');
    expect(taken()).toEqual(['+1d', '+38', '+e053', '-e053', '-38', '-1d']);
  });

  it.each(sentKeys)('has %s', (keys) => {
    const { input, taken } = recordInput();
    sendKeys(input, keys);
    const lines = taken();
    expect(lines.filter((line) => line.startsWith('+')).length).toBe(lines.length / 2);
  });
});
