import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createBuildHost, type BuildHostOptions } from '../../../main/buildhost/build-host.ts';
import { cleanEnvironment } from '../../../main/buildhost/environment/base-environment.ts';
import type { Build, BuildDetail, Step } from '../../../main/contract/build.ts';
import type { BuildHostEvents, HostedSession } from '../../../main/contract/buildhost-control.ts';
import type { Result } from '../../../main/contract/problem.ts';
import type { Clock } from '../../../main/lib/clock.ts';

/** Real time that can be pushed forward: timers that fall due on the way run at once. */
export function createPushedClock(): Clock & { push(ms: number): void } {
  let offsetMs = 0;
  const timers = new Set<{ at: number; fire: () => void }>();
  const now = (): number => Date.now() + offsetMs;
  return {
    now,
    after(delayMs, task) {
      const real = setTimeout(() => timer.fire(), delayMs);
      const cancel = (): void => {
        clearTimeout(real);
        timers.delete(timer);
      };
      const timer = {
        at: now() + delayMs,
        fire() {
          cancel();
          task();
        },
      };
      timers.add(timer);
      return cancel;
    },
    push(ms) {
      const end = now() + ms;
      for (;;) {
        const [next] = [...timers].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at);
        if (next === undefined) break;
        offsetMs += Math.max(0, next.at - now());
        next.fire();
      }
      offsetMs += Math.max(0, end - now());
    },
  };
}

/** The value of a result, or an error that says what went wrong. */
export async function get<T>(result: Result<T> | Promise<Result<T>>): Promise<T> {
  const settled = await result;
  if (!settled.ok) throw new Error(`${settled.problem.code}: ${settled.problem.message}`);
  return settled.value;
}

/** A temporary folder without links in its path, removed with the test. */
export function temporaryFolder(): { path: string } & Disposable {
  const path = realpathSync(mkdtempSync(join(tmpdir(), 'build host ü ')));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

export function writeFiles(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

export function git(folder: string, ...args: string[]): string {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'init.defaultBranch=main'];
  return execFileSync('git', [...identity, ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Makes a repository with one commit of these files. */
export function makeRepository(folder: string, files: Record<string, string>): void {
  mkdirSync(folder, { recursive: true });
  git(folder, 'init', '-q');
  writeFiles(folder, files);
  git(folder, 'add', '-A');
  git(folder, 'commit', '-q', '-m', 'First');
}

/** A hash over every file of the folder, `.git` included. */
export function fingerprint(path: string): string {
  const hash = createHash('sha256');
  for (const entry of readdirSync(path, { recursive: true, withFileTypes: true }).toSorted((a, b) =>
    join(a.parentPath, a.name) < join(b.parentPath, b.name) ? -1 : 1,
  )) {
    const file = join(entry.parentPath, entry.name);
    hash.update(file);
    if (entry.isFile()) hash.update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** jumpseat.yml with these steps, as `name: commands` pairs, and more keys in front. */
export function configText(steps: Record<string, string>, more: Record<string, unknown> = {}): string {
  return JSON.stringify({ ...more, steps: Object.entries(steps).map(([name, run]) => ({ name, run })) });
}

type Emitted = { [N in keyof BuildHostEvents]: { name: N; payload: BuildHostEvents[N] } }[keyof BuildHostEvents];

/** A build host in this process on a folder of its own, with everything it said. */
export async function startHost(
  dataFolder: string,
  options: Partial<BuildHostOptions> & { withSample?: boolean } = {},
) {
  const events: Emitted[] = [];
  let wake = Promise.withResolvers<void>();
  const clock = createPushedClock();
  const host = createBuildHost({
    environment: () => Promise.resolve(cleanEnvironment(process.env)),
    ...options,
    clock,
    emit(name, payload) {
      events.push({ name, payload } as Emitted);
      wake.resolve();
      wake = Promise.withResolvers();
    },
  });
  const { handlers } = host;
  const notice = await get(handlers.open({ dataFolder, withSample: options.withSample ?? false }, []));

  /** Waits until the question has an answer; asks again whenever the host says something. */
  async function until<T>(question: () => T | undefined | Promise<T | undefined>): Promise<T> {
    for (;;) {
      const next = wake.promise;
      const answer = await question();
      if (answer !== undefined) return answer;
      await next;
    }
  }
  const build = async (buildId: string): Promise<Build> => {
    const found = (await get(handlers['builds.list'](undefined, []))).find(({ id }) => id === buildId);
    if (found === undefined) throw new Error(`there is no build ${buildId}`);
    return found;
  };
  const detail = (buildId: string): Promise<BuildDetail> => get(handlers['builds.detail']({ buildId }, []));
  const logOf = async (buildId: string, stepId: string): Promise<string> => {
    let [text, offset] = ['', 0];
    for (;;) {
      const page = await get(handlers['builds.readLog']({ buildId, stepId, offset }, []));
      if (page.chunks.length === 0) return text;
      text += page.chunks.map((chunk) => chunk.text).join('');
      offset = page.nextOffset;
    }
  };
  return {
    ...host,
    handlers,
    clock,
    events,
    notice,
    until,
    build,
    detail,
    logOf,
    [Symbol.asyncDispose]: () => host[Symbol.asyncDispose](),
    async addProject(folder: string): Promise<string> {
      return (await get(handlers['projects.add']({ folder }, []))).projectId;
    },
    async run(projectId: string, includeUncommitted = false): Promise<string> {
      return (await get(handlers['builds.run']({ projectId, includeUncommitted }, []))).buildId;
    },
    async rebuild(buildId: string): Promise<string> {
      return (await get(handlers['builds.rebuild']({ buildId }, []))).buildId;
    },
    /** The build once it is over. */
    finished(buildId: string): Promise<Build> {
      return until(async () => {
        const found = await build(buildId);
        return found.state === 'queued' || found.state === 'running' ? undefined : found;
      });
    },
    /** A step once it has said this. */
    async said(buildId: string, stepName: string, text: string): Promise<Step> {
      return until(async () => {
        const step = (await detail(buildId)).steps.find(({ name }) => name === stepName);
        if (step === undefined) return undefined;
        return (await logOf(buildId, step.id)).includes(text) ? step : undefined;
      });
    },
    /** States and output of a finished build's steps, by name; for machines beyond the first with their index. */
    async steps(
      buildId: string,
    ): Promise<Record<string, { state: string; exitCode: number | undefined; log: string }>> {
      const { steps } = await detail(buildId);
      const pairs = steps.map(async (step) => {
        const log = await logOf(buildId, step.id);
        const name = step.machine === 0 ? step.name : `${step.name} ${step.machine}`;
        return [name, { state: step.state, exitCode: step.exitCode, log }] as const;
      });
      return Object.fromEntries(await Promise.all(pairs));
    },
    /** The session's last report with this state. */
    session(sessionId: string, state: HostedSession['state']): Promise<HostedSession> {
      return until(() =>
        events
          .flatMap((event) => (event.name === 'session' ? [event.payload] : []))
          .findLast((session) => session.id === sessionId && session.state === state),
      );
    },
  };
}

export type TestHost = Awaited<ReturnType<typeof startHost>>;

/** Whether a process is there and not just a corpse. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(execFileSync('cat', [`/proc/${pid}/status`], { encoding: 'utf8' }));
  } catch {
    return false;
  }
}
