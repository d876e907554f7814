/** Most of what the look may say. */
export const LOOK_BYTES = 128 * 1024;

/** Of a line; the script cuts longer ones, and a machine that does otherwise is not read for longer. In characters. */
const MAX_LINE_LENGTH = 400;

/** Words of the answer; `MARK` starts a line that names the section which follows. */
export const look = { BEGIN: 'jumpseat-look-begin', END: 'jumpseat-look-end', MARK: '@@' } as const;
const { BEGIN, END, MARK } = look;

/** Sessions of a whole desktop, then window managers alone; the first that is there is taken. */
export const desktopSessions = ['startxfce4', 'mate-session', 'startlxqt', 'startlxde'] as const;
export const windowManagers = ['openbox', 'icewm', 'fluxbox', 'jwm', 'fvwm', 'twm'] as const;
export const terminals = ['xterm', 'x-terminal-emulator'] as const;
const tools = ['x11vnc', 'Xtigervnc', 'Xvnc', 'setsid', 'nohup', 'xauth', 'apt-get', 'dnf', 'apk'] as const;

/** Ports from 5900 to 5999 and from 3389 to 3399 as /proc/net/tcp has them. */
const PORTS_IN_HEX = ':(17(0[C-F]|[1-6][0-9A-F])|0D(3[D-F]|4[0-7])) ';

/**
 * Looks around on the machine, for a POSIX shell. Nothing it finds is believed: each section is parsed strictly, and each
 * is short.
 */
export const lookScript = `echo ${BEGIN}
echo ${MARK}system
uname -s
echo ${MARK}commands
for c in ${[...tools, ...desktopSessions, ...windowManagers, ...terminals].join(' ')}; do
  command -v $c >/dev/null 2>&1 && echo $c
done
for c in Xtigervnc Xvnc; do
  command -v $c >/dev/null 2>&1 && $c -version 2>&1 </dev/null | grep -q TigerVNC && echo tigervnc $c
done
if [ -r /proc/net/tcp ]; then
  echo ${MARK}listening
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -E '${PORTS_IN_HEX}[0-9A-F]+:0000 0A ' | head -n 200
  { ss -ltnpH 2>/dev/null || netstat -ltnp 2>/dev/null; } | head -n 200 | cut -c 1-300
else
  p=$(netstat -an -p tcp 2>/dev/null | grep LISTEN | head -n 200 | cut -c 1-300)
  [ -n "$p" ] && echo ${MARK}listening && echo "$p"
fi
echo ${MARK}servers
s=$({ ps -eo pid,args 2>/dev/null || ps -o pid,args 2>/dev/null; } | grep -E '^ *[0-9]+ [^ ]*X[A-Za-z]* ' | head -n 32 | cut -c 1-400)
echo "$s"
echo ${MARK}authorities
echo "$s" | sed -n 's/.* -auth \\(\\/[^ ]*\\).*/\\1/p' | sort -u | while read -r f; do [ -r "$f" ] && echo "$f"; done
echo ${MARK}sockets
ss -lxnpH 2>/dev/null | grep -F /tmp/.X11-unix/X | head -n 64 | cut -c 1-300
echo ${MARK}displays
grep -E -o '/tmp/[.]X11-unix/X[0-9]{1,3}$' /proc/net/unix 2>/dev/null | sort -u | head -n 32 | while read -r f; do
  d=\${f##*X}
  if xauth -n -q list :$d 2>/dev/null </dev/null | grep -q .; then echo $d cookie; else echo $d; fi
done
echo ${MARK}end
echo ${END}`;

/** What the script said, by section; undefined when it was not run to its end. */
export function readSections(output: string): Map<string, string[]> | undefined {
  const text = output.replaceAll('\r\n', '\n');
  const begin = text.lastIndexOf(`${BEGIN}\n`);
  const end = text.indexOf(`${END}\n`, begin);
  if (begin < 0 || end < 0) return undefined;
  const sections = new Map<string, string[]>();
  let lines: string[] = [];
  for (const line of text.slice(begin, end).split('\n')) {
    if (line.startsWith(MARK)) sections.set(line.slice(MARK.length), (lines = []));
    else lines.push(line.slice(0, MAX_LINE_LENGTH));
  }
  return sections;
}
