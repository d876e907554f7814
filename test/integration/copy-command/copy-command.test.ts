import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { copyCommand, type CopyCommandRequest } from '../../../main/lib/copy-command/copy-command.ts';
import { openPinFiles } from '../../../main/transfers/pin-files.ts';
import { makeKey, Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const programs = ['rsync', 'scp', 'sftp'] as const;
const missing =
  sshdMissing ??
  programs
    .map((program) => (spawnSync('which', [program]).status === 0 ? undefined : `${program} is not installed`))
    .find((reason) => reason !== undefined);

/** Each of them means something to a shell, to ssh, or to one of the programs. */
const names = [
  'plain.txt',
  'with  two spaces .txt',
  `it's "quoted".txt`,
  '$HOME `id` $(id).txt',
  '-rf',
  'star*.txt',
  'what?[a-z]{b,c}.txt',
  'back\\slash.txt',
  '#hash; echo no',
  '%h %d ${HOME}',
  '~tilde',
  'host:2:path',
  'ünï 漢字 🙂.txt',
];
const withLineBreak = 'new\nline.txt';
const withBackslashAndWildcard = 'back\\slash\\*.txt';

describeNeeding(missing, `a copied command${missing === undefined ? '' : ` (${missing})`}`, () => {
  let sshd: Sshd;
  let folder: string;
  let remote: string;
  let local: string;
  let count = 0;

  beforeAll(async () => {
    sshd = await Sshd.start();
    folder = mkdtempSync(join(tmpdir(), 'copy command '));
  });
  afterAll(async () => {
    await sshd[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    count += 1;
    remote = join(folder, `remote ${count} $it's "here"`);
    local = join(folder, `local ${count}`);
    for (const path of [remote, local]) mkdirSync(path);
  });

  async function make(given: Pick<CopyCommandRequest, 'program' | 'direction' | 'paths'>, change: object = {}) {
    const blob = (sshd.hostKeys[0]?.file ?? '') + '.pub';
    const publicKey = readFileSync(blob, 'utf8').split(' ')[1] ?? '';
    const pin = await openPinFiles(join(folder, 'host keys'), Date.now).write(publicKey);
    if (!pin.ok) throw new Error(pin.problem.message);
    const { user, host, port, clientKey } = sshd;
    const signIn = { kind: 'key-file', path: clientKey.file } as const;
    const target = { user, host, port, signIn, pin: pin.value, ...change };
    return copyCommand({ shell: 'posix', target, ...given });
  }

  /** As a person would: pasted into a shell, in the folder at hand. */
  function run(command: string) {
    const { SSH_AUTH_SOCK: _agent, ...env } = process.env;
    const ran = spawnSync('/bin/sh', ['-c', command], { cwd: local, encoding: 'utf8', env, timeout: 50_000 });
    return { code: ran.status, said: `${command}\n${ran.stdout}\n${ran.stderr}` };
  }

  async function runMade(given: Pick<CopyCommandRequest, 'program' | 'direction' | 'paths'>) {
    const made = await make(given);
    if (!made.ok) throw new Error(made.problem.message);
    const { code, said } = run(made.value.command);
    expect(code, said).toBe(0);
    return said;
  }

  describe.each(programs)('of %s', (program) => {
    const all = [
      ...names,
      ...(program === 'sftp' ? [] : [withLineBreak]),
      ...(program === 'rsync' ? [] : [withBackslashAndWildcard]),
    ];

    test('fetches files and folders whatever their names are', async () => {
      for (const name of all) writeFileSync(join(remote, name), `content of ${name}`);
      const tree = join(remote, 'a folder *');
      mkdirSync(join(tree, 'inside'), { recursive: true });
      writeFileSync(join(tree, 'inside', 'deep.txt'), 'deep');
      const said = await runMade({
        program,
        direction: 'download',
        paths: [...all.map((name) => join(remote, name)), tree],
      });
      expect(readdirSync(local).toSorted(), said).toEqual([...all, 'a folder *'].toSorted());
      for (const name of all) expect(readFileSync(join(local, name), 'utf8')).toBe(`content of ${name}`);
      expect(readFileSync(join(local, 'a folder *', 'inside', 'deep.txt'), 'utf8')).toBe('deep');
    });

    test.each(all)('takes one file alone: %j', async (name) => {
      writeFileSync(join(remote, name), name);
      // What a wildcard could take as well.
      writeFileSync(join(remote, 'starfish.txt'), 'another');
      writeFileSync(join(remote, 'whatsab.txt'), 'another');
      const said = await runMade({ program, direction: 'download', paths: [join(remote, name)] });
      expect(readdirSync(local), said).toEqual([name]);
    });

    test('uploads all that is in the folder into the one chosen', async () => {
      for (const name of [...all, '.hidden']) writeFileSync(join(local, name), `content of ${name}`);
      mkdirSync(join(local, 'sub folder'));
      writeFileSync(join(local, 'sub folder', 'deep.txt'), 'deep');
      const said = await runMade({ program, direction: 'upload', paths: [remote] });
      expect(readdirSync(remote).toSorted(), said).toEqual([...all, '.hidden', 'sub folder'].toSorted());
      expect(readFileSync(join(remote, 'sub folder', 'deep.txt'), 'utf8')).toBe('deep');
    });

    test('refuses a machine with another host key', async () => {
      writeFileSync(join(remote, 'plain.txt'), 'content');
      const other = makeKey(join(folder, `other-${program}`));
      const pins = openPinFiles(join(folder, 'host keys'), Date.now);
      const pin = await pins.write(other.publicKey.split(' ')[1] ?? '');
      if (!pin.ok) throw new Error(pin.problem.message);
      const paths = [join(remote, 'plain.txt')];
      const made = await make({ program, direction: 'download', paths }, { pin: pin.value });
      if (!made.ok) throw new Error(made.problem.message);
      const { code, said } = run(made.value.command);
      expect(code, said).not.toBe(0);
      expect(said).toContain('Host key verification failed');
      expect(readdirSync(local)).toEqual([]);
    });

    test('signs in as a user whose name is half an address', async () => {
      const made = await make(
        { program, direction: 'download', paths: [join(remote, 'x')] },
        { user: 'tok@en+odd=marks' },
      );
      if (!made.ok) throw new Error(made.problem.message);
      run(made.value.command);
      await expect.poll(() => sshd.log).toContain('tok@en+odd=marks');
    });
  });

  test.each([
    ['rsync', withBackslashAndWildcard],
    ['sftp', withLineBreak],
  ] as const)('of %s says that it cannot be told %j', async (program, name) => {
    const made = await make({ program, direction: 'download', paths: [join(remote, name)] });
    expect(made).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
  });

  test('writes nobody else’s list of hosts, and keeps the pin to its owner', async () => {
    const made = await make({ program: 'scp', direction: 'download', paths: ['/tmp/x'] });
    if (!made.ok) throw new Error(made.problem.message);
    expect(made.value.command).toContain('StrictHostKeyChecking=yes');
    expect(made.value.command).not.toContain('StrictHostKeyChecking=no');
    const pins = join(folder, 'host keys');
    for (const name of readdirSync(pins)) expect(statSync(join(pins, name)).mode & 0o777).toBe(0o600);
    expect(statSync(pins).mode & 0o777).toBe(0o700);
  });
});
