import type { Project } from '../../contract/project.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import type { Api } from './api.ts';
import { projectNameOf } from './job.ts';
import { webOriginOf } from './origin.ts';
import { longSlugPath, projectIdOf, toSlug } from './slug.ts';

/** The projects of an account: those the person follows, and those a build of theirs turned up from. */
export interface Projects {
  /** Asks which projects the person follows. */
  refresh(isAskedFor: boolean): Promise<Result<undefined>>;
  isFollowed(slug: string): boolean;
  /** A project that a build belongs to. */
  seen(slug: string, name: string | undefined): void;
  /** The name of a project whose slug holds ids only. Asked for once. */
  nameOf(slug: string): Promise<string | undefined>;
}

interface Options {
  accountId: string;
  origin: string;
  api: Api;
  onChange(projectId: string, project: Project): void;
}

export function createProjects({ accountId, origin, api, onChange }: Options): Projects {
  const names = new Map<string, string>();
  let followed = new Set<string>();

  function seen(slug: string, name: string | undefined): void {
    const shown = projectNameOf({ slug, projectName: name });
    if (names.get(slug) === shown || (names.has(slug) && name === undefined)) return;
    names.set(slug, shown);
    const id = projectIdOf(accountId, slug);
    onChange(id, {
      id,
      accountId,
      name: shown,
      isGit: true,
      isSample: false,
      config: 'not-here',
      mistakes: [],
      webUrl: `${webOriginOf(origin)}/pipelines/${longSlugPath(slug)}`,
    });
  }

  return {
    async refresh(isAskedFor) {
      const result = await api.projects({ isAskedFor });
      if (!result.ok) return result;
      const found = result.value.flatMap(({ vcs_type: vcs, vcs_url: url, username, reponame, slug }) => {
        const type = vcs ?? (url?.includes('bitbucket.org') === true ? 'bb' : slug?.split('/')[0]);
        const place = toSlug(type, username, reponame);
        return place === undefined ? [] : [{ slug: place, name: reponame }];
      });
      followed = new Set(found.map(({ slug }) => slug));
      for (const { slug, name } of found) seen(slug, name);
      return ok();
    },
    isFollowed: (slug) => followed.has(slug),
    seen,
    async nameOf(slug) {
      const known = names.get(slug);
      if (known !== undefined) return known;
      const result = await api.project(slug);
      if (!result.ok) return undefined;
      seen(slug, result.value.name);
      return names.get(slug);
    },
  };
}
