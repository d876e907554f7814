import { describe, expect, it } from 'vitest';
import { busPaths } from '../../../main/keychain/dbus/address.ts';
import { decodeMessage, encodeCall } from '../../../main/keychain/dbus/message.ts';
import { Reader, Variant, Writer, typesOf } from '../../../main/keychain/dbus/values.ts';
import type { Value } from '../../../main/keychain/dbus/values.ts';

describe('D-Bus values', () => {
  it.each<[string, Value[]]>([
    ['s', ['grüße 🔑']],
    ['ybu', [7, true, 4_000_000_000]],
    ['aos', [['/a', '/b/c'], 'after']],
    [
      'a{sv}',
      [
        [
          ['one', new Variant('s', 'x')],
          ['two', new Variant('b', false)],
          ['three', new Variant('as', ['y'])],
        ],
      ],
    ],
    ['(oayays)y', [['/s', [1, 2, 3], [], 'text/plain'], 9]],
    ['yv', [1, new Variant('(su)', ['deep', 5])]],
    ['a(yv)u', [[], 3]],
  ])('are read as they were written: %s', (signature, values) => {
    const bytes = new Writer().write(signature, values).finish();
    expect(new Reader(bytes).read(signature)).toEqual(values);
  });

  it('have the bytes that the specification has for them', () => {
    // "a string is a UINT32 length, the text and a NUL"; an array of strings is padded to 4 before each.
    const bytes = new Writer().write('yas', [1, ['a', 'bc']]).finish();
    expect(bytes.toString('hex')).toBe('01000000' + '0f000000' + '01000000' + '6100' + '0000' + '02000000' + '626300');
  });

  it('are refused when they are cut short, nested too deeply or of nothing', () => {
    const bytes = new Writer().write('as', [['one', 'two']]).finish();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(() => new Reader(bytes.subarray(0, length)).read('as')).toThrow(/cut short/);
    }
    expect(() => typesOf('('.repeat(40))).toThrow(/bad signature/);
    expect(() => typesOf('a')).toThrow(/bad signature/);
    expect(() => typesOf('h')).toThrow(/not known/);
    expect(() => new Reader(Buffer.from(`08${'00'.repeat(15)}`, 'hex')).read('a()')).toThrow(/array of nothing/);
  });
});

describe('D-Bus messages', () => {
  const call = { destination: 'a.b', path: '/c', interface: 'd.e', member: 'F', signature: 'su', body: ['x', 1] };

  it('are read as they were written, also in pieces', () => {
    const bytes = encodeCall(call, 42);
    for (let length = 0; length < bytes.length; length += 1) {
      expect(decodeMessage(bytes.subarray(0, length))).toBeUndefined();
    }
    const decoded = decodeMessage(Buffer.concat([bytes, Buffer.from('rest')]));
    expect(decoded?.byteCount).toBe(bytes.length);
    expect(decoded?.message).toMatchObject({ type: 1, path: '/c', interface: 'd.e', member: 'F', body: ['x', 1] });
  });

  it('are refused when they claim to be huge', () => {
    const bytes = encodeCall(call, 42);
    bytes.writeUInt32LE(0x7fffffff, 4);
    expect(() => decodeMessage(bytes)).toThrow(/too long/);
  });
});

describe('the address of the session bus', () => {
  it.each([
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' }, ['/run/user/1000/bus']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'unix:abstract=/tmp/dbus-x%2Cy,guid=0a' }, ['\0/tmp/dbus-x,y']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'tcp:host=localhost,port=1;unix:path=/b' }, ['/b']],
    [{ DBUS_SESSION_BUS_ADDRESS: 'autolaunch:' }, []],
    [{ XDG_RUNTIME_DIR: '/run/user/5' }, ['/run/user/5/bus']],
    [{ DBUS_SESSION_BUS_ADDRESS: '', XDG_RUNTIME_DIR: '/run/user/5' }, ['/run/user/5/bus']],
    [{}, []],
  ])('%o', (environment, paths) => {
    expect(busPaths(environment)).toEqual(paths);
  });
});
