// Adds to package-lock.json the packages for other systems that npm left out because the registry in use lacks them.
// Without them `npm ci` refuses the lockfile. Run this after a change of packages; a test says when it is needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryFor, missingOptionalPackages } from './lib/lockfile.mjs';
import { root } from './setup/paths.mjs';

const file = join(root, 'package-lock.json');
const lockfile = JSON.parse(readFileSync(file, 'utf8'));
const missing = missingOptionalPackages(lockfile);
const added = Object.fromEntries(missing.map((found) => [`node_modules/${found.name}`, entryFor(found)]));
const unknown = Object.keys(added).filter((path) => added[path] === undefined);
if (unknown.length > 0) {
  console.error(`The system these are for is not in their names: ${unknown.join(', ')}.`);
  process.exitCode = 1;
} else if (missing.length > 0) {
  const { '': top, ...others } = { ...lockfile.packages, ...added };
  const sorted = Object.entries(others).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  writeFileSync(
    file,
    `${JSON.stringify({ ...lockfile, packages: { '': top, ...Object.fromEntries(sorted) } }, null, 2)}\n`,
  );
  console.log(`Added ${missing.length} packages for other systems.`);
}
