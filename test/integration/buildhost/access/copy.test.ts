import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toolsMissing, runTool } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

const hash = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeNeeding(toolsMissing('scp', 'rsync', 'ssh', 'diff'), 'copying with OpenSSH’s scp and with rsync', () => {
  let machine: TestMachine;
  let there: string;
  let here: string;
  beforeAll(async () => {
    machine = await startTestMachine();
    there = machine.workspace;
    here = machine.client.folder;
    await mkdir(join(here, 'source', 'deep', 'er'), { recursive: true });
    await writeFile(join(here, 'source', 'data'), randomBytes(5_000_000));
    await writeFile(join(here, 'source', 'deep', 'er', 'script'), '#!/bin/sh\n');
    await writeFile(join(here, 'source', 'deep', 'with blank'), 'blank');
    await chmod(join(here, 'source', 'deep', 'er', 'script'), 0o755);
    await utimes(join(here, 'source', 'data'), 1_300_000_000, 1_300_000_000);
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  it.each([
    ['over SFTP', '-s'],
    ['the old way', '-O'],
  ])('scp %s carries a tree there and back with modes and times', async (_name, mode) => {
    const folder = `scp${mode}`;
    const up = await machine.client.scp([mode, '-rp', join(here, 'source'), `machine:${folder}`]);
    expect(up).toMatchObject({ code: 0 });
    const down = await machine.client.scp([mode, '-rp', `machine:${folder}`, join(here, `${folder}-back`)]);
    expect(down).toMatchObject({ code: 0 });
    for (const copy of [join(there, folder), join(here, `${folder}-back`)]) {
      const difference = await runTool('diff', ['-r', join(here, 'source'), copy]);
      expect(difference).toMatchObject({ code: 0 });
      expect((await stat(join(copy, 'data'))).mtimeMs).toBe(1_300_000_000_000);
      expect((await stat(join(copy, 'deep', 'er', 'script'))).mode & 0o777).toBe(0o755);
    }
  });

  it('scp understands ~ and absolute paths, and says when a file is missing', async () => {
    await writeFile(join(there, 'at-home'), 'home');
    for (const path of ['~/at-home', join(there, 'at-home')]) {
      const result = await machine.client.scp([`machine:${path}`, join(here, 'fetched')]);
      expect(result).toMatchObject({ code: 0 });
      expect(await readFile(join(here, 'fetched'), 'utf8')).toBe('home');
      await rm(join(here, 'fetched'));
    }
    const missing = await machine.client.scp(['machine:nowhere', join(here, 'x')]);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/No such file/);
  });

  it('rsync mirrors both ways, with links, modes, times and deletions', async () => {
    await symlink('data', join(here, 'source', 'link'));
    await mkdir(join(there, 'mirror'));
    await writeFile(join(there, 'mirror', 'stale'), 'stale');
    const up = await machine.client.rsync(['-a', '--delete', `${join(here, 'source')}/`, 'machine:mirror/']);
    expect(up).toMatchObject({ code: 0 });
    expect((await runTool('diff', ['-r', join(here, 'source'), join(there, 'mirror')])).code).toBe(0);
    expect(await readlink(join(there, 'mirror', 'link'))).toBe('data');
    expect((await stat(join(there, 'mirror', 'data'))).mtimeMs).toBe(1_300_000_000_000);

    await mkdir(join(here, 'mirror-back'));
    await writeFile(join(here, 'mirror-back', 'stale'), 'stale');
    const changed = randomBytes(5_000_000);
    await writeFile(join(there, 'mirror', 'data'), changed);
    const down = await machine.client.rsync(['-az', '--delete', 'machine:mirror/', `${join(here, 'mirror-back')}/`]);
    expect(down).toMatchObject({ code: 0 });
    expect((await runTool('diff', ['-r', join(there, 'mirror'), join(here, 'mirror-back')])).code).toBe(0);
    expect(hash(await readFile(join(here, 'mirror-back', 'data')))).toBe(hash(changed));
  });
});
