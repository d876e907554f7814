import { fail } from '../../../lib/result.ts';
import type { RunScreen } from '../screen-context.ts';

/** Signs in to a VNC server (RFC 6143) and carries its bytes. */
export const runVnc: RunScreen = async () => fail('not-supported', 'VNC is being built.');
