/** One step of a build: what it prints, how long it takes, how it ends. */
export interface StepScript {
  name: string;
  /** What is run, where the service shows it. */
  command?: string;
  output?: readonly string[];
  /** 3 unless said otherwise. */
  seconds?: number;
  /** `success` unless said otherwise. */
  outcome?: 'success' | 'failed';
  /** Runs although an earlier step failed. */
  isAlways?: boolean;
}

export interface TimedLine {
  at: number;
  text: string;
}

export interface TimedStep {
  script: StepScript;
  /** Undefined for a step that is never run. */
  startAt: number | undefined;
  endAt: number | undefined;
  outcome: 'success' | 'failed' | 'skipped';
  lines: TimedLine[];
}

/** What happens to a build, laid down when it begins; what can be seen of it depends on the clock. */
export interface Timeline {
  steps: TimedStep[];
  endAt: number;
  hasFailed: boolean;
}

export function timelineOf(scripts: readonly StepScript[], startAt: number): Timeline {
  let now = startAt;
  let hasFailed = false;
  const steps = scripts.map((script): TimedStep => {
    const { output = [], seconds = 3, outcome = 'success', isAlways = false } = script;
    if (hasFailed && !isAlways) return { script, startAt: undefined, endAt: undefined, outcome: 'skipped', lines: [] };
    const begin = now;
    now += seconds * 1000;
    hasFailed ||= outcome === 'failed';
    const lines = output.map((line, index) => ({
      at: begin + (seconds * 1000 * (index + 1)) / (output.length + 1),
      text: `${line}\n`,
    }));
    return { script, startAt: begin, endAt: now, outcome, lines };
  });
  return { steps, endAt: now, hasFailed };
}

/** What a step has printed by now. */
export function printed(step: TimedStep, now: number): string {
  return step.lines
    .filter(({ at }) => at <= now)
    .map(({ text }) => text)
    .join('');
}
