// Writes assets/jumpseat.schema.json from the schema in main/buildhost/config. Run it after changing that schema,
// then `npm run format`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runnerImport } from 'vite';
import { root } from './setup/paths.mjs';

const { module } = await runnerImport(join(root, 'main/buildhost/config/json-schema.ts'));
writeFileSync(join(root, 'assets', 'jumpseat.schema.json'), module.configJsonSchema());
