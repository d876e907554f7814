import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ConfigMistake, Project } from '../../contract/project.ts';
import { describe, problem } from '../../lib/result.ts';
import { CONFIG_FILE, type ConfigFile } from '../config/config-schema.ts';
import { MAX_CONFIG_BYTES, parseConfig } from '../config/parse-config.ts';

/** What a project's folder says at the moment. */
export type ProjectStatus = Pick<Project, 'config' | 'mistakes' | 'problem'> & {
  /** From jumpseat.yml, else the folder's. */
  name?: string | undefined;
  file?: ConfigFile | undefined;
};

/** A label of the list: whatever a folder is called, on one line. */
export function folderName(folder: string): string {
  const name = basename(folder).replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ');
  return name.trim() === '' ? folder : name;
}

function invalid(mistakes: ConfigMistake[]): ProjectStatus {
  const [first] = mistakes;
  return {
    config: 'invalid',
    mistakes,
    problem: problem(
      'project-config-invalid',
      first === undefined
        ? `${CONFIG_FILE} cannot be read.`
        : `${CONFIG_FILE}, line ${first.line}, column ${first.column}: ${first.message}`,
      `Correct ${CONFIG_FILE} and check it again.`,
    ),
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Reads jumpseat.yml of a folder; never throws. */
export function readStatus(folder: string): ProjectStatus {
  if (!isFolder(folder)) {
    return {
      config: 'folder-missing',
      mistakes: [],
      problem: problem(
        'project-missing',
        `The folder ${folder} is not there.`,
        'Put it back or connect its disk, or remove the project from the list.',
      ),
    };
  }
  const file = join(folder, CONFIG_FILE);
  if (!existsSync(file)) {
    const other = ['jumpseat.yaml', '.jumpseat.yml'].find((name) => existsSync(join(folder, name)));
    const hint =
      other === undefined ? 'Let Jumpseat write one, or write it yourself.' : `Rename ${other} to ${CONFIG_FILE}.`;
    return {
      config: 'missing',
      mistakes: [],
      problem: problem('project-config-missing', `There is no ${CONFIG_FILE} in ${folder}.`, hint),
    };
  }
  try {
    if (!statSync(file).isFile()) return invalid([{ line: 1, column: 1, message: 'This is not a file.' }]);
    if (statSync(file).size > MAX_CONFIG_BYTES)
      return invalid([{ line: 1, column: 1, message: 'The file is too large: at most 256 KiB are read.' }]);
    const parsed = parseConfig(readFileSync(file, 'utf8'));
    if (!parsed.ok) return invalid(parsed.mistakes);
    return { config: 'valid', mistakes: [], name: parsed.config.name ?? folderName(folder), file: parsed.config };
  } catch (error) {
    return invalid([{ line: 1, column: 1, message: `The file cannot be read: ${describe(error)}.` }]);
  }
}
