import { readdirSync, readFileSync } from 'node:fs';
import type { DrivenApp } from './driven-app.ts';

/** Figures of one moment, by name. */
export type Sample = Record<string, number>;

/** What Chromium keeps for itself, within limits of its own. */
const CHROMIUM =
  /(?:^|\/)(?:Cache|Code Cache|GPUCache|DawnGraphiteCache|DawnWebGPUCache|blob_storage|Local Storage|Session Storage|IndexedDB|Network|shared_proto_db|Shared Dictionary|Crashpad|Dictionaries|VideoDecodeStats|Partitions)(?:\/|$)/;
const MIB = 1024 * 1024;

/** How much of a figure is noise, by what it ends with. */
export function noiseOf(name: string): { unit: string; noise: { share: number; amount: number } } {
  if (name.endsWith('heap')) return { unit: 'MiB', noise: { share: 0.08, amount: 2 } };
  if (name.endsWith('memory')) return { unit: 'MiB', noise: { share: 0.12, amount: 16 } };
  if (name.endsWith('kept')) return { unit: 'KiB', noise: { share: 0.1, amount: 256 } };
  return { unit: '', noise: { share: 0, amount: 2 } };
}

/** Memory and handles of every process of the app, and what lies in its data folder. */
export async function takeSample(driven: DrivenApp): Promise<Sample> {
  const sample: Sample = {
    'main heap': await mainHeap(driven),
    'window heap': await windowHeap(driven),
  };
  const metrics = await driven.app.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type, name, serviceName }) => ({ pid, type, name: name ?? serviceName ?? '' })),
  );
  sample['processes'] = metrics.length;
  for (const { pid, type, name } of metrics) {
    const role = type === 'Browser' ? 'main' : type === 'Tab' ? 'window' : name === '' ? type : name;
    sample[`${role} memory`] = (sample[`${role} memory`] ?? 0) + residentMib(pid);
    sample[`${role} handles`] = (sample[`${role} handles`] ?? 0) + handles(pid);
  }
  const entries = readdirSync(driven.dataFolder, { recursive: true, withFileTypes: true });
  const own = entries.filter(
    (entry) => entry.isFile() && !CHROMIUM.test(`${entry.parentPath}/`.slice(driven.dataFolder.length)),
  );
  sample['files in the data folder'] = own.length;
  sample['listed in the truth'] = Object.values(await driven.truth())
    .filter((part): part is Record<string, unknown> => typeof part === 'object')
    .reduce((sum, part) => sum + Object.keys(part).length, 0);
  return sample;
}

async function mainHeap({ app }: DrivenApp): Promise<number> {
  const bytes = await app.evaluate(() => {
    // Named in full: the code runs in the app, where nothing of this file is.
    process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
    const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
    collect();
    return process.memoryUsage().heapUsed;
  });
  return bytes / MIB;
}

async function windowHeap({ page }: DrivenApp): Promise<number> {
  const devTools = await page.context().newCDPSession(page);
  try {
    await devTools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devTools.send('Runtime.getHeapUsage');
    return usedSize / MIB;
  } finally {
    await devTools.detach();
  }
}

function residentMib(pid: number): number {
  try {
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // It ended while we looked.
    return 0;
  }
}

function handles(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/fd`).length;
  } catch {
    return 0;
  }
}
