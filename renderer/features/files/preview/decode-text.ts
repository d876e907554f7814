/** Text of a file, and how its bytes were read. */
export interface DecodedText {
  text: string;
  encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
  /** The encoding is a guess: characters may be wrong. */
  isGuess: boolean;
}

const marks = [
  { bytes: [0xef, 0xbb, 0xbf], label: 'utf-8', encoding: 'UTF-8' },
  { bytes: [0xff, 0xfe], label: 'utf-16le', encoding: 'UTF-16' },
  { bytes: [0xfe, 0xff], label: 'utf-16be', encoding: 'UTF-16' },
] as const;

/** Control characters that texts and logs do not have; more than a few of them mean that it is something else. */
const strange = /[\u0000-\u0006\u000e-\u001a\u001c-\u001f]/gu;
const MOST_STRANGE_SHARE = 0.01;

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

/** Without the halves of characters at a cut (UTF-8 has at most 4 bytes for one: RFC 3629). */
function whole(bytes: Uint8Array, { startsInside, endsInside }: Cut): Uint8Array {
  let from = 0;
  let to = bytes.length;
  if (startsInside) while (from < 3 && isContinuation(bytes[from])) from += 1;
  if (endsInside) {
    let lead = to - 1;
    while (lead > to - 4 && isContinuation(bytes[lead])) lead -= 1;
    const first = bytes[lead] ?? 0;
    const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    if (lead + length > to) to = lead;
  }
  return bytes.subarray(from, to);
}

export interface Cut {
  /** More bytes come before these. */
  startsInside: boolean;
  /** More bytes follow. */
  endsInside: boolean;
}

/** The bytes as text; undefined when they are none. */
export function decodeText(bytes: Uint8Array, cut: Cut): DecodedText | undefined {
  const mark = cut.startsInside ? undefined : marks.find((one) => one.bytes.every((byte, at) => bytes[at] === byte));
  if (mark?.encoding === 'UTF-16') {
    return { text: new TextDecoder(mark.label).decode(bytes), encoding: 'UTF-16', isGuess: false };
  }
  if (bytes.includes(0)) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(whole(bytes, cut));
    const count = text.match(strange)?.length ?? 0;
    return count > text.length * MOST_STRANGE_SHARE ? undefined : { text, encoding: 'UTF-8', isGuess: false };
  } catch {
    const text = new TextDecoder('windows-1252').decode(bytes);
    const count = text.match(/[\u0000-\u0006\u000e-\u001a\u001c-\u001f\u0080-\u009f]/gu)?.length ?? 0;
    if (count > text.length * MOST_STRANGE_SHARE) return undefined;
    return { text, encoding: 'Windows-1252', isGuess: true };
  }
}
