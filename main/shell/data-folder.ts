import { accessSync, constants, mkdirSync } from 'node:fs';
import { describe } from '../lib/result.ts';

/** Makes the folder if need be. Why nothing can be kept in it, or undefined when all is well. */
export function dataFolderFault(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return describe(error);
  }
}
