/** Most of what the answer may hold. */
export const ANSWER_BYTES = 256 * 1024;
/** Lines of it that are looked at, and characters of each. */
export const MAX_LINES = 2_000;
export const MAX_LINE_LENGTH = 400;

/** First and last line of the answer. */
export const frame = { BEGIN: 'jumpseat-ports-begin', END: 'jumpseat-ports-end' } as const;

const SHORT = `head -n ${MAX_LINES / 2} | cut -c 1-${MAX_LINE_LENGTH}`;

/**
 * Says what listens, for a POSIX shell: by the first tool that says anything. None of them waits for anything, and each
 * tells the names of programs to those who may know them. On macOS, lsof knows the programs of this user and netstat all
 * ports.
 */
export const listeningScript = `echo ${frame.BEGIN}
case $(uname -s) in
Linux)
  l=$({ ss -Hltnp || ss -ltnp; } 2>/dev/null | ${SHORT})
  [ -n "$l" ] || l=$(netstat -ltnp 2>/dev/null | ${SHORT})
  [ -n "$l" ] || l=$(lsof -nP -w -iTCP -sTCP:LISTEN -F pcn 2>/dev/null | ${SHORT})
  [ -n "$l" ] || l=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep ' 0A ' | ${SHORT})
  ;;
*)
  l=$({ lsof -nP -w -iTCP -sTCP:LISTEN -F pcn; netstat -an -p tcp | grep LISTEN; } 2>/dev/null | ${SHORT})
  ;;
esac
echo "$l"
echo ${frame.END}`;

/** The same for Windows, in the form of netstat. */
const windowsScript = `$ErrorActionPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
'${frame.BEGIN}'
$names = @{}
Get-Process | ForEach-Object { $names[[int]$_.Id] = $_.ProcessName }
$all = Get-NetTCPConnection -State Listen | Select-Object -First ${MAX_LINES / 2}
if ($all) { $all | ForEach-Object { 'tcp 0 0 {0}:{1} 0.0.0.0:* LISTEN {2}/{3}' -f $_.LocalAddress, $_.LocalPort, $_.OwningProcess, $names[[int]$_.OwningProcess] } }
else { netstat -ano -p TCP }
'${frame.END}'`;

/** One command that cmd.exe and PowerShell take alike: nothing in it needs quotes. */
export const windowsListeningCommand = `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${Buffer.from(windowsScript, 'utf16le').toString('base64')}`;
