import { plainText } from '../lib/plain-text.ts';

/**
 * Endings of files that a system runs, installs or follows when they are opened, instead of showing them in an editor.
 * One list for all systems: a file that one of them would only show is no loss.
 */
const RUNNABLE = new Set(
  `app appimage apk appinstaller application appref-ms appx appxbundle action bat bin chm cmd com command cpl crx deb
  desktop diagcab dll dmg exe fileloc flatpak flatpakref flatpakrepo gadget hta inetloc inf ink ins iso jar jnlp jse
  job kdelnk kext lib library-ms lnk mde mobileconfig mpkg msc msh msi msix msixbundle msp mst oxt osax pif pkg plugin
  prefpane prg ps1 ps1xml ps2 psc1 psc2 psm1 qlgenerator reg rpm run saver scf scpt scptd scr sct search-ms
  searchconnector-ms settingcontent-ms shb shs snap terminal theme themepack tool url vb vbe vbs vhd vhdx vsix webloc
  website workflow ws wsc wsf wsh xbap xll xpi applescript`.split(/\s+/),
);

/** What Windows runs besides: there the ending alone decides, and languages that are installed take theirs. */
const RUNNABLE_ON_WINDOWS = new Set('bash js mjs cjs php pl py pyc pyw pyz rb rbw sh tcl ts lua zsh'.split(' '));

/** Whether this computer would run the file if it were opened, or might. */
export function wouldRun(name: string, platform: NodeJS.Platform): boolean {
  const ending = /\.([^.]+)$/.exec(name.replace(/[. ]+$/, ''))?.[1]?.toLowerCase();
  if (ending === undefined) return false;
  return RUNNABLE.has(ending) || (platform === 'win32' && RUNNABLE_ON_WINDOWS.has(ending));
}

/** Names Windows keeps for devices. Source: https://learn.microsoft.com/windows/win32/fileio/naming-a-file */
const DEVICES = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;
const MAX_BYTES = 200;

/** Whether a machine's file can lie here under its own name, and the name shows what it is. */
export function canHaveName(name: string, platform: NodeJS.Platform): boolean {
  if (name === '' || name === '.' || name === '..' || /[/\\]/.test(name)) return false;
  if (plainText(name, 4096) !== name || Buffer.byteLength(name) > MAX_BYTES) return false;
  if (platform !== 'win32') return true;
  return !/[<>:"|?*]|[. ]$/.test(name) && !DEVICES.test(name);
}
