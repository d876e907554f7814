import type { Difference, EnvironmentDifference } from '../contract/environment.ts';
import { compareValues, shown } from './compare-values.ts';
import { MASK, type Mask } from './mask-values.ts';
import { isNoise } from './noise.ts';

const MAX_ROWS = 2_000;

interface Sides {
  build: ReadonlyMap<string, string>;
  /** Variables of the build whose values its service keeps to itself. */
  hidden: readonly string[];
  session: ReadonlyMap<string, string>;
}

function oneSided(side: 'build' | 'session', name: string, value: string, mask: Mask): Difference {
  const { text, isMasked } = mask(name, value);
  return { name: shown(name).slice(0, 512), [side]: shown(text), isMasked };
}

const byName = (one: Difference, other: Difference): number => one.name.localeCompare(other.name, 'en');

/** Compares variables by name; those that differ by nature are left out. */
export function compareVariables({ build, hidden, session }: Sides, mask: Mask): EnvironmentDifference['variables'] {
  const missing: Difference[] = [];
  const different: Difference[] = [];
  const onlyHere: Difference[] = [];
  let sameCount = 0;
  for (const [name, value] of build) {
    if (isNoise(name)) continue;
    const here = session.get(name);
    if (here === undefined) missing.push(oneSided('build', name, value, mask));
    else {
      const difference = compareValues(name, value, here, mask);
      if (difference === undefined) sameCount += 1;
      else different.push(difference);
    }
  }
  const kept = new Set(hidden);
  for (const name of kept)
    if (!session.has(name) && !build.has(name) && !isNoise(name))
      missing.push({ name: shown(name).slice(0, 512), build: MASK, isMasked: true });
  for (const [name, value] of session)
    if (!build.has(name) && !kept.has(name) && !isNoise(name)) onlyHere.push(oneSided('session', name, value, mask));
  const listed = (rows: Difference[]): Difference[] => rows.toSorted(byName).slice(0, MAX_ROWS);
  return { missing: listed(missing), different: listed(different), onlyHere: listed(onlyHere), sameCount };
}
