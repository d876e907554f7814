import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** The folder that holds package.json. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What set-up keeps between runs. */
export const cacheFolder = join(root, 'node_modules', '.cache', 'jumpseat');

/** Where that waits while `npm ci` replaces node_modules. */
export const keptCacheFolder = join(root, '.kept-cache');
