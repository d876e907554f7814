import { describe, expect, it } from 'vitest';
import type { Surroundings } from '../../../main/contract/connection-work.ts';
import { environmentDifferenceSchema } from '../../../main/contract/environment.ts';
import { compareEnvironment } from '../../../main/environment/compare-environment.ts';
import { MASK } from '../../../main/environment/mask-values.ts';
import { surrounding } from '../../../main/lib/surroundings/surrounding-names.ts';
import type { BuildEnvironment } from '../../../main/providers/provider.ts';

const inBuild: BuildEnvironment = {
  source: 'its log',
  unknowns: ['The log does not say which limits there were.'],
  variables: {},
  hidden: [],
  surroundings: {},
  tools: {},
};
const here: Surroundings = {
  through: 'terminal',
  variables: [],
  hasTerminal: true,
  isInteractive: true,
  facts: {},
  tools: {},
};

function compare(build: Partial<BuildEnvironment>, session: Partial<Surroundings>, secrets: string[] = []) {
  const result = compareEnvironment({ ...inBuild, ...build }, { ...here, ...session }, secrets);
  expect(environmentDifferenceSchema.safeParse(result).error).toBeUndefined();
  return result;
}

describe('variables of a build and its session', () => {
  it('are missing, different, only here, or the same', () => {
    const { variables } = compare(
      { variables: { CI: 'true', NODE_ENV: 'test', LANG: 'C' } },
      { variables: ['NODE_ENV=development', 'LANG=C', 'EDITOR=vi'] },
    );
    expect(variables).toEqual({
      missing: [{ name: 'CI', build: 'true', isMasked: false }],
      different: [{ name: 'NODE_ENV', build: 'test', session: 'development', isMasked: false }],
      onlyHere: [{ name: 'EDITOR', session: 'vi', isMasked: false }],
      sameCount: 1,
    });
  });

  it('leave out what differs from one shell to the next', () => {
    const { variables } = compare(
      { variables: { PWD: '/build', SHLVL: '1', _: '/usr/bin/env' } },
      { variables: ['PWD=/', 'SHLVL=2', '_=/bin/sh', 'SSH_TTY=/dev/pts/1', 'LS_COLORS=di=1', 'XDG_SESSION_ID=4'] },
    );
    expect(variables).toEqual({ missing: [], different: [], onlyHere: [], sameCount: 0 });
  });

  it('show of a path only what is not the same, by its place', () => {
    const { variables, hints } = compare(
      { variables: { PATH: '/opt/go/bin:/usr/bin:/bin' } },
      { variables: ['PATH=/home/ada/bin:/usr/bin:/bin'] },
    );
    expect(variables.different).toEqual([
      {
        name: 'PATH',
        build: '1. /opt/go/bin\nand 2 that both have',
        session: '1. /home/ada/bin\nand 2 that both have',
        isMasked: false,
      },
    ]);
    expect(hints.join(' ')).toContain('PATH is not the same');
  });

  it('say when one side of a path has nothing of its own', () => {
    const { variables } = compare({ variables: { PATH: '/usr/bin:/bin' } }, { variables: ['PATH=/opt:/usr/bin:/bin'] });
    expect(variables.different[0]).toMatchObject({
      build: 'nothing but the 2 that both have',
      session: '1. /opt\nand 2 that both have',
    });
  });

  it('say when a path has the same folders in another order', () => {
    const { variables, hints } = compare({ variables: { PATH: '/a:/b:/c' } }, { variables: ['PATH=/b:/a:/c'] });
    expect(variables.different[0]?.build).toBe('1. /a\n2. /b\nthe same folders in another order');
    expect(hints.join(' ')).toContain('another order');
  });

  it('tell of secrets whether they are the same, and never what they are', () => {
    const result = compare(
      {
        variables: { API_TOKEN: 'first-secret', DB_PASSWORD: 'same-secret', URL: 'https://ada:one-secret@example.com' },
      },
      {
        variables: [
          'API_TOKEN=second-secret',
          'DB_PASSWORD=same-secret',
          'URL=https://ada:two-secret@example.com',
          'NOTE=app-token-1',
        ],
      },
      ['app-token-1'],
    );
    expect(result.variables.sameCount).toBe(1);
    expect(result.variables.different).toEqual([
      { name: 'API_TOKEN', build: MASK, session: MASK, isMasked: true },
      { name: 'URL', build: `https://${MASK}@example.com`, session: `https://${MASK}@example.com`, isMasked: true },
    ]);
    expect(JSON.stringify(result)).not.toMatch(/secret|app-token-1/);
  });

  it('say of values that the service hides only whether the name is here', () => {
    const { variables, unknowns } = compare({ hidden: ['KNOWN', 'GONE'] }, { variables: ['KNOWN=1'] });
    expect(variables.missing).toEqual([{ name: 'GONE', build: MASK, isMasked: true }]);
    expect(variables.onlyHere).toEqual([]);
    expect(unknowns).toEqual([
      'The log does not say which limits there were.',
      'In its log the value of one variable is hidden, so only the names were compared: KNOWN',
    ]);
  });

  it('take hostile names and values', () => {
    const { variables } = compare(
      {},
      {
        variables: [
          '__proto__=1',
          '\u001B[31mRED=\u202Eevil\u001B]52;c;AAAA\u0007',
          `LONG=${'word '.repeat(20_000)}`,
          'LINES_HERE=a\nb',
        ],
      },
    );
    expect(variables.onlyHere.map(({ name }) => name)).toEqual(['__proto__', 'LINES_HERE', 'LONG', 'RED']);
    expect(JSON.stringify(variables)).not.toMatch(/\\u001b|\\u0007|\u202E/);
    expect(variables.onlyHere.find(({ name }) => name === 'LONG')?.session?.length).toBeLessThan(2_100);
  });
});

