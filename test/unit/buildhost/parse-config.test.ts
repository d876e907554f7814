import { describe, expect, it } from 'vitest';
import { toBuildConfig } from '../../../main/buildhost/config/config-schema.ts';
import { MAX_CONFIG_BYTES, parseConfig } from '../../../main/buildhost/config/parse-config.ts';
import { processorMs } from '../../fixtures/processor-time.ts';

function mistakesOf(text: string) {
  const parsed = parseConfig(text);
  return parsed.ok ? [] : parsed.mistakes;
}

function configOf(text: string) {
  const parsed = parseConfig(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return toBuildConfig(parsed.config);
}

describe('a valid jumpseat.yml', () => {
  it('is read with everything filled in', () => {
    const text = `
name: storefront
env: { NODE_ENV: test }
machines: 3
timeout: 1h30m
artifacts: [dist/**]
steps:
  - name: Test
    run: |
      npm ci
      npm test
    env:
      SHARD: one
    if: always
    timeout: 90s
  - { name: Last, run: 'true', timeout: 7 }
`;
    expect(configOf(text)).toEqual({
      env: { NODE_ENV: 'test' },
      shell: undefined,
      machines: 3,
      timeoutMs: 90 * 60_000,
      artifacts: ['dist/**'],
      steps: [
        { name: 'Test', run: 'npm ci\nnpm test\n', env: { SHARD: 'one' }, condition: 'always', timeoutMs: 90_000 },
        { name: 'Last', run: 'true', env: {}, condition: 'success', timeoutMs: 7000 },
      ],
    });
  });

  it('keeps variables as they are written', () => {
    const text = 'env: { NODE: 1.10, FLAG: true, OCTAL: 010, NOTHING: , YES: yes }\nsteps: [{ name: a, run: b }]';
    expect(configOf(text).env).toEqual({ NODE: '1.10', FLAG: 'true', OCTAL: '010', NOTHING: '', YES: 'yes' });
  });

  it('gives a build an hour when nothing is said', () => {
    expect(configOf('steps: [{ name: a, run: b }]').timeoutMs).toBe(60 * 60_000);
  });
});

describe('a mistake', () => {
  it.each([
    ['nmae: x\nsteps: [{ name: a, run: b }]', 1, 1, 'Write "name" instead'],
    ['steps:\n  - name: a\n    script: npm test', 3, 5, 'Write "run" instead'],
    ['steps:\n  - name: a\n    run: b\n    timeout_in_minutes: 5', 4, 5, 'Write "timeout" instead'],
    ['parallelism: 2\nsteps: [{ name: a, run: b }]', 1, 1, 'Write "machines" instead'],
    ['zebra: 2\nsteps: [{ name: a, run: b }]', 1, 1, 'Known are: name, env, shell, steps'],
    ['steps:\n  - name: a\n    run: b\n    if: sometimes', 4, 9, 'write always, failure or success'],
    ['machines: 9\nsteps: [{ name: a, run: b }]', 1, 11, 'a whole number from 1 to 8'],
    ['machines: two\nsteps: [{ name: a, run: b }]', 1, 11, 'a whole number from 1 to 8'],
    ['timeout: soon\nsteps: [{ name: a, run: b }]', 1, 10, '90s, 10m or 1h30m'],
    ['timeout: 25h\nsteps: [{ name: a, run: b }]', 1, 10, 'at most 24h'],
    ['timeout: 0\nsteps: [{ name: a, run: b }]', 1, 10, '90s, 10m or 1h30m'],
    ['shell: zsh\nsteps: [{ name: a, run: b }]', 1, 8, 'write bash, sh or powershell'],
    ['env: { 1A: x }\nsteps: [{ name: a, run: b }]', 1, 8, '"1A" cannot be the name of a variable'],
    ['env: { A: [x] }\nsteps: [{ name: a, run: b }]', 1, 11, '"env.A" cannot be used'],
    ['artifacts: [../secret]\nsteps: [{ name: a, run: b }]', 1, 13, 'inside it'],
    ['artifacts: [/etc/passwd]\nsteps: [{ name: a, run: b }]', 1, 13, 'inside it'],
    ['steps:\n  - name: a', 2, 5, 'Step 1 needs "run"'],
    ['steps:\n  - npm test', 2, 5, 'write the step as "name: Test"'],
    ['steps: []', 1, 8, 'write a list with one "- name: Test"'],
    ['name: x', 1, 1, 'The file needs "steps"'],
    ['', 1, 1, 'The file is empty'],
    ['- a', 1, 1, 'write "steps:"'],
    ['name: "a\\nb"\nsteps: [{ name: a, run: b }]', 1, 7, 'on one line'],
    ['steps:\n\t- name: a', 2, 1, 'Use spaces instead'],
    ['steps:\n  - name: a\n    run: echo one: two', 3, 10, 'must stand in quotes'],
    ['steps:\n  - name: a\n    run: b\n    run: c', 4, 5, 'stands here twice'],
    ['steps: [{ name: a, run: b }]\n---\nname: x', 2, 1, 'Only one document'],
  ])('in %j is found at line %i, column %i', (text, line, column, said) => {
    const [first] = mistakesOf(text);
    expect(first).toMatchObject({ line, column });
    expect(first?.message).toContain(said);
  });

  it('does not hide the others, and a misspelt name does not count as missing too', () => {
    const mistakes = mistakesOf('machines: 0\nsteps:\n  - name: a\n    rum: b\n  - name: c\n    run: d\n    when: x');
    expect(mistakes.map(({ line }) => line)).toEqual([1, 4, 7]);
  });

  it('of aliases without end is told, not followed', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++)
      lines.push(`a${i}: &a${i} [${Array.from({ length: 9 }, () => `*a${i - 1}`).join(', ')}]`);
    expect(mistakesOf(lines.join('\n'))[0]?.message).toContain('cannot be read');
  });

  it.each([
    ['20,000 keys', Array.from({ length: 20_000 }, (_, at) => `k${at}: 1`).join('\n')],
    ['25,000 keys on one line', `env: {${Array.from({ length: 25_000 }, (_, at) => `k${at}: `).join(',')}}`],
    [
      '15,000 variables with wrong names',
      `env:\n${Array.from({ length: 15_000 }, (_, at) => `  1k${at}: []`).join('\n')}`,
    ],
    ['quotes without end', '"'.repeat(250_000)],
    ['anchors without end', '&a '.repeat(60_000)],
    ['lists in lists', '['.repeat(200_000)],
    ['lists in lists, each on its line', '- '.repeat(120_000)],
    ['maps in maps', 'a: {'.repeat(50_000)],
    ['10,000 steps', `steps:\n${'  - name: a\n    run: b\n'.repeat(10_000)}`],
    ['a list that holds itself', 'steps: &s\n  - *s\n'],
    ['a map that holds itself', '&r\nname: x\nenv: *r\nsteps: []\n'],
    ['zero bytes', 'name: "a\0b"\nsteps:\n  - name: x\n    run: "y\0"\n'],
    ['names of an object’s own', '__proto__: { a: 1 }\nconstructor: 1\nsteps: [{ name: a, run: b }]'],
  ])('made of %s are told in a few words and soon', async (_what, text) => {
    let mistakes: ReturnType<typeof mistakesOf> = [];
    expect(await processorMs(() => (mistakes = mistakesOf(text)))).toBeLessThan(5_000);
    expect(mistakes.length).toBeGreaterThan(0);
    expect(JSON.stringify(mistakes).length).toBeLessThan(20_000);
  });

  it('larger than any real file is not read', () => {
    const text = `name: a # ${'x'.repeat(MAX_CONFIG_BYTES)}\nsteps: [{ name: a, run: b }]`;
    expect(mistakesOf(text)).toEqual([
      { line: 1, column: 1, message: 'The file is too large: at most 256 KiB are read.' },
    ]);
  });

  it('is not a byte order mark', () => {
    expect(parseConfig('\uFEFFsteps: [{ name: a, run: b }]')).toMatchObject({ ok: true });
  });
});
