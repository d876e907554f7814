import type { MachineKind } from '../../contract/build.ts';
import { plainText } from '../../lib/plain-text.ts';
import { isSelfHosted, type Job } from './wire-job.ts';

/** "ubuntu2404" -> "Ubuntu 24.04", "macos-xcode26" -> "macOS, Xcode 26". */
function systemName(image: string): string {
  const ubuntu = /^ubuntu(\d\d)(\d\d)$/.exec(image);
  if (ubuntu !== null) return `Ubuntu ${ubuntu[1]}.${ubuntu[2]}`;
  const mac = /^macos(?:-xcode(\d+))?/.exec(image);
  if (mac !== null) return mac[1] === undefined ? 'macOS' : `macOS, Xcode ${mac[1]}`;
  return plainText(image, 40);
}

/** What the job runs on. The API says the type of machine and its image, or the name of an agent type. */
export function toMachineKind({ machineType, osImage }: Pick<Job, 'machineType' | 'osImage'>): MachineKind {
  const type = plainText(machineType, 60);
  if (isSelfHosted(machineType)) return { os: 'other', label: `Self-hosted · ${type}`, count: 1 };
  const isMac = osImage.startsWith('macos') || /^ax?\d-/.test(machineType);
  const isLinux = osImage.startsWith('ubuntu') || /^[efr]\d-/.test(machineType);
  const os = isMac ? 'macos' : isLinux ? 'linux' : 'other';
  const label = [systemName(osImage), type].filter((part) => part !== '').join(' · ');
  return { os, label: label === '' ? 'Unknown machine' : label, count: 1 };
}
