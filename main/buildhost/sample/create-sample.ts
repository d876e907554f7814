import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, problem } from '../../lib/result.ts';
import type { Projects } from '../projects/projects.ts';
import type { Builds } from '../run/builds.ts';
import type { Git } from '../source/git.ts';
import { posixSample } from './posix-sample.ts';
import type { SampleRevision } from './revision.ts';
import { windowsSample } from './windows-sample.ts';

/** The sample's folder within the data folder. */
export const SAMPLE_FOLDER = join('projects', 'ferry-times');

interface Options {
  dataFolder: string;
  git: Git | undefined;
  projects: Projects;
  builds: Builds;
}

function writeFiles(folder: string, { files }: SampleRevision): void {
  for (const [path, lines] of Object.entries(files)) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${lines.join('\n')}\n`);
    if (lines[0]?.startsWith('#!') === true) chmodSync(file, 0o755);
  }
}

async function beginRepository(git: Git, folder: string): Promise<void> {
  await git.run(['init', '--quiet', '--template='], { cwd: folder });
  await git.run(['symbolic-ref', 'HEAD', 'refs/heads/main'], { cwd: folder });
  // Commits work here whether or not git knows the person, and line ends stay as the tests want them.
  const settings = { 'user.name': 'Jumpseat sample', 'user.email': 'sample@localhost', 'core.autocrlf': 'false' };
  for (const [name, value] of Object.entries(settings)) await git.run(['config', name, value], { cwd: folder });
}

async function commit(git: Git, folder: string, message: string): Promise<void> {
  await git.run(['add', '--all'], { cwd: folder });
  await git.run(['-c', 'commit.gpgSign=false', 'commit', '--quiet', '--message', message], { cwd: folder });
}

/**
 * Makes the sample project and starts a build of each of its revisions, one after the other as they come into being.
 * When the folder cannot be made, the project stands in the list and says why.
 */
export async function createSample({ dataFolder, git, projects, builds }: Options): Promise<void> {
  const folder = join(dataFolder, SAMPLE_FOLDER);
  try {
    if (existsSync(folder)) {
      // A list of builds was lost, the folder was not: what the person did in it stays.
      const added = await projects.add(folder, true);
      if (added.ok) await builds.run(added.value.projectId, false);
      return;
    }
    mkdirSync(folder, { recursive: true });
    if (git !== undefined) await beginRepository(git, folder);
    for (const revision of process.platform === 'win32' ? windowsSample : posixSample) {
      writeFiles(folder, revision);
      if (git !== undefined) await commit(git, folder, revision.message);
      const added = await projects.add(folder, true);
      if (!added.ok) throw new Error(added.problem.message);
      const started = await builds.run(added.value.projectId, false);
      if (!started.ok) throw new Error(started.problem.message);
      await started.value.kept;
    }
  } catch (error) {
    const reason = problem(
      'storage-failed',
      `The sample project could not be made: ${describe(error)}`,
      `Check that ${dataFolder} can be written and that the disk is not full. Your own projects are not affected.`,
    );
    await projects.reportSample(folder, reason);
  }
}
