import { basename } from 'node:path';
import { foldedName, partName } from '../local/file-names.ts';

/**
 * The places that files of one run are on their way to. Two files must never use one `.part`: the one that is whole first
 * would give its name to what is there of the other. That can be a place that both were given since nothing was there,
 * names that are one where case does not count, or long names that are the same once they are cut.
 */
export class Places {
  readonly #held = new Map<string, { isOffered: boolean; left: Promise<void>; leave: () => void }>();

  /** Holds a place; or tells what to wait for, and whether that may take until all files were gone through. */
  hold(at: string): { isHeld: true; leave: () => void } | { isHeld: false; isOffered: boolean; left: Promise<void> } {
    const id = placeId(at);
    const held = this.#held.get(id);
    if (held !== undefined) return { isHeld: false, isOffered: held.isOffered, left: held.left };
    const { promise, resolve } = Promise.withResolvers<void>();
    const leave = () => {
      this.#held.delete(id);
      resolve();
    };
    this.#held.set(id, { isOffered: false, left: promise, leave });
    return { isHeld: true, leave };
  }

  /** Whoever moves many together has it: nobody knows when. */
  offered(at: string): void {
    const held = this.#held.get(placeId(at));
    if (held !== undefined) held.isOffered = true;
  }
}

function placeId(at: string): string {
  const name = basename(at);
  return foldedName(at.slice(0, at.length - name.length) + partName(name, ''));
}
