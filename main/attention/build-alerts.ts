import type { Account } from '../contract/account.ts';
import type { Build } from '../contract/build.ts';
import { bodyOf, shortName, type News } from './alert.ts';

const verbs: Partial<Record<Build['state'], string>> = {
  passed: 'passed',
  failed: 'failed',
  interrupted: 'was interrupted',
};

export const buildName = ({ projectName, number }: Build): string => shortName(`${projectName} #${number}`);

/** What to say of a build that has come to its end; nothing of one that somebody stopped. */
export function buildNewsOf(build: Build, account: Account | undefined): News | undefined {
  const verb = verbs[build.state];
  if (verb === undefined) return undefined;
  const name = buildName(build);
  const rebuild = build.state === 'passed' ? undefined : rebuildAct(build, account);
  return {
    title: `${name} ${verb}`,
    body: bodyOf(build.failingStep === undefined ? undefined : `In the step ${build.failingStep}`, build.title),
    line: `${name} ${verb}`,
    isUrgent: false,
    act: { kind: 'open-build', buildId: build.id },
    actions: rebuild === undefined ? [] : [{ label: rebuildLabel(rebuild), act: rebuild }],
  };
}

interface Rebuild {
  kind: 'rebuild';
  buildId: string;
  withAccess: boolean;
}

/** How a build can be run again: with remote access where the account can. */
export function rebuildAct(build: Build, account: Account | undefined): Rebuild | undefined {
  const withAccess = account?.capabilities.rebuildWithAccess === true;
  if (!withAccess && account?.capabilities.rebuild !== true) return undefined;
  return { kind: 'rebuild', buildId: build.id, withAccess };
}

export const rebuildLabel = ({ withAccess }: Rebuild): string =>
  withAccess ? 'Rebuild with remote access' : 'Rebuild';
