import type { MachineKind } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';

interface Facts {
  executor?: string | undefined;
  resourceClass?: string | undefined;
  cpu?: number | undefined;
  parallelism?: number | undefined;
}

const osNames = { linux: 'Linux', macos: 'macOS', windows: 'Windows', other: '' } as const;

function osOf(executor: string, resourceClass: string): MachineKind['os'] {
  const words = `${executor} ${resourceClass}`.toLowerCase();
  if (/macos|xcode|\bm\d+(pro|max)?\./.test(words)) return 'macos';
  if (/windows/.test(words)) return 'windows';
  // What runs on somebody's own runner is not said.
  if (/runner|\//.test(words)) return 'other';
  return /docker|machine|linux|arm|gpu|medium|large|small/.test(words) ? 'linux' : 'other';
}

/** What CircleCI says about the machines of a job: "Linux · 2 vCPU · docker". */
export function machineKind({ executor = '', resourceClass = '', cpu, parallelism = 1 }: Facts): MachineKind {
  const os = osOf(executor, resourceClass);
  const size = cpu !== undefined && cpu > 0 ? `${cpu} vCPU` : plainText(resourceClass, 60);
  const parts = [osNames[os], size, plainText(executor, 40)].filter((part) => part !== '');
  const count = Math.min(Math.max(1, Math.trunc(parallelism)), 1000);
  return { os, label: parts.length > 0 ? parts.join(' · ') : 'CircleCI machine', count };
}
