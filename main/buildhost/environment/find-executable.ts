import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The value of a variable; on Windows names are the same in any case. */
export function variable(environment: Record<string, string>, name: string): string | undefined {
  if (Object.hasOwn(environment, name)) return environment[name];
  if (process.platform !== 'win32') return undefined;
  const found = Object.keys(environment).find((key) => key.toUpperCase() === name.toUpperCase());
  return found === undefined ? undefined : environment[found];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** Full path of a program on the PATH of this environment, as a shell would find it. */
export function findExecutable(name: string, environment: Record<string, string>): string | undefined {
  const suffixes = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  const folders = (variable(environment, 'PATH') ?? '').split(delimiter).filter(Boolean);
  for (const folder of folders) {
    for (const suffix of suffixes) {
      const file = join(folder, name + suffix);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}
