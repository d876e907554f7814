import type { Job } from './wire-job.ts';

/** How the service names debug jobs; they carry no other mark. Source: zebra's debug.ex of the published server. */
const OF_JOB = /^Debug Session for Job ([A-Za-z0-9_-]{1,64})$/;
const OF_PROJECT = /^Debug Session for project /;

/** A job that does nothing but keep its machine for somebody. */
export function isDebugJob({ name }: Pick<Job, 'name'>): boolean {
  return OF_JOB.test(name) || OF_PROJECT.test(name);
}

/** The job that is debugged. */
export function debuggedJobOf({ name }: Pick<Job, 'name'>): string | undefined {
  return OF_JOB.exec(name)?.[1];
}
