import type { BuildState, Step, StepState } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { isOver } from '../build-over.ts';
import type { WireAction } from './wire.ts';
import type { LegacyAction } from './wire-legacy.ts';

/** A step and where its output lies. */
export interface LoggedStep {
  step: Step;
  /** In the order in which they belong together; empty when the service told none. */
  logUrls: string[];
}

const states: Record<string, StepState> = {
  success: 'passed',
  failed: 'failed',
  skipped: 'skipped',
  canceled: 'cancelled',
};

function stepState(action: Pick<WireAction, 'status' | 'started_at' | 'finished_at'>, build: BuildState): StepState {
  const { status, started_at: startedAt, finished_at: finishedAt } = action;
  if (status !== undefined) return Object.hasOwn(states, status) ? (states[status] ?? 'other') : 'other';
  if (startedAt === undefined) return isOver(build) ? 'skipped' : 'pending';
  if (finishedAt !== undefined) return 'other';
  // Without a status it runs, unless the build it belongs to is over.
  return isOver(build) ? 'interrupted' : 'running';
}

// Escape sequences, control characters but line breaks and tabs, and marks that turn text around or are not seen.
const UNSEEN = /\u001B\[[0-?]*[ -/]*[@-~]|(?![\n\t])\p{Cc}|[\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]/gu;

/** A script as what it shows, so that what a person reads is what runs when it is repeated. */
function plainScript(script: string): string {
  return script.slice(0, 8192).replace(UNSEEN, '');
}

function logUrls(action: LegacyAction | undefined): string[] {
  if (action === undefined) return [];
  // Script steps often have the output only at their parts.
  const parts = action.subactions.flatMap(({ logUrl }) => (logUrl === undefined ? [] : [logUrl]));
  return action.logUrl === undefined ? parts : [action.logUrl];
}

function asAction(legacy: LegacyAction, position: number): WireAction {
  const script = legacy.subactions.flatMap(({ command }) => (command === undefined ? [] : [command])).join('\n');
  return {
    id: legacy._id ?? String(position),
    name: legacy.name ?? '',
    script: script === '' ? undefined : script,
    status: legacy.status,
    started_at: legacy.startedAt,
    finished_at: legacy.finishedAt,
  };
}

/**
 * The steps of a build: what v3 says about them, and the addresses of their logs, which only the legacy API has. Either
 * may be missing.
 */
export function toSteps(
  actions: WireAction[] | undefined,
  legacy: LegacyAction[] | undefined,
  build: BuildState,
): LoggedStep[] {
  const used = new Set<string>();
  return (actions ?? legacy?.map(asAction) ?? []).map((action, position) => {
    // Whether both APIs call an action by the same id is not documented; position and name together are as good.
    const twin =
      legacy?.find(({ _id }) => _id === action.id) ??
      (legacy?.[position]?.name === action.name ? legacy[position] : undefined);
    const id = used.has(action.id) ? `${action.id}-${position}` : action.id;
    used.add(id);
    const command = action.script ?? twin?.subactions.find((part) => part.command !== undefined)?.command;
    const step: Step = {
      id,
      machine: 0,
      position,
      name: plainText(action.name, 200) || `Step ${position + 1}`,
      ...(command === undefined ? {} : { command: plainScript(command) }),
      state: stepState(action, build),
      ...(action.started_at === undefined ? {} : { startedAt: action.started_at }),
      ...(action.finished_at === undefined ? {} : { finishedAt: action.finished_at }),
      logEnd: 0,
    };
    return { step, logUrls: logUrls(twin) };
  });
}

/** Name of the first step that failed. */
export function failingStep(steps: readonly LoggedStep[]): string | undefined {
  return steps.find(({ step }) => step.state === 'failed')?.step.name;
}
