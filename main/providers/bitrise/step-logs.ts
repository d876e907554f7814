import type { LogPage } from '../../contract/build.ts';
import type { Result } from '../../contract/problem.ts';
import { ok } from '../../lib/result.ts';
import { logWindow } from '../log-window.ts';
import type { BitriseApi } from './api.ts';
import type { BuildLog } from './build-log.ts';
import type { BuildRef } from './build-store.ts';
import type { BitriseStep } from './steps.ts';
import { stepMessagesSchema } from './wire.ts';

/** Logs of single steps that are kept. */
const MAX_KEPT = 24;

type Range = { offset?: number | undefined; tailBytes?: number | undefined };

interface Asked {
  ref: BuildRef;
  step: BitriseStep;
  log: BuildLog;
  isBuildOver: boolean;
}

/** Output of steps: by itself where the service has it so, else cut out of the build's log. */
export interface StepLogs {
  read(asked: Asked, range: Range): Promise<Result<LogPage>>;
}

export function createStepLogs(api: BitriseApi): StepLogs {
  const kept = new Map<string, Uint8Array>();
  /** Steps of which somebody read the part of the build's log: the positions they know are those of that part. */
  const cut = new Set<string>();

  /** Undefined when the service does not have it so. */
  async function own(ref: BuildRef, uuid: string): Promise<Uint8Array | undefined> {
    const known = kept.get(uuid);
    if (known !== undefined) return known;
    const address = await api.stepLog(ref, uuid);
    if (!address.ok || address.value === undefined) return undefined;
    const raw = await api.raw(address.value);
    if (!raw.ok) return undefined;
    const bytes = messages(raw.value.bytes);
    if (bytes === undefined) return undefined;
    kept.set(uuid, bytes);
    for (const oldest of kept.keys()) {
      if (kept.size <= MAX_KEPT) break;
      kept.delete(oldest);
    }
    return bytes;
  }

  return {
    async read({ ref, step: asked, log, isBuildOver }, range) {
      const { step, uuid } = asked;
      const at = step.startedAt ?? 0;
      const key = `${ref.buildSlug}/${step.id}`;
      if (uuid !== undefined && isBuildOver && !cut.has(key)) {
        const bytes = await own(ref, uuid);
        if (bytes !== undefined) return ok(logWindow(bytes, range, { at, complete: true }));
      }
      const loaded = await log.load(isBuildOver);
      if (!loaded.ok) return loaded;
      const section = sectionOf(asked, log);
      if (section !== undefined && section.end > section.start) cut.add(key);
      const bytes = section === undefined ? new Uint8Array() : log.bytes.subarray(section.start, section.end);
      const isStepOver = step.state !== 'running' && step.state !== 'pending';
      return ok(logWindow(bytes, range, { at, complete: isBuildOver ? log.isWhole || isStepOver : isStepOver }));
    },
  };
}

/** The step's part of the log as it is now; the last one has grown since. */
function sectionOf({ step, section, uuid }: BitriseStep, log: BuildLog): { start: number; end: number } | undefined {
  if (step.id === 'log') return { start: 0, end: log.bytes.byteLength };
  if (section === undefined) return undefined;
  const now = log.sections.find(({ start }) => start === section.start);
  if (now !== undefined) return now;
  return uuid === undefined && section.start === 0 ? { start: 0, end: log.sections[0]?.start ?? section.end } : section;
}

function messages(bytes: Uint8Array): Uint8Array | undefined {
  const text = new TextDecoder().decode(bytes);
  try {
    const parsed = stepMessagesSchema.safeParse(JSON.parse(text)).data;
    return parsed === undefined ? undefined : new TextEncoder().encode(parsed.map(({ message }) => message).join(''));
  } catch {
    return undefined;
  }
}
