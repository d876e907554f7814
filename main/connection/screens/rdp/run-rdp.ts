import { fail } from '../../../lib/result.ts';
import type { RunScreen } from '../screen-context.ts';

/** Joins a viewer to an RDP server. */
export const runRdp: RunScreen = async () => fail('not-supported', 'RDP is being built.');
