import { describe, expect, it } from 'vitest';
import { versionOf } from '../../../../../main/connection/screens/vnc/rfb-version.ts';

describe('the version of a server', () => {
  it.each([
    ['003.003', '3.3'],
    ['003.004', '3.3'],
    ['003.005', '3.3'],
    ['003.006', '3.3'],
    ['003.007', '3.7'],
    ['003.008', '3.8'],
    ['003.016', '3.8'],
    ['003.889', '3.8'],
    ['004.000', '3.8'],
    ['004.001', '3.8'],
    ['005.000', '3.8'],
  ])('%s is spoken to in %s', (said, version) => {
    expect(versionOf(`RFB ${said}\n`)).toBe(version);
  });

  it('is none when something else answers', () => {
    for (const greeting of ['RFB 3.8\n    ', 'rfb 003.008\n', 'RFB 003.008\r', 'RFB 00a.008\n', ''])
      expect(() => versionOf(greeting)).toThrow('no VNC server');
    expect(() => versionOf('SSH-2.0-Open')).toThrow('speaks SSH, not VNC');
    expect(() => versionOf('HTTP/1.1 400')).toThrow('speaks HTTP, not VNC');
    expect(() => versionOf('RFB 000.000\n')).toThrow('repeater');
  });
});
