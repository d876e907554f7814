import type { FileEntry } from '../../../../main/contract/files.ts';
import type { Result } from '../../../../main/contract/problem.ts';
import type { FileClient } from '../../../state/file-client.ts';
import { decodeText, type DecodedText } from './decode-text.ts';
import { imageAddress } from './image-address.ts';

/** Bytes of a text that are shown at once. */
export const TEXT_BYTES = 256 * 1024;
/** Images above this are not fetched to be looked at; the port carries no more than twice as much. */
export const IMAGE_BYTES = 4 * 1024 * 1024;

export type PreviewPart = 'first' | 'last';

export type Preview =
  | { kind: 'text'; text: DecodedText; sizeBytes: number; isCut: boolean }
  | { kind: 'image'; address: string; sizeBytes: number }
  /** Neither text nor an image that can be shown. */
  | { kind: 'facts'; reason: string };

const imageEnding = /\.(?:png|jpe?g|gif|webp)$/i;

/** What there is to see of a file; its beginning or its end. */
export async function readPreview(
  client: FileClient,
  path: string,
  { name, sizeBytes }: Pick<FileEntry, 'name' | 'sizeBytes'>,
  part: PreviewPart,
): Promise<Result<Preview>> {
  const mayBeImage = imageEnding.test(name);
  if (mayBeImage && sizeBytes > IMAGE_BYTES) {
    return { ok: true, value: { kind: 'facts', reason: 'Images above 4 MB are not shown here.' } };
  }
  const read = await client.call('read', {
    path,
    maxBytes: mayBeImage ? IMAGE_BYTES : TEXT_BYTES,
    fromEnd: part === 'last' && !mayBeImage,
  });
  if (!read.ok) return read;
  const { bytes, isCut } = read.value;
  const address = isCut ? undefined : imageAddress(bytes);
  if (address !== undefined) {
    return { ok: true, value: { kind: 'image', address, sizeBytes: read.value.sizeBytes } };
  }
  const text = decodeText(bytes, { startsInside: isCut && part === 'last', endsInside: isCut && part === 'first' });
  if (text === undefined) {
    return { ok: true, value: { kind: 'facts', reason: 'This file is no text, and no image that can be shown.' } };
  }
  return { ok: true, value: { kind: 'text', text, sizeBytes: read.value.sizeBytes, isCut } };
}
