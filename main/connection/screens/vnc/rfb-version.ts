import { plainText } from '../../../lib/plain-text.ts';
import { VncFailure } from './vnc-failure.ts';
import type { Wire } from './wire.ts';

/** The versions that differ (RFC 6143, 7.1.1 and appendix A); every other one counts as one of them. */
export type RfbVersion = '3.3' | '3.7' | '3.8';

const answers: Record<RfbVersion, string> = { '3.3': 'RFB 003.003\n', '3.7': 'RFB 003.007\n', '3.8': 'RFB 003.008\n' };

/** Reads the server's version and answers with the one to speak. Apple's says 3.889, RealVNC's 4.1 or 5.0: that is 3.8. */
export async function agreeOnVersion(wire: Wire): Promise<RfbVersion> {
  const greeting = (await wire.read(12)).toString('latin1');
  const version = versionOf(greeting);
  wire.write(Buffer.from(answers[version], 'latin1'));
  return version;
}

export function versionOf(greeting: string): RfbVersion {
  const numbers = /^RFB (\d{3})\.(\d{3})\n$/.exec(greeting);
  if (numbers === null) throw notVnc(greeting);
  const [major, minor] = [Number(numbers[1]), Number(numbers[2])];
  if (major === 0)
    throw new VncFailure(
      'not-supported',
      'A VNC repeater answers there, which Jumpseat cannot ask for a machine.',
      'Use the address of the machine itself, or open the screen through SSH.',
    );
  if (major > 3 || minor >= 8) return '3.8';
  return minor === 7 ? '3.7' : '3.3';
}

function notVnc(greeting: string): VncFailure {
  const other = greeting.startsWith('SSH-') ? 'SSH' : /^(?:HTTP\/|<)/.test(greeting) ? 'HTTP' : undefined;
  return new VncFailure(
    'protocol-error',
    other === undefined ? 'What answers there is no VNC server.' : `What answers there speaks ${other}, not VNC.`,
    'Check the port. VNC is usually at 5900 plus the number of the display.',
    `it began with ${JSON.stringify(plainText(greeting, 12))}`,
  );
}