describe('what matters of the surroundings', () => {
  it('is said first: shell, terminal, CI, folder, locale, limits, tools', () => {
    const { hints, surroundings, tools } = compare(
      {
        variables: { CI: 'true', TZ: 'UTC' },
        surroundings: {
          [surrounding.SHELL]: 'bash -eo pipefail',
          [surrounding.INTERACTIVE]: 'no',
          [surrounding.TERMINAL]: 'no',
          [surrounding.FOLDER]: '/build/project',
          [surrounding.LOCALE]: 'C',
          'Limit of open files': '1024',
        },
        tools: { node: 'v20.1.0', git: 'git version 2.39.5' },
      },
      {
        variables: ['TZ=Asia/Tokyo'],
        workingFolder: '/home/ada',
        shell: '-bash',
        facts: { locale: 'LANG=de_DE.UTF-8\nLC_ALL=', 'limit open files': '256' },
        tools: { node: 'v22.0.0', git: 'git version 2.39.5', ruby: 'ruby 3.2' },
      },
    );
    const said = hints.join('\n');
    for (const word of [
      'interactive',
      'bash -eo pipefail',
      'terminal here',
      'CI is not set',
      'TZ is “Asia/Tokyo”',
      'begins in “/home/ada”',
      'de_DE.UTF-8',
      'Limit of open files: 256 here, 1024',
      'Another version than in the build: node.',
    ])
      expect(said).toContain(word);
    expect(surroundings.find(({ name }) => name === surrounding.SHELL)).toMatchObject({
      build: 'bash -eo pipefail',
      session: '-bash',
    });
    expect(tools.map(({ name }) => name)).toEqual(['node', 'git', 'ruby']);
  });

  it('says when the machine could only be asked by a command, or not to the end', () => {
    const { hints } = compare({}, { through: 'command', isInteractive: false, facts: { 'cut off': 'yes' } });
    expect(hints.join('\n')).toMatch(/did not answer[\s\S]*did not finish/);
  });
});
