import type { Account } from '../contract/account.ts';
import type { Build } from '../contract/build.ts';
import type { Recording, SessionRecord } from '../contract/record.ts';
import type { Salvage, SalvagePart } from '../contract/salvage.ts';
import { serviceForms } from '../contract/services.ts';
import type { Session, SessionState } from '../contract/session.ts';
import { problem } from '../lib/result.ts';

/** What a session's record says beside the session itself. */
export interface Surroundings {
  account: Account | undefined;
  build: Build | undefined;
}

const stopped = problem('cancelled', 'Jumpseat was closed before this was done.');

/** States in which a session has come to its end. */
export function isOver(state: SessionState): boolean {
  return state === 'closed' || state === 'expired' || state === 'failed';
}

/** From here on there is something to keep: the machine was there. */
export function hasBegun({ state, machines }: Session): boolean {
  return state === 'ready' || (!isOver(state) && machines.some(({ link }) => link === 'connected'));
}

function placeOf(account: Account | undefined): string {
  if (account === undefined) return 'an account that was removed';
  const { provider, label } = account;
  if (provider === 'buildhost' || provider === 'pasted') return label;
  const { name } = serviceForms[provider];
  return label.includes(name) ? label : `${label} on ${name}`;
}

export function beginRecord(session: Session, around: Surroundings, now: number): SessionRecord {
  const empty: SessionRecord = {
    id: session.id,
    accountId: session.accountId,
    provider: around.account?.provider ?? 'pasted',
    place: placeOf(around.account).slice(0, 256),
    title: '',
    startedAt: now,
    state: session.state,
    machines: [],
    notes: '',
    isKept: false,
    salvages: [],
    recordings: [],
    sizeBytes: 0,
  };
  return followSession(empty, session, around);
}

/** The record after what happened to its session. */
export function followSession(record: SessionRecord, session: Session, { build }: Surroundings): SessionRecord {
  const { endedAt: _ended, problem: _problem, ...kept } = record;
  const machines = session.machines.map(({ index, name }) => ({ index, name: name.slice(0, 256) }));
  return {
    ...kept,
    title: session.title.slice(0, 512),
    state: session.state,
    // A machine that is gone was still worked on.
    machines: (machines.length === 0 ? record.machines : machines).slice(0, 256),
    ...(session.buildId === undefined ? {} : { buildId: session.buildId }),
    ...(session.rebuildId === undefined ? {} : { rebuildId: session.rebuildId }),
    ...(build === undefined ? {} : { projectId: build.projectId }),
    ...(build?.branch === undefined ? {} : { branch: build.branch.slice(0, 1_024) }),
    ...(build?.commit === undefined ? {} : { commit: build.commit.slice(0, 64) }),
    ...(session.failedStep === undefined ? {} : { failedStep: session.failedStep.name.slice(0, 512) }),
    ...(session.problem === undefined ? {} : { problem: session.problem }),
    ...(isOver(session.state) ? { endedAt: session.stateSince } : {}),
  };
}

function stopPart(part: SalvagePart): SalvagePart {
  if (part.state === 'waiting') return { ...part, state: 'skipped', problem: stopped };
  return part.state === 'running' ? { ...part, state: 'failed', problem: stopped } : part;
}

function stopSalvage(salvage: Salvage): Salvage {
  if (salvage.state !== 'running') return salvage;
  const hasSaved = salvage.parts.some(({ state }) => state === 'saved');
  return {
    ...salvage,
    state: hasSaved ? 'partial' : 'failed',
    parts: salvage.parts.map(stopPart),
    problem: salvage.problem ?? stopped,
  };
}

function stopRecording(recording: Recording): Recording {
  return recording.state === 'failed' ? recording : { ...recording, state: 'ended' };
}

/** A record as it was read at the start: what was under way when the app went is not any more. */
export function afterRestart(record: SessionRecord): SessionRecord {
  return {
    ...record,
    state: isOver(record.state) ? record.state : 'closed',
    salvages: record.salvages.map(stopSalvage),
    recordings: record.recordings.map(stopRecording),
  };
}

/** What was kept of a session that goes on, with what has happened since the start. */
export function joinRecords(kept: SessionRecord, current: SessionRecord): SessionRecord {
  const join = <T extends { id: string }>(old: T[], fresh: T[]): T[] => {
    const ids = new Set(fresh.map(({ id }) => id));
    return [...old.filter(({ id }) => !ids.has(id)), ...fresh];
  };
  return {
    ...kept,
    ...current,
    startedAt: Math.min(kept.startedAt, current.startedAt),
    notes: current.notes === '' ? kept.notes : current.notes,
    isKept: kept.isKept || current.isKept,
    salvages: join(kept.salvages, current.salvages),
    recordings: join(kept.recordings, current.recordings),
  };
}
