import { describe, expect, it } from 'vitest';
import { whatIsMissing } from '../../../../../main/connection/screens/find/describe-screens.ts';
import { isShareable, readLook } from '../../../../../main/connection/screens/find/machine-look.ts';
import { createStarters } from '../../../../../main/connection/screens/find/starters.ts';
import { foundScreensSchema } from '../../../../../main/contract/screen.ts';
import { processorMs } from '../../../../fixtures/processor-time.ts';

/** What the script says of a machine with these sections. */
function said(sections: Record<string, string>): string {
  const text = Object.entries(sections).map(([name, lines]) => `@@${name}\n${lines}${lines === '' ? '' : '\n'}`);
  return `welcome to the machine\njumpseat-look-begin\n${text.join('')}@@end\njumpseat-look-end\n`;
}
function look(sections: Record<string, string>) {
  const read = readLook(said({ system: 'Linux', listening: '', ...sections }));
  if (read === undefined) throw new Error('not read');
  return read;
}
const allTools = 'x11vnc\nXtigervnc\nsetsid\nxauth\nopenbox\nxterm\napt-get\ntigervnc Xtigervnc';

describe('what is seen of a machine', () => {
  it('is nothing when the script was not run to its end', () => {
    expect(readLook('')).toBeUndefined();
    expect(readLook('sh: not found')).toBeUndefined();
    expect(readLook(said({ system: 'Linux' }).replace('jumpseat-look-end', ''))).toBeUndefined();
  });

  it('is read with the line ends of Windows as well', () => {
    const windows = said({
      system: 'Windows',
      listening: 'tcp 0 0 0.0.0.0:3389 0.0.0.0:* LISTEN 1/svchost',
      rdp: '0',
    });
    const read = readLook(windows.replaceAll('\n', '\r\n'));
    expect(read).toMatchObject({ system: 'windows', isRdpOff: false });
    expect([...(read?.listening?.keys() ?? [])]).toEqual([3389]);
  });

  it('costs no time, however long its lines are', async () => {
    const sockets = '/tmp/.X11-unix/X1 (pid=1'.repeat(5000);
    expect(await processorMs(() => look({ sockets }))).toBeLessThan(1000);
  });

  it('knows displays by their sockets, and their servers by number or by process', () => {
    const { displays } = look({
      displays: '99\n0 cookie\n60\nnonsense\n12345\n-1',
      servers: `  11 Xvfb :99 -screen 0 640x480x24
  12 /usr/lib/xorg/Xorg vt7 -displayfd 3 -auth /run/user/1000/gdm/Xauthority -nolisten tcp
  13 /usr/lib/xorg/Xorg :60 -auth /root/it's-$(reboot)`,
      authorities: `/run/user/1000/gdm/Xauthority\n/root/it's-$(reboot)`,
      sockets: 'u_str LISTEN 0 4096 @/tmp/.X11-unix/X0 12345 * 0 users:(("Xorg",pid=12,fd=3))',
    });
    expect(displays).toEqual([
      {
        number: 0,
        hasCookie: true,
        server: 'Xorg',
        authority: { file: '/run/user/1000/gdm/Xauthority', isReadable: true },
      },
      {
        number: 60,
        hasCookie: false,
        server: 'Xorg',
        authority: { file: "/root/it's-$(reboot)", isReadable: false },
      },
      { number: 99, hasCookie: false, server: 'Xvfb' },
    ]);
    expect(displays.map(isShareable)).toEqual([true, false, true]);
  });
});

describe('ways to start a screen', () => {
  it('share what is there, or start something new, each on a port of its own', () => {
    const seen = look({
      commands: allTools,
      displays: '0\n1\n99',
      servers: '1 Xorg :0 -auth /var/run/auth\n2 Xtigervnc :1\n3 Xvfb :99',
      authorities: '/var/run/auth',
      listening: 'LISTEN 0 5 127.0.0.1:5902 0.0.0.0:*',
    });
    const starters = createStarters(seen, []);
    expect(starters.map(({ id, title, port }) => [id, title, port])).toEqual([
      ['x11vnc-0', 'Share the desktop that is there (x11vnc, display :0)', 5903],
      ['x11vnc-99', 'Share the desktop that is there (x11vnc, display :99)', 5904],
      ['desktop-5', 'Start a new desktop (Xtigervnc, 1280x800, openbox and xterm)', 5905],
    ]);
    expect(starters[0]?.command).toContain(' x11vnc -display :0 -auth /var/run/auth -rfbport 5903 -localhost ');
    expect(starters[1]?.command).toContain(' x11vnc -display :99 -rfbport 5904 -localhost ');
    expect(starters[2]?.command).toContain(' Xtigervnc :5 -auth "$XAUTHORITY" -rfbport 5905 -localhost ');
    for (const { command } of starters) expect(command).toContain(' -rfbauth /proc/self/fd/3 ');
  });

  it('do not share a display twice', () => {
    const seen = look({ commands: allTools, displays: '0' });
    const found = [{ protocol: 'vnc' as const, port: 5900, description: 'x11vnc on port 5900' }];
    expect(createStarters(seen, found).map(({ id }) => id)).toEqual(['desktop-1']);
  });

  it('fit into the contract, whatever the machine says', () => {
    const numbers = Array.from({ length: 1000 }, (_, index) => `${index}`).join('\n');
    const starters = createStarters(look({ commands: allTools, displays: numbers }), []);
    expect(foundScreensSchema.parse({ found: [], starters }).starters.length).toBeLessThanOrEqual(16);
  });

  it('are only for Linux', () => {
    expect(createStarters(look({ system: 'Darwin', commands: allTools, displays: '0' }), [])).toEqual([]);
  });
});

describe('what is missing', () => {
  it.each([
    [{ commands: 'apt-get' }, 'tigervnc-standalone-server'],
    [{ commands: 'apt-get', displays: '0' }, 'apt-get install x11vnc'],
    [{ commands: 'dnf' }, 'dnf install tigervnc-server'],
    [{ commands: 'apk' }, 'apk add tigervnc'],
    [{ commands: '' }, 'install TigerVNC.'],
    [{ system: 'Darwin' }, 'System Settings'],
    [{ system: 'Windows', rdp: '1' }, 'Remote Desktop is off'],
    [{ system: 'Windows', rdp: '0' }, 'Neither Remote Desktop nor'],
    [{ system: 'Plan9' }, 'Neither a VNC server nor'],
  ])('is named: %#', (sections, words) => {
    expect(whatIsMissing(look(sections))).toContain(words);
  });

  it('is nothing where something can be started', () => {
    expect(whatIsMissing(look({ commands: allTools, displays: '0' }))).toBeUndefined();
  });
});
