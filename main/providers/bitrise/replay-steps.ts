import type { ReplayStep, ReplaySteps } from '../../contract/environment.ts';
import { plainText } from '../../lib/plain-text.ts';
import type { BitriseStep } from './steps.ts';

const MAX_STEPS = 500;

/** The steps of a build. Bitrise's API does not say what they run, so none of them can be typed. */
export function replaySteps(steps: readonly BitriseStep[], workflow: string | undefined): ReplaySteps {
  const name = plainText(workflow ?? '', 80);
  return {
    steps: steps.slice(0, MAX_STEPS).map(({ step: { machine, position, name: title, state } }): ReplayStep => ({
      machine,
      position,
      name: title.slice(0, 512),
      state,
    })),
    traps: [
      'Bitrise’s API does not tell what a step runs. The contents of script steps stand in the bitrise.yml of the sources.',
      `The Bitrise CLI can run the workflow${name === '' ? '' : ` “${name}”`} again, in the folder of the sources: bitrise run, and its name.`,
    ],
  };
}
