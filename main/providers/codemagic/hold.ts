import type { Hold } from '../../contract/hold.ts';

const SNIPPET = `    publishing:
      scripts:
        - name: Keep the machine for remote access
          script: sleep 2700
`;

/** Codemagic has no way to keep a machine but its build; source: the page that is linked. */
export const codemagicHold: Hold = {
  kind: 'snippet',
  label: 'Keep machines longer with a last script in codemagic.yaml',
  does:
    'As the last script of the workflow, it lets the build sleep for 45 minutes, so that there is time to connect: the ' +
    '10 minutes without a connection begin after it. It counts for the next build, not for this machine.',
  costs:
    'Every build of the workflow takes that much longer and uses build minutes. Codemagic ends it at the longest time of ' +
    'builds, 60 minutes unless max_build_duration says otherwise. Take it out again when you are done.',
  file: 'codemagic.yaml',
  snippet: SNIPPET,
  link: 'https://docs.codemagic.io/troubleshooting/accessing-builder-machine-via-ssh/',
};
