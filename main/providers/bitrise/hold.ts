import type { Hold } from '../../contract/hold.ts';

const SNIPPET = `    - script@1:
        title: Keep the machine for remote access
        is_always_run: true
        run_if: .IsBuildFailed
        inputs:
        - content: |-
            #!/usr/bin/env bash
            sleep 3600
`;

/** Bitrise has no way to keep a machine but its build; source: the page that is linked. */
export const bitriseHold: Hold = {
  kind: 'snippet',
  label: 'Keep machines longer with a step in bitrise.yml',
  does:
    'As the last step of the workflow, it lets a build that failed sleep for an hour. The machine stays as long as the ' +
    'build, and 10 minutes more. It counts for the next rebuild, not for this machine.',
  costs:
    'Every failed build of the workflow takes an hour longer, and holds one of your concurrent builds. The time limit of ' +
    'builds still ends it. Take the step out again when you are done.',
  file: 'bitrise.yml',
  snippet: SNIPPET,
  link: 'https://docs.bitrise.io/en/bitrise-ci/run-and-analyze-builds/build-data-and-troubleshooting/remote-access',
};
