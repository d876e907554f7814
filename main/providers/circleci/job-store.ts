import type { MachineKind } from '../../contract/build.ts';
import { isOver } from './states.ts';
import { buildIdOf, type JobPlace } from './slug.ts';
import type { Job } from './job.ts';

/** The jobs that are known, each as all replies together tell it. */
export interface JobStore {
  get(buildId: string): Job | undefined;
  find(place: JobPlace): Job | undefined;
  all(): Job[];
  /** Adds what is new about a job. The listener hears of it when something changed. */
  put(news: Job): Job;
}

/** Some replies know the number of processors, some only the name of the size, some nothing. */
function betterMachine(known: Job['machine'], news: Job['machine']): Job['machine'] {
  if (known === undefined || news === undefined) return news ?? known;
  const rank = ({ os, label }: MachineKind): number => (os === 'other' ? 0 : 1) + (/\d vCPU/.test(label) ? 1 : 0);
  return { ...(rank(known) > rank(news) ? known : news), count: Math.max(known.count, news.count) };
}

/** Later knowledge takes the place of earlier, silence does not; what is over stays over. */
function merge(known: Job | undefined, news: Job): Job {
  if (known === undefined) return news;
  const said = Object.fromEntries(Object.entries(news).filter(([, value]) => value !== undefined));
  const merged: Job = { ...known, ...said };
  // The lists lag behind the page of a job by some seconds.
  if (isOver(known.state) && !isOver(news.state)) merged.state = known.state;
  if (known.state !== 'other' && news.state === 'other') merged.state = known.state;
  merged.machine = betterMachine(known.machine, news.machine);
  return merged;
}

export function createJobStore(accountId: string, onChange: (job: Job) => void): JobStore {
  const jobs = new Map<string, Job>();
  return {
    get: (buildId) => jobs.get(buildId),
    find: (place) => jobs.get(buildIdOf(accountId, place)),
    all: () => [...jobs.values()],
    put(news) {
      const buildId = buildIdOf(accountId, news);
      const known = jobs.get(buildId);
      const job = merge(known, news);
      if (known !== undefined && JSON.stringify(known) === JSON.stringify(job)) return known;
      jobs.set(buildId, job);
      onChange(job);
      return job;
    },
  };
}
