import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const besides = resolve(import.meta.dirname, '../../../../shared/providers/specs');
const named = process.env['JUMPSEAT_PROVIDER_SPECS'];
const folder = named === undefined || named === '' ? besides : named;

/** The folder with the services' published schemas, when there is one: named by JUMPSEAT_PROVIDER_SPECS or beside us. */
export const specsFolder = existsSync(folder) ? folder : undefined;

/** Why exchanges cannot be held against the published schemas, or undefined when they can. */
export const specsMissing =
  specsFolder === undefined
    ? `there is no folder with the services' published schemas at ${folder}; JUMPSEAT_PROVIDER_SPECS names one`
    : undefined;

export function specFile(...path: string[]): string {
  return join(folder, ...path);
}
