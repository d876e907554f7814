import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const besides = resolve(import.meta.dirname, '../../../../shared/providers/specs');
const named = process.env['JUMPSEAT_PROVIDER_SPECS'];

/** The folder with the services' published schemas, when there is one: named by JUMPSEAT_PROVIDER_SPECS or beside us. */
export const specsFolder = [named, besides].find(
  (folder): folder is string => folder !== undefined && folder !== '' && existsSync(folder),
);

/** Why exchanges cannot be held against the published schemas, or undefined when they can. */
export const specsMissing =
  specsFolder === undefined
    ? `there is no folder with the services' published schemas${named ? ` at ${named}` : ''}; JUMPSEAT_PROVIDER_SPECS names one`
    : undefined;

export function specFile(...path: string[]): string {
  return join(specsFolder ?? besides, ...path);
}
