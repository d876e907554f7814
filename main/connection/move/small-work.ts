import type { MachineFiles } from '../remote/machine-files.ts';

interface Work {
  count: number;
  waiting: (() => void)[];
}

const works = new WeakMap<MachineFiles, Work>();

function workOf(machine: MachineFiles): Work {
  const known = works.get(machine) ?? { count: 0, waiting: [] };
  works.set(machine, known);
  return known;
}

/** Small files are on their way to or from a machine until the returned function is called: large ones leave room. */
export function beginSmallWork(machine: MachineFiles): Disposable {
  const work = workOf(machine);
  work.count += 1;
  return {
    [Symbol.dispose]() {
      work.count -= 1;
      if (work.count === 0) for (const wake of work.waiting.splice(0)) wake();
    },
  };
}

export const hasSmallWork = (machine: MachineFiles): boolean => workOf(machine).count > 0;

/** Calls once when no small file is on its way any more. */
export function afterSmallWork(machine: MachineFiles, wake: () => void): void {
  workOf(machine).waiting.push(wake);
}
