import type { Build } from '../../../main/contract/build.ts';

const systems = { linux: 'Linux', macos: 'macOS', windows: 'Windows', other: '—' } as const;

/** "Linux", "Linux ×4"; a dash where the service does not say. */
export function machineText({ machine }: Build): string {
  const name = systems[machine.os];
  return machine.count > 1 ? `${name} ×${machine.count}` : name;
}

/** Where a build comes from, apart from its number; and what else tells it from others. */
export function originParts({ projectName, branch, hasUncommitted, hasAccess }: Build): {
  place: string;
  marks: string[];
} {
  const marks: string[] = [];
  if (hasUncommitted) marks.push('uncommitted changes');
  if (hasAccess) marks.push('remote access');
  return { place: [projectName, branch].filter(Boolean).join(' · '), marks };
}

/** "storefront · main · #412", with what else tells this build from others. */
export function buildOrigin(build: Build): string {
  const { place, marks } = originParts(build);
  return [place, `#${build.number}`, ...marks].filter(Boolean).join(' · ');
}

/** As many characters of a commit hash as people compare. */
const SHORT_COMMIT_CHARACTERS = 7;

export function shortCommit(commit: string): string {
  return commit.slice(0, SHORT_COMMIT_CHARACTERS);
}

/** True while the build may still change. */
export function isGoing(build: Build): boolean {
  return build.state === 'queued' || build.state === 'running';
}
