import { look } from './look-script.ts';

/**
 * The same look around on Windows. Its ports are told in the form of netstat, so that one reader does for all.
 * `fDenyTSConnections` is what the switch "Remote Desktop" in the system's settings sets.
 */
const script = `$ErrorActionPreference = 'SilentlyContinue'
$ProgressPreference = 'SilentlyContinue'
'${look.BEGIN}'
'${look.MARK}system'
'Windows'
'${look.MARK}listening'
Get-NetTCPConnection -State Listen |
  Where-Object { ($_.LocalPort -ge 5900 -and $_.LocalPort -le 5999) -or ($_.LocalPort -ge 3389 -and $_.LocalPort -le 3399) } |
  Select-Object -First 200 |
  ForEach-Object { 'tcp 0 0 0.0.0.0:{0} 0.0.0.0:* LISTEN {1}/{2}' -f $_.LocalPort, $_.OwningProcess, (Get-Process -Id $_.OwningProcess).ProcessName }
'${look.MARK}rdp'
(Get-ItemProperty -Path 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server').fDenyTSConnections
'${look.MARK}end'
'${look.END}'`;

/** One command that cmd.exe and PowerShell take alike: nothing in it needs quotes. */
export const windowsLookCommand = `powershell.exe -NoProfile -NonInteractive -EncodedCommand ${Buffer.from(script, 'utf16le').toString('base64')}`;
