/** One command of a job: what it prints, how long it takes, how it ends. */
export interface CommandScript {
  directive: string;
  output?: readonly string[];
  /** 2 unless said otherwise. */
  seconds?: number;
  /** 0 unless said otherwise. */
  exitCode?: number;
}

export interface JobScript {
  name: string;
  /** "f1-standard-2" unless said otherwise; "s1-…" is an agent of the organisation's own. */
  machineType?: string;
  osImage?: string;
  commands: readonly CommandScript[];
  /** Its environment is kept back, and nobody may debug it. */
  isRestricted?: boolean;
  isInContainer?: boolean;
  /** Its machine can be entered while it runs. */
  hasMachine?: boolean;
  /** Files it leaves behind, by path. */
  artifacts?: Readonly<Record<string, string>>;
}

export interface BlockScript {
  name: string;
  jobs: readonly JobScript[];
}

/** A push that sets off a workflow of one pipeline. */
export interface PushScript {
  project: string;
  branch: string;
  message: string;
  /** Login at the code host. */
  author: string;
  blocks: readonly BlockScript[];
  /** Milliseconds since the epoch; now unless said otherwise. */
  at?: number;
}

export interface TimedEvent {
  at: number;
  event: Record<string, unknown>;
}

const PENDING_MS = 1_000;
const QUEUED_MS = 3_000;

export interface Timeline {
  queuedAt: number;
  startAt: number;
  endAt: number;
  result: 'PASSED' | 'FAILED';
  events: TimedEvent[];
}

/** An event of a log, as the service has it. */
export function eventAt(at: number, event: Record<string, unknown>): TimedEvent {
  return { at, event: { ...event, timestamp: Math.floor(at / 1000) } };
}

/** When what happens to a job that is made at `createdAt`; its log comes with it. */
export function timelineOf(script: JobScript, createdAt: number): Timeline {
  const queuedAt = createdAt + PENDING_MS;
  const startAt = queuedAt + QUEUED_MS;
  const events: TimedEvent[] = [];
  const say = (at: number, event: Record<string, unknown>): void => {
    events.push(eventAt(at, event));
  };
  say(startAt, { event: 'job_started' });
  let now = startAt;
  let hasFailed = false;
  const setUp: CommandScript = { directive: 'Exporting environment variables', output: ['Exporting CI\n'], seconds: 1 };
  for (const { directive, output = [], seconds = 2, exitCode = 0 } of [setUp, ...script.commands]) {
    const endsAt = now + seconds * 1000;
    say(now, { event: 'cmd_started', directive });
    for (const [index, piece] of output.entries()) {
      say(now + (seconds * 1000 * (index + 1)) / (output.length + 1), { event: 'cmd_output', output: piece });
    }
    const times = { started_at: Math.floor(now / 1000), finished_at: Math.floor(endsAt / 1000) };
    say(endsAt, { event: 'cmd_finished', directive, exit_code: exitCode, ...times });
    now = endsAt;
    hasFailed = exitCode !== 0;
    if (hasFailed) break;
  }
  say(now, { event: 'job_finished', result: hasFailed ? 'failed' : 'passed' });
  return { queuedAt, startAt, endAt: now, result: hasFailed ? 'FAILED' : 'PASSED', events };
}
