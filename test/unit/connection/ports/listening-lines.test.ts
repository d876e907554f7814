import { describe, expect, it } from 'vitest';
import { MAX_PORTS, readListening } from '../../../../main/connection/ports/listening-lines.ts';
import { frame } from '../../../../main/connection/ports/listening-script.ts';

const read = (...lines: string[]) => readListening([frame.BEGIN, ...lines, frame.END, ''].join('\n'));

describe('what listens on a machine', () => {
  it('is read from ss', () => {
    expect(
      read(
        'LISTEN 0      128        127.0.0.1:3000       0.0.0.0:*    users:(("node",pid=4711,fd=21),("node",pid=4712,fd=21))',
        'LISTEN 0      4096   127.0.0.53%lo:53         0.0.0.0:*',
        'LISTEN 0      511             [::]:8080          [::]:*    users:(("nginx: worker",pid=9,fd=3))',
        'LISTEN 0      50                 *:9000             *:*    users:(("java",pid=77,fd=5))',
        'LISTEN 0      50     [::ffff:127.0.0.1]:63342          *:*',
      ),
    ).toEqual([
      { port: 53, address: '127.0.0.53' },
      { port: 3000, address: '127.0.0.1', program: 'node', pid: 4711 },
      { port: 8080, address: '::', program: 'nginx: worker', pid: 9 },
      { port: 9000, address: '*', program: 'java', pid: 77 },
      { port: 63342, address: '127.0.0.1' },
    ]);
  });

  it('is read from netstat of Linux', () => {
    expect(
      read(
        'Active Internet connections (only servers)',
        'Proto Recv-Q Send-Q Local Address           Foreign Address         State       PID/Program name    ',
        'tcp        0      0 127.0.0.1:35187         0.0.0.0:*               LISTEN      7/node              ',
        'tcp        0      0 0.0.0.0:22              0.0.0.0:*               LISTEN      -                   ',
        'tcp6       0      0 :::5432                 :::*                    LISTEN      12/postgres: main   ',
      ),
    ).toEqual([
      { port: 22, address: '0.0.0.0' },
      { port: 5432, address: '::', program: 'postgres', pid: 12 },
      { port: 35187, address: '127.0.0.1', program: 'node', pid: 7 },
    ]);
  });

  it('is read from lsof and netstat of macOS together, each port once', () => {
    expect(
      read(
        'p501',
        'cControlCenter',
        'f12',
        'n*:7000',
        'p733',
        'cnode',
        'f20',
        'n127.0.0.1:3000',
        'n[::1]:3000',
        'tcp4       0      0  127.0.0.1.3000         *.*                    LISTEN     ',
        'tcp46      0      0  *.5900                 *.*                    LISTEN     ',
        'tcp6       0      0  ::1.3000               *.*                    LISTEN     ',
      ),
    ).toEqual([
      { port: 3000, address: '127.0.0.1', program: 'node', pid: 733 },
      { port: 3000, address: '::1', program: 'node', pid: 733 },
      { port: 5900, address: '*' },
      { port: 7000, address: '*', program: 'ControlCenter', pid: 501 },
    ]);
  });

  it('is read from /proc', () => {
    expect(
      read(
        '   0: 0100007F:0BB8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
        '   1: 0100007F:0BB9 0100007F:0BB8 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
        '   2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0000 0A 00000000:00000000',
        '   3: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000',
        '   4: 0000000000000000FFFF00000100007F:1F91 00000000000000000000000000000000:0000 0A 00000000:00000000',
      ),
    ).toEqual([
      { port: 22, address: '::' },
      { port: 3000, address: '127.0.0.1' },
      { port: 8080, address: '::1' },
      { port: 8081, address: '127.0.0.1' },
    ]);
  });

  it('is read from Windows, in whatever language it speaks', () => {
    expect(
      read(
        'tcp 0 0 :::135 0.0.0.0:* LISTEN 1012/svchost',
        'tcp 0 0 127.0.0.1:3000 0.0.0.0:* LISTEN 4/node',
        '  TCP    0.0.0.0:445            0.0.0.0:0              ABHÖREN         4',
        '  TCP    [::]:3389              [::]:0                 LISTENING       1300',
        '  TCP    10.0.0.4:50123         20.1.2.3:443           HERGESTELLT     800',
      ),
    ).toEqual([
      { port: 135, address: '::', program: 'svchost', pid: 1012 },
      { port: 445, address: '0.0.0.0', pid: 4 },
      { port: 3000, address: '127.0.0.1', program: 'node', pid: 4 },
      { port: 3389, address: '::', pid: 1300 },
    ]);
  });

  it('is not believed beyond its form', () => {
    expect(
      read(
        'LISTEN 0 1 127.0.0.1:70000 0.0.0.0:*',
        'LISTEN 0 1 127.0.0.1:0 0.0.0.0:*',
        'LISTEN 0 1 --help:22 0.0.0.0:*',
        'LISTEN 0 1 999.0.0.1:22 0.0.0.0:*',
        `LISTEN 0 1 127.0.0.1:22 0.0.0.0:* users:(("\u001B[31mred\u202Elive",pid=1,fd=1))`,
        'n127.0.0.1:99999',
        'p-1',
        'n$(reboot):80',
        'x'.repeat(100_000),
      ),
    ).toEqual([{ port: 22, address: '127.0.0.1', program: 'redlive', pid: 1 }]);
    const many = Array.from({ length: 3_000 }, (_, index) => `LISTEN 0 1 127.0.0.1:${index + 1} 0.0.0.0:*`);
    expect(read(...many)).toHaveLength(MAX_PORTS);
    expect(readListening('bash: sh: command not found')).toBeUndefined();
    expect(readListening(`${frame.BEGIN}\ncut off`)).toBeUndefined();
  });
});
