import type { Result } from '../../contract/problem.ts';
import { ok } from '../result.ts';
import { readRdpSettings } from './links.ts';
import type { PastedRecord } from './record.ts';

/** One line of an .rdp file: name, type (string, integer, binary), value. */
const setting = /^[ \t]*([a-z][a-z0-9 ]{0,60}):([sib]):(.*)$/i;

/** Whether the text is an .rdp file, also one that lost some of its lines. */
export function isRdpFile(text: string): boolean {
  return /^[ \t]*(?:alternate )?full address:s:/im.test(text);
}

/** Reads the text of an .rdp file (Microsoft, "Supported RDP properties"). */
export function readRdpFile(text: string): Result<{ record: PastedRecord; notes: string[] }> {
  const settings = new Map<string, string>();
  for (const line of text.split('\n')) {
    const match = setting.exec(line);
    if (match !== null) settings.set((match[1] ?? '').toLowerCase(), (match[3] ?? '').trim());
  }
  const record = readRdpSettings(settings);
  if (!record.ok) return record;
  const notes: string[] = [];
  const isOn = (name: string, off: readonly string[]): boolean => !off.includes(settings.get(name) ?? off[0] ?? '');
  // 0: no gateway; 4: none, and no setting of the system either.
  if (isOn('gatewayhostname', ['']) && isOn('gatewayusagemethod', ['0', '4']))
    notes.push(
      'The file names a Remote Desktop gateway, which is not supported: Jumpseat would go to the computer itself.',
    );
  if (isOn('password 51', ['']))
    notes.push('The password in the file can be read only by the Windows account that saved it: type it instead.');
  if (isOn('remoteapplicationmode', ['0']) || isOn('alternate shell', ['']))
    notes.push('The program that the file would start is not started.');
  return ok({ record: record.value, notes });
}
