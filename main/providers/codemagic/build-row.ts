import type { Build, BuildState, MachineKind } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { WireBuild } from './wire.ts';

/** `BuildStatus` of the API v3. */
const states: Record<string, BuildState> = {
  initializing: 'queued',
  queued: 'queued',
  preparing: 'running',
  fetching: 'running',
  testing: 'running',
  building: 'running',
  publishing: 'running',
  finishing: 'running',
  finished: 'passed',
  failed: 'failed',
  timeout: 'failed',
  canceled: 'cancelled',
  skipped: 'cancelled',
};

export function buildState(status: string): BuildState {
  return Object.hasOwn(states, status) ? (states[status] ?? 'other') : 'other';
}

const osNames = { macos: 'macOS', linux: 'Linux', windows: 'Windows' } as const;

/** `mac_mini_m2`, `linux_x2`, `windows_x2`, … */
export function machineKind(instanceType: string | undefined): MachineKind {
  if (instanceType === undefined) return { os: 'other', label: 'Codemagic machine', count: 1 };
  const name = plainText(instanceType, 60);
  const os = name.startsWith('mac')
    ? 'macos'
    : name.startsWith('linux')
      ? 'linux'
      : name.startsWith('windows')
        ? 'windows'
        : 'other';
  return { os, label: os === 'other' ? name : `${osNames[os]} · ${name}`, count: 1 };
}

export interface RowFacts {
  accountId: string;
  buildId: string;
  projectId: string;
  projectName: string;
  webUrl: string;
  failingStep?: string | undefined;
  rebuildOf?: string | undefined;
  /** Of another build of the workflow, while the build's own is not known. */
  instanceType?: string | undefined;
}

function title({ commit, tag, workflow, index }: WireBuild): string {
  const subject = plainText(commit?.message?.split('\n')[0] ?? '', 200);
  if (subject !== '') return subject;
  return plainText(tag ?? workflow.name ?? workflow.id ?? '', 200) || `Build ${index}`;
}

/** A build as a row of the list. */
export function toBuild(wire: WireBuild, facts: RowFacts): Build {
  const author = plainText(wire.commit?.author_name ?? '', 80);
  const branch = plainText(wire.branch ?? wire.tag ?? '', 200);
  const hash = wire.commit?.hash;
  return {
    id: facts.buildId,
    accountId: facts.accountId,
    projectId: facts.projectId,
    projectName: facts.projectName,
    number: wire.index,
    title: title(wire),
    ...(branch === '' ? {} : { branch }),
    ...(hash !== undefined && /^[0-9a-f]{7,64}$/i.test(hash) ? { commit: hash } : {}),
    hasUncommitted: false,
    // The service does not say who started a build; whoever wrote the commit stands in.
    ...(author === '' ? {} : { author }),
    webUrl: facts.webUrl,
    state: buildState(wire.status),
    ...(facts.failingStep === undefined ? {} : { failingStep: facts.failingStep }),
    machine: machineKind(wire.instance_type ?? facts.instanceType),
    ...(facts.rebuildOf === undefined ? {} : { rebuildOf: facts.rebuildOf }),
    hasAccess: wire.remote_access_enabled === true,
    queuedAt: wire.created_at ?? wire.started_at ?? 0,
    ...(wire.started_at === undefined ? {} : { startedAt: wire.started_at }),
    ...(wire.finished_at === undefined ? {} : { finishedAt: wire.finished_at }),
  };
}
