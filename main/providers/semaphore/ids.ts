import { randomUUID } from 'node:crypto';

/** Ids of ours: they begin with the account's, and end with Semaphore's own. */
export interface Ids {
  build(jobId: string): string;
  project(projectId: string): string;
  debugSession(jobId: string): string;
  /** A job can be entered several times, one after the other. */
  attachSession(jobId: string): string;
  /** Semaphore's id of the job a build is, or of the project. */
  wire(id: string): string;
}

export function createIds(accountId: string): Ids {
  return {
    build: (jobId) => `${accountId}:${jobId}`,
    project: (projectId) => `${accountId}:${projectId}`,
    debugSession: (jobId) => `${accountId}:debug:${jobId}`,
    attachSession: (jobId) => `${accountId}:attach:${jobId}:${randomUUID()}`,
    wire: (id) => (id.startsWith(`${accountId}:`) ? id.slice(accountId.length + 1) : ''),
  };
}
