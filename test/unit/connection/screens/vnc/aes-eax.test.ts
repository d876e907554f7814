import { describe, expect, it } from 'vitest';
import { AesEax } from '../../../../../main/connection/screens/vnc/aes-eax.ts';
import { RecordCipher } from '../../../../../main/connection/screens/vnc/ra2-records.ts';

const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex');

/** Of the paper that describes the mode (Bellare, Rogaway, Wagner, "The EAX Mode of Operation", appendix G). */
const vectors = [
  {
    message: '',
    key: '233952DEE4D5ED5F9B9C6D6FF80FF478',
    nonce: '62EC67F9C3A4A407FCB2A8C49031A8B3',
    header: '6BFB914FD07EAE6B',
    sealed: 'E037830E8389F27B025A2D6527E79D01',
  },
  {
    message: 'F7FB',
    key: '91945D3F4DCBEE0BF45EF52255F095A4',
    nonce: 'BECAF043B0A23D843194BA972C66DEBD',
    header: 'FA3BFD4806EB53FA',
    sealed: '19DD5C4C9331049D0BDAB0277408F67967E5',
  },
  {
    message: 'CA40D7446E545FFAED3BD12A740A659FFBBB3CEAB7',
    key: '8395FCF1E95BEBD697BD010BC766AAC3',
    nonce: '22E7ADD93CFC6393C57EC0B3C17D6B44',
    header: '126735FCC320D25A',
    sealed: 'CB8920F87A6C75CFF39627B56E3ED197C552D295A7CFC46AFC253B4652B1AF3795B124AB6E',
  },
];

describe('AES in EAX mode', () => {
  it.each(vectors)('seals and opens "$message" as published', ({ message, key, nonce, header, sealed }) => {
    const cipher = new AesEax(bytes(key));
    expect(cipher.seal(bytes(nonce), bytes(header), bytes(message))).toEqual(bytes(sealed));
    expect(cipher.open(bytes(nonce), bytes(header), bytes(sealed))).toEqual(bytes(message));
  });

  it('opens nothing that was changed, nor under another nonce or header', () => {
    const cipher = new AesEax(Buffer.alloc(32, 7));
    const [nonce, header] = [Buffer.alloc(16, 1), Buffer.from([0, 5])];
    const sealed = cipher.seal(nonce, header, Buffer.from('hello'));
    expect(cipher.open(nonce, header, sealed)?.toString()).toBe('hello');
    for (let index = 0; index < sealed.length; index += 1) {
      const changed = Buffer.from(sealed);
      changed[index] = (changed[index] ?? 0) ^ 1;
      expect(cipher.open(nonce, header, changed)).toBeUndefined();
    }
    expect(cipher.open(Buffer.alloc(16, 2), header, sealed)).toBeUndefined();
    expect(cipher.open(nonce, Buffer.from([0, 6]), sealed)).toBeUndefined();
    expect(cipher.open(nonce, header, sealed.subarray(0, 15))).toBeUndefined();
  });
});

describe('records of RSA-AES', () => {
  it('are counted, so that none can be played again or left out', () => {
    const [sender, receiver] = [new RecordCipher(Buffer.alloc(16, 3)), new RecordCipher(Buffer.alloc(16, 3))];
    const records = Array.from({ length: 600 }, (_, index) => sender.seal(Buffer.from(`record ${index}`)));
    const open = (record: Buffer): string => receiver.open(record.subarray(0, 2), record.subarray(2)).toString();
    expect(records.map(open)).toEqual(Array.from({ length: 600 }, (_, index) => `record ${index}`));
    expect(() => open(records[0] ?? Buffer.alloc(0))).toThrow('does not keep to the VNC protocol');
  });
});
