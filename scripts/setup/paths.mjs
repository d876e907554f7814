import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What set-up keeps between runs; `npm ci` clears it together with node_modules. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'jumpseat');
