import { Reader, Variant, Writer } from './values.ts';
import type { Value } from './values.ts';

/** Types of messages (D-Bus Specification, "Message Types"). */
export const messageTypes = { call: 1, reply: 2, error: 3, signal: 4 } as const;

/** Numbers of the header fields used here. */
const fields = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  signature: 8,
} as const;
const fieldTypes: Record<number, string> = { 1: 'o', 2: 's', 3: 's', 4: 's', 5: 'u', 6: 's', 8: 'g' };

const FIXED_HEADER_BYTES = 16;
/** Far above anything a keychain says; the specification allows 128 MiB. */
const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;

export interface Call {
  destination: string;
  path: string;
  interface: string;
  member: string;
  signature?: string;
  body?: readonly Value[];
}

export interface Message {
  type: number;
  path?: string | undefined;
  interface?: string | undefined;
  member?: string | undefined;
  errorName?: string | undefined;
  replySerial?: number | undefined;
  body: Value[];
}

export function encodeCall(call: Call, serial: number): Buffer {
  const signature = call.signature ?? '';
  const body = new Writer().write(signature, call.body ?? []).finish();
  const header: [number, string][] = [
    [fields.path, call.path],
    [fields.interface, call.interface],
    [fields.member, call.member],
    [fields.destination, call.destination],
    ...(signature === '' ? [] : ([[fields.signature, signature]] as [number, string][])),
  ];
  const writer = new Writer();
  writer.raw(Uint8Array.of('l'.charCodeAt(0), messageTypes.call, 0, 1));
  writer.write('uu', [body.length, serial]);
  writer.write('a(yv)', [header.map(([field, value]) => [field, new Variant(fieldTypes[field] ?? 's', value)])]);
  writer.align(8);
  writer.raw(body);
  return writer.finish();
}

/** The first message in the bytes and how long it is, or undefined while it is incomplete. Throws on nonsense. */
export function decodeMessage(bytes: Buffer): { message: Message; byteCount: number } | undefined {
  if (bytes.length < FIXED_HEADER_BYTES) return undefined;
  const isLittle = bytes[0] === 'l'.charCodeAt(0);
  const number = (at: number) => (isLittle ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const bodyAt = FIXED_HEADER_BYTES + Math.ceil(number(12) / 8) * 8;
  const byteCount = bodyAt + number(4);
  if (byteCount > MAX_MESSAGE_BYTES) throw new Error('D-Bus: a message is too long');
  if (bytes.length < byteCount) return undefined;
  const [pairs] = new Reader(bytes.subarray(0, bodyAt), isLittle, 12).read('a(yv)');
  const values = new Map<Value | undefined, Value>();
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (Array.isArray(pair) && pair[1] instanceof Variant) values.set(pair[0], pair[1].value);
  }
  const text = (field: number) => {
    const value = values.get(field);
    return typeof value === 'string' ? value : undefined;
  };
  const replySerial = values.get(fields.replySerial);
  const body = new Reader(bytes.subarray(bodyAt, byteCount), isLittle).read(text(fields.signature) ?? '');
  return {
    byteCount,
    message: {
      type: bytes[1] ?? 0,
      path: text(fields.path),
      interface: text(fields.interface),
      member: text(fields.member),
      errorName: text(fields.errorName),
      replySerial: typeof replySerial === 'number' ? replySerial : undefined,
      body,
    },
  };
}
