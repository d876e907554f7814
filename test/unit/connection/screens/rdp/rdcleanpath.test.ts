import { describe, expect, it } from 'vitest';
import {
  measureRequest,
  readRequest,
  writeGeneralError,
  writeNegotiationError,
  writeResponse,
} from '../../../../../main/connection/screens/rdp/rdcleanpath.ts';
import { isConnectionRequest } from '../../../../../main/connection/screens/rdp/tpkt.ts';
import { readRecorded } from '../../../../fixtures/rdp/recorded.ts';

const [recorded = Buffer.alloc(0)] = readRecorded('request');

describe('RDCleanPath', () => {
  it('reads the request that IronRDP really sends', () => {
    expect(measureRequest(recorded)).toBe(recorded.length);
    const x224 = readRequest(recorded);
    expect(x224?.toString('latin1')).toContain('Cookie: mstshash=remote\r\n');
    expect(x224 && isConnectionRequest(x224)).toBe(true);
  });

  it('knows how long a request is as soon as its header is there', () => {
    for (let length = 0; length <= recorded.length; length += 1) {
      expect(measureRequest(recorded.subarray(0, length))).toBe(length < 2 ? 'incomplete' : recorded.length);
    }
  });

  it('takes no request of another version, with anything before or after it, or without X.224', () => {
    const other = Buffer.from(recorded);
    other[7] = 0x3f;
    expect(readRequest(other)).toBeUndefined();
    expect(readRequest(Buffer.concat([recorded, Buffer.from([5])]))).toBeUndefined();
    expect(readRequest(recorded.subarray(1))).toBeUndefined();
    expect(readRequest(Buffer.from('3006a00402020d3e', 'hex'))).toBeUndefined();
    expect(readRequest(Buffer.alloc(0))).toBeUndefined();
  });

  it('takes no request of megabytes, and nothing that is no sequence', () => {
    expect(measureRequest(Buffer.from('3083100000', 'hex'))).toBe('malformed');
    expect(measureRequest(Buffer.from('GET / HTTP/1.1\r\n'))).toBe('malformed');
  });

  it('answers with what the server said, its certificates and its address', () => {
    const written = writeResponse({
      x224: Buffer.from([1, 2]),
      certificates: [Buffer.from([0xaa]), Buffer.from([0xbb])],
      address: '::1',
    });
    // Encoded by hand from the crate's definition: version, [6] octets, [7] sequence of octets, [9] text.
    expect(written.toString('hex')).toBe(
      '301d' + 'a00402020d3e' + 'a60404020102' + 'a70830060401aa0401bb' + 'a9050c033a3a31',
    );
  });

  it('tells of errors, with the refusal where there is one', () => {
    expect(writeGeneralError().toString('hex')).toBe('300f' + 'a00402020d3e' + 'a1073005a003020101');
    expect(writeNegotiationError(Buffer.from([9])).toString('hex')).toBe(
      '3014' + 'a00402020d3e' + 'a1073005a003020102' + 'a603040109',
    );
  });

  it('reads any change of one byte to an end', () => {
    for (let index = 0; index < recorded.length; index += 1) {
      for (let value = 0; value < 256; value += 1) {
        const changed = Buffer.from(recorded);
        changed[index] = value;
        measureRequest(changed);
        expect(readRequest(changed)?.length ?? 0).toBeLessThan(recorded.length);
      }
    }
  });
});
