import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Document } from 'yaml';
import { MAX_CONFIG_BYTES } from './parse-config.ts';
import { findRecipes, type FolderListing, type Recipe } from './draft-recipes.ts';

const nothingFound: Recipe = {
  basedOn: '',
  steps: [{ name: 'Build', run: 'echo "Write the commands that build and test this project here."' }],
};

function listFolder(folder: string, isWindows: boolean): FolderListing {
  const names = new Set(readdirSync(folder));
  return {
    isWindows,
    has: (name) => names.has(name),
    read(name) {
      const file = join(folder, name);
      const isReadable = names.has(name) && statSync(file).isFile() && statSync(file).size <= MAX_CONFIG_BYTES;
      return isReadable ? readFileSync(file, 'utf8') : '';
    },
  };
}

/** Control characters and over-long names cannot stand in jumpseat.yml. */
function nameOf(folder: string): string {
  return (
    basename(folder)
      .replaceAll(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, ' ')
      .slice(0, 100) || 'project'
  );
}

/**
 * Proposes the text of a jumpseat.yml from what lies in the folder; `basedOn` is empty when that says nothing.
 * Throws when the folder cannot be read.
 */
export function draftConfig(folder: string, platform: NodeJS.Platform): { text: string; basedOn: string } {
  const [recipe = nothingFound, ...others] = findRecipes(listFolder(folder, platform === 'win32'));
  const document = new Document({ name: nameOf(folder), steps: recipe.steps });
  const comments = [
    'How Jumpseat builds this project.',
    recipe.basedOn === ''
      ? 'There were no build files that Jumpseat knows: write your own commands.'
      : `Made from ${recipe.basedOn}; change it as you like.`,
    ...others.map(({ basedOn, steps }) => `Also found: ${basedOn} (${steps.map(({ run }) => run.trim()).join('; ')})`),
  ];
  document.commentBefore = comments.map((line) => ` ${line.replaceAll('\n', ' && ')}`).join('\n');
  return { text: document.toString({ lineWidth: 0 }), basedOn: recipe.basedOn };
}
