import { z } from 'zod';
import { surrounding } from '../../lib/surroundings/surrounding-names.ts';
import { listOf } from '../lenient.ts';
import type { BuildEnvironment } from '../provider.ts';
import type { WireBuild } from './wire.ts';

/** Variables that were given when the build was started (`BuildTriggerParams` of the published API). */
const givenSchema = z
  .object({ environments: listOf(z.object({ mapped_to: z.string().min(1).max(512), value: z.string().max(131_072) })) })
  .catch({ environments: [] });

/** What a build ran in, of which Bitrise's API says little. */
export function buildEnvironment(wire: WireBuild): BuildEnvironment {
  const given = givenSchema.parse(wire.original_build_params ?? {});
  const image = [wire.stack_identifier, wire.machine_type_id].filter((part) => part !== undefined).join(' · ');
  return {
    source: 'Bitrise’s API',
    unknowns: [
      'Bitrise’s API shows only the variables that were given when the build was started. Those of the app, the workflow, its secrets and its steps are not shown; they stand under “only here” where the machine has them.',
      'It does not tell folder, shell, limits, locale and versions of tools.',
    ],
    variables: Object.fromEntries(given.environments.map(({ mapped_to: name, value }) => [name, value])),
    hidden: [],
    surroundings: image === '' ? {} : { [surrounding.IMAGE]: image },
    tools: {},
  };
}
