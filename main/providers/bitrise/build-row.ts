import type { Build, BuildState, MachineKind } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { WireBuild } from './wire.ts';

/** `status`: 0 not finished, 1 success, 2 failed, 3 aborted with failure, 4 aborted with success. */
export function buildState({ status, is_on_hold: isOnHold, started_on_worker_at: startedAt }: WireBuild): BuildState {
  switch (status) {
    case 0:
      return isOnHold === true || startedAt === undefined ? 'queued' : 'running';
    case 1:
      return 'passed';
    case 2:
      return 'failed';
    case 3:
    case 4:
      return 'cancelled';
    default:
      return 'other';
  }
}

/** `osx-xcode-16.0.x`, `linux-docker-android-22.04`, … */
export function machineKind(stack: string | undefined, machineType: string | undefined): MachineKind {
  const name = plainText(stack ?? '', 60);
  const kind = plainText(machineType ?? '', 40);
  const os = /^(?:osx|macos)/.test(name) ? 'macos' : /^(?:linux|ubuntu)/.test(name) ? 'linux' : 'other';
  const title = { macos: 'macOS', linux: 'Linux', other: name }[os];
  return { os, label: [title, kind].filter((part) => part !== '').join(' · ') || 'Bitrise machine', count: 1 };
}

export interface RowFacts {
  accountId: string;
  buildId: string;
  projectId: string;
  projectName: string;
  webUrl: string;
  /** Who the token belongs to. */
  login?: string | undefined;
  failingStep?: string | undefined;
  rebuildOf?: string | undefined;
  hasAccess?: boolean | undefined;
}

function title(wire: WireBuild): string {
  const subject = plainText(wire.commit_message?.split('\n')[0] ?? '', 200);
  return subject === ''
    ? plainText(wire.tag ?? wire.triggered_workflow ?? '', 200) || `Build ${wire.build_number}`
    : subject;
}

/**
 * Who started it. The API has free text only, such as "manual-robin" or "webhook-github/robin"; behind the slash stands
 * a name of the git host, which need not be that of the same person here.
 */
function starter(wire: WireBuild, login: string | undefined): Pick<Build, 'author' | 'isMine'> {
  const said = plainText(wire.triggered_by ?? '', 80);
  if (said === '') return {};
  const manual = /^manual-(.+)$/.exec(said)?.[1];
  const author = manual ?? /^webhook-[^/]*\/(.+)$/.exec(said)?.[1] ?? said;
  if (login === undefined) return { author };
  const isSame = author.toLowerCase() === login.toLowerCase();
  return isSame || manual !== undefined ? { author, isMine: isSame } : { author };
}

/** A build as a row of the list. */
export function toBuild(wire: WireBuild, facts: RowFacts): Build {
  const branch = plainText(wire.branch ?? wire.tag ?? '', 200);
  const hash = wire.commit_hash;
  return {
    id: facts.buildId,
    accountId: facts.accountId,
    projectId: facts.projectId,
    projectName: facts.projectName,
    number: wire.build_number,
    title: title(wire),
    ...(branch === '' ? {} : { branch }),
    ...(hash !== undefined && /^[0-9a-f]{7,64}$/i.test(hash) ? { commit: hash } : {}),
    hasUncommitted: false,
    ...starter(wire, facts.login),
    webUrl: facts.webUrl,
    state: buildState(wire),
    ...(facts.failingStep === undefined ? {} : { failingStep: facts.failingStep }),
    machine: machineKind(wire.stack_identifier, wire.machine_type_id),
    ...(facts.rebuildOf === undefined ? {} : { rebuildOf: facts.rebuildOf }),
    hasAccess: facts.hasAccess ?? false,
    queuedAt: wire.triggered_at ?? wire.started_on_worker_at ?? 0,
    ...(wire.started_on_worker_at === undefined ? {} : { startedAt: wire.started_on_worker_at }),
    ...(wire.finished_at === undefined ? {} : { finishedAt: wire.finished_at }),
  };
}
