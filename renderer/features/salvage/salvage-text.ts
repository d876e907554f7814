import type { ApplyPlan, LeftOut, Salvage, SalvagePart, SalvagePartKind } from '../../../main/contract/salvage.ts';
import { salvagedBytes } from '../../state/record-states.ts';
import type { Tone } from '../../ui/Dot.tsx';
import { countOf, sizeText } from '../../ui/size/size-text.ts';

export const partNames: Record<SalvagePartKind, string> = {
  changes: 'Changes to files',
  commits: 'Commits not pushed',
  untracked: 'New files',
  chosen: 'Files you named',
  history: 'What was typed',
  artifacts: 'Artifacts',
};

const countWords: Record<SalvagePartKind, readonly [one: string, many: string]> = {
  changes: ['changed file', 'changed files'],
  commits: ['commit', 'commits'],
  untracked: ['new file', 'new files'],
  chosen: ['named file', 'named files'],
  history: ['typed line', 'typed lines'],
  artifacts: ['artifact', 'artifacts'],
};

export const partTones: Record<SalvagePart['state'], Tone> = {
  waiting: 'off',
  running: 'run',
  saved: 'ok',
  empty: 'off',
  skipped: 'warn',
  failed: 'bad',
};

const partStates: Record<SalvagePart['state'], string> = {
  waiting: 'waits',
  running: 'on its way',
  saved: 'saved',
  empty: 'nothing there',
  skipped: 'left out',
  failed: 'failed',
};

/** "3 changed files"; undefined where nobody counted. */
function counted({ kind, count }: SalvagePart): string | undefined {
  return count === undefined ? undefined : countOf(count, ...countWords[kind]);
}

/** "3 changed files · 4.2 KB", "nothing there". */
export function partText(part: SalvagePart): string {
  if (part.state !== 'saved' && part.state !== 'running') return partStates[part.state];
  const size = part.sizeBytes === 0 ? undefined : sizeText(part.sizeBytes);
  const words = [counted(part), size].filter((each) => each !== undefined);
  return words.length === 0 ? partStates[part.state] : words.join(' · ');
}

export function partStateText({ state }: SalvagePart): string {
  return partStates[state];
}

export const salvageTones: Record<Salvage['state'], Tone> = {
  running: 'run',
  saved: 'ok',
  nothing: 'off',
  partial: 'warn',
  failed: 'bad',
};

const salvageStates: Record<Salvage['state'], string> = {
  running: 'Saving',
  saved: 'Saved',
  nothing: 'There was nothing to save',
  partial: 'Saved in part',
  failed: 'Not saved',
};

export function salvageStateText({ state }: Salvage): string {
  return salvageStates[state];
}

const triggerWords: Record<Salvage['trigger'], string> = {
  asked: 'asked for',
  deadline: 'by itself before the end',
  end: 'when the session was ended',
};

export function triggerText({ trigger }: Salvage): string {
  return triggerWords[trigger];
}

/** "3 changed files, 1 commit · 26 KB"; while it runs, how far it is. */
export function contentText(salvage: Salvage): string {
  const { state, parts } = salvage;
  if (state === 'running') {
    const done = parts.filter((part) => part.state !== 'waiting' && part.state !== 'running').length;
    return `${done} of ${parts.length} parts · ${sizeText(salvagedBytes(salvage))}`;
  }
  const saved = parts.filter((part) => part.state === 'saved');
  const words = saved.map((part) => counted(part) ?? partNames[part.kind].toLowerCase());
  return words.length === 0 ? '' : `${words.join(', ')} · ${sizeText(salvagedBytes(salvage))}`;
}

const reasons: Record<LeftOut['reason'], string> = {
  'too-large': 'too large',
  'no-room': 'no room left',
  unreadable: 'cannot be read',
  'unsafe-name': 'its name could lead elsewhere',
  ignored: 'ignored by git',
};

/** "412 MB, too large". */
export function leftOutText({ sizeBytes, reason }: LeftOut): string {
  return sizeBytes === undefined ? reasons[reason] : `${sizeText(sizeBytes)}, ${reasons[reason]}`;
}

export type PlannedFile = ApplyPlan['files'][number];

export const fileTones: Record<PlannedFile['state'], Tone> = {
  clean: 'ok',
  conflict: 'warn',
  exists: 'warn',
  same: 'off',
};

const actions: Record<PlannedFile['action'], string> = { change: 'Change', add: 'Add', remove: 'Remove' };

/** "Change", or what is in its way. */
export function fileText({ action, state }: PlannedFile): string {
  switch (state) {
    case 'clean':
      return actions[action];
    case 'conflict':
      return `${actions[action]}, with conflicts`;
    case 'exists':
      return 'Stays: another is there';
    case 'same':
      return 'There already';
  }
}
