import { lookUp } from '../../lib/look-up.ts';

/** Names of version control services in project slugs; long in v1.1, short in v2. */
const shortNames: Record<string, string> = { github: 'gh', bitbucket: 'bb' };

/** A project's slug as v2 writes it ("gh/acme/shop"), or undefined when it could not stand in an address. */
export function toSlug(vcs: string | undefined, organisation: string, repository: string): string | undefined {
  return cleanSlug(`${vcs ?? 'gh'}/${organisation}/${repository}`);
}

/** The one spelling of a slug; undefined for what is none. */
export function cleanSlug(text: string): string | undefined {
  const parts = text.split('/');
  const [vcs = '', organisation = '', repository = ''] = parts;
  // An address has no use for "..": it would lead to another part of the API.
  const isName = (name: string): boolean =>
    /^[^\s/?#\\\p{Cc}\p{Cs}]{1,200}$/u.test(name) && name !== '.' && name !== '..';
  if (parts.length !== 3 || !parts.every(isName)) return undefined;
  return `${lookUp(shortNames, vcs) ?? vcs}/${organisation}/${repository}`;
}

/** A slug as part of an address. */
export function slugPath(slug: string): string {
  return slug.split('/').map(encodeURIComponent).join('/');
}

/** A slug as the web pages and v1.1 spell it: "github/acme/shop". */
export function longSlugPath(slug: string): string {
  const [vcs = '', ...rest] = slug.split('/');
  const long = Object.entries(shortNames).find(([, short]) => short === vcs)?.[0] ?? vcs;
  return slugPath([long, ...rest].join('/'));
}

/** Where a job is: the project's slug and the number of the job in it. */
export interface JobPlace {
  slug: string;
  number: number;
}

export function buildIdOf(accountId: string, { slug, number }: JobPlace): string {
  return `${accountId}/${slug}/${number}`;
}

export function projectIdOf(accountId: string, slug: string): string {
  return `${accountId}/${slug}`;
}

/** The job that an id of a build stands for, also when it is not in the list any more. */
export function placeOf(accountId: string, buildId: string): JobPlace | undefined {
  if (!buildId.startsWith(`${accountId}/`)) return undefined;
  const match = /^(.+)\/(\d{1,15})$/.exec(buildId.slice(accountId.length + 1));
  const slug = match?.[1] === undefined ? undefined : cleanSlug(match[1]);
  return slug === undefined ? undefined : { slug, number: Number(match?.[2]) };
}
