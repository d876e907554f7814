import { BEGIN, END, NAME_END, SECTION } from '../../lib/surroundings/ask-script.ts';

const code = (mark: string): number => mark.charCodeAt(0);

/** The same questions for PowerShell; `ulimit`, terminals and locales of that kind do not exist there. */
const script = `$ErrorActionPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
[Console]::OutputEncoding = New-Object Text.UTF8Encoding $false
function say($name, $value) { [Console]::Out.Write([char]${code(SECTION)} + $name + [char]${code(NAME_END)} + $value) }
[Console]::Out.Write([char]${code(BEGIN)})
say 'variables' ((Get-ChildItem Env: | ForEach-Object { $_.Name + '=' + $_.Value }) -join [char]0)
say 'folder' (Get-Location).Path
say 'user' $env:USERNAME
say 'kernel' ([Environment]::OSVersion.VersionString)
say 'system' (Get-CimInstance Win32_OperatingSystem).Caption
say 'locale' ('LANG=' + (Get-Culture).Name)
foreach ($tool in 'git','node','npm','python','ruby','java','rustc','gcc','clang','cmake','docker','php') {
  $found = Get-Command $tool -CommandType Application -TotalCount 1
  if ($found) { $flag = if ($tool -eq 'java') { '-version' } else { '--version' }; say ('tool ' + $tool) ((& $found.Path $flag 2>&1 | Select-Object -First 1) -as [string]) }
}
[Console]::Out.Write([char]${code(END)})`;

/** One command that cmd.exe and PowerShell take alike: nothing in it needs quotes. */
export const windowsQuestion = `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${Buffer.from(script, 'utf16le').toString('base64')}`;
