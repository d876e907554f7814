/** Marks of an answer: control characters (ASCII 28 to 31) that nobody sees and that no echo of the question holds. */
export const BEGIN = '\u001E';
export const SECTION = '\u001D';
export const NAME_END = '\u001F';
export const END = '\u001C';

/** `ulimit -` letter and what it limits, in the words of bash where other shells have their own. */
const limits: Readonly<Record<string, string>> = {
  n: 'open files',
  u: 'processes',
  f: 'file size',
  c: 'core file size',
  d: 'data segment',
  s: 'stack size',
  t: 'cpu time',
  v: 'virtual memory',
  l: 'locked memory',
};

/** Tools whose version often matters, with what asks for it. Nothing here may download, ask or open a window. */
const tools: readonly (readonly [name: string, question: string])[] = [
  ['git', '--version'],
  ['node', '--version'],
  ['npm', '--version'],
  ['python3', '--version'],
  ['ruby', '--version'],
  ['java', '-version'],
  ['go', 'version'],
  ['rustc', '--version'],
  ['gcc', '--version'],
  ['clang', '--version'],
  ['make', '--version'],
  ['cmake', '--version'],
  ['docker', '--version'],
  ['php', '--version'],
  ['swift', '--version'],
  ['gradle', '--version'],
  ['mvn', '--version'],
  ['xcodebuild', '-version'],
];

/** A tool that takes longer is left out; seconds. */
const TOOL_SECONDS = 5;

/** On a Mac without the command line tools these open a window that offers to install them. */
const xcodeTools = ['git', 'python3', 'gcc', 'clang', 'make', 'swift', 'xcodebuild'];

const part = (name: string, command: string): string => `p ${name}; ${command}`;

/**
 * Asks a machine about itself; for any POSIX shell. One line without single quotes and double backslashes, so that every
 * shell that a person may have takes it as one word in single quotes. Variables come first: they matter most when it is cut
 * off. They end in NUL, because a value may hold line breaks.
 */
export const askScript = [
  `p() { printf "\\035%s\\037" "$1"; }`,
  'stty -echo -opost 2>/dev/null',
  `printf "\\036"`,
  part('variables', `env -0 2>/dev/null || cat /proc/self/environ 2>/dev/null || env | tr "\\n" "\\000"`),
  part('folder', 'pwd'),
  part(
    'parent',
    '{ ps -o args= -p "$PPID" || tr "\\000" " " </proc/"$PPID"/cmdline; } 2>/dev/null | head -n 1 | cut -c 1-200',
  ),
  part('terminal', 'if [ -t 0 ] && [ -t 1 ]; then tty; fi'),
  part('user', 'id -un 2>/dev/null'),
  part('kernel', 'uname -srm'),
  part(
    'system',
    '{ sed -n "s/^PRETTY_NAME=//p" /etc/os-release || { sw_vers -productName; sw_vers -productVersion; }; } 2>/dev/null | tr "\\n" " "',
  ),
  part('locale', 'locale 2>/dev/null | head -n 20'),
  part('umask', 'umask'),
  ...Object.entries(limits).map(([letter, name]) =>
    part(`"limit ${name}"`, `ulimit -${letter} 2>/dev/null | head -n 1`),
  ),
  'export GOTOOLCHAIN=local RUSTUP_AUTO_INSTALL=0 NO_UPDATE_NOTIFIER=1',
  'mac=; [ "$(uname -s)" = Darwin ] && mac=1',
  '[ -z "$mac" ] || xcode-select -p >/dev/null 2>&1 && x=1 || x=',
  '[ -z "$mac" ] || /usr/libexec/java_home >/dev/null 2>&1 && j=1 || j=',
  // In the background, all at once: the slowest one says how long it takes, and none longer than its limit.
  `v() { command -v "$1" >/dev/null 2>&1 || return 0; { o=$({ "$@" </dev/null 2>&1 & q=$!; { sleep ${TOOL_SECONDS}; kill -9 $q; } >/dev/null 2>&1 & w=$!; wait $q && kill $w 2>/dev/null; } | grep -v "^[ -]*$" | grep -v "^Picked up" | head -n 1 | cut -c 1-200); printf "\\035tool %s\\037%s" "$1" "$o"; } & }`,
  ...tools.map(([name, question]) => {
    const guard = xcodeTools.includes(name) ? '[ -z "$x" ] || ' : name === 'java' ? '[ -z "$j" ] || ' : '';
    return `${guard}v ${name} ${question}`;
  }),
  'wait',
  `printf "\\034"`,
].join('; ');
