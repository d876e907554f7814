import { surrounding } from '../../lib/surroundings/surrounding-names.ts';
import type { BuildEnvironment } from '../provider.ts';
import type { WireBuild } from './wire.ts';

/** What a build ran in, of which Codemagic's API says little. */
export function buildEnvironment({ instance_type: instance, config }: WireBuild): BuildEnvironment {
  const tools = { flutter: config?.flutter_version, xcode: config?.xcode_version };
  return {
    source: 'Codemagic’s API',
    unknowns: [
      'Codemagic’s API does not show the variables of a build, neither names nor values; all of the machine’s stand under “only here”.',
      'It does not tell folder, shell, limits and locale. The scripts of codemagic.yaml run in the folder that CM_BUILD_DIR names.',
    ],
    variables: {},
    hidden: [],
    surroundings: instance === undefined ? {} : { [surrounding.IMAGE]: instance.slice(0, 200) },
    tools: Object.fromEntries(
      Object.entries(tools).flatMap(([name, version]) =>
        version === undefined ? [] : [[name, version.slice(0, 200)]],
      ),
    ),
  };
}
