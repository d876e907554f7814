import { describe, expect, it } from 'vitest';
import {
  mayBeRdp,
  mayBeScreen,
  readListeningPorts,
} from '../../../../../main/connection/screens/find/listening-ports.ts';

const read = (text: string) => [...readListeningPorts(text.split('\n')).values()];

describe('listening ports', () => {
  it.each([
    [
      '/proc/net/tcp',
      `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:170C 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 0100007F:170D 0100007F:8000 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0`,
      [{ port: 5900 }],
    ],
    [
      '/proc/net/tcp6',
      '   0: 00000000000000000000000001000000:0D3D 00000000000000000000000000000000:0000 0A 00000000:00000000 00',
      [{ port: 3389 }],
    ],
    [
      'ss',
      `LISTEN 0      5      127.0.0.1:5901  0.0.0.0:* users:(("Xtigervnc",pid=12,fd=9))
LISTEN 0      5          [::1]:5901     [::]:* users:(("Xtigervnc",pid=12,fd=10))
LISTEN 0      128    *:5902  *:*
ESTAB  0      0      127.0.0.1:5903  127.0.0.1:4000`,
      [{ port: 5901, program: 'Xtigervnc' }, { port: 5902 }],
    ],
    [
      'netstat of Linux',
      `Active Internet connections (only servers)
tcp        0      0 127.0.0.1:5901          0.0.0.0:*               LISTEN      12/Xtigervnc
tcp6       0      0 :::3389                 :::*                    LISTEN      1/xrdp: daemon
tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      -`,
      [{ port: 5901, program: 'Xtigervnc' }, { port: 3389, program: 'xrdp' }, { port: 22 }],
    ],
    [
      'netstat of macOS',
      `tcp46      0      0  *.5900                 *.*                    LISTEN
tcp4       0      0  127.0.0.1.631          *.*                    LISTEN
tcp4       0      0  10.0.0.2.50000         10.0.0.1.22            ESTABLISHED`,
      [{ port: 5900 }, { port: 631 }],
    ],
  ])('are read from %s', (_, text, ports) => {
    expect(read(text)).toEqual(ports);
  });

  it('keep the name of the program, whichever line tells it', () => {
    const named = 'LISTEN 0 5 127.0.0.1:5901 0.0.0.0:* users:(("x11vnc",pid=1,fd=9))';
    const bare = '   0: 0100007F:170D 00000000:0000 0A ';
    expect(read(`${named}\n${bare}`)).toEqual([{ port: 5901, program: 'x11vnc' }]);
    expect(read(`${bare}\n${named}`)).toEqual([{ port: 5901, program: 'x11vnc' }]);
  });

  it.each([
    'LISTEN 0 5 127.0.0.1:99999 0.0.0.0:*',
    'LISTEN 0 5 127.0.0.1:0 0.0.0.0:*',
    'LISTEN 0 5 $(reboot):590x 0.0.0.0:*',
    'LISTEN',
    '@@displays',
    'tcp 0 0 127.0.0.1:-5901 0.0.0.0:* LISTEN',
    `LISTEN 0 5 ${'a'.repeat(100_000)}:5901 0.0.0.0:*`,
    ' '.repeat(100_000),
  ])('are none in %#', (line) => {
    expect(read(line)).toEqual([]);
  });

  it('have programs whose names are fit to be shown', () => {
    const [port] = read('LISTEN 0 5 127.0.0.1:5901 0.0.0.0:* users:(("\u001B[31mX\u202E\u0007y",pid=1,fd=9))');
    expect(port).toEqual({ port: 5901, program: 'Xy' });
  });

  it('may be screens by their number or by their program', () => {
    const may = [5900, 5999, 3389, 3399, 6000, 22].map((port) => mayBeScreen({ port }));
    expect(may).toEqual([true, true, true, true, false, false]);
    expect(mayBeScreen({ port: 40_000, program: 'x11vnc' })).toBe(true);
    expect(mayBeScreen({ port: 40_000, program: 'nginx' })).toBe(false);
    expect([{ port: 3389 }, { port: 40_000, program: 'xrdp' }, { port: 5900 }].map(mayBeRdp)).toEqual([
      true,
      true,
      false,
    ]);
  });
});
