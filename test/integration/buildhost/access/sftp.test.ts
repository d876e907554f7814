import { createHash, randomBytes } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, readlink, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

describeNeeding(toolsMissing('sftp', 'ssh'), 'files through OpenSSH’s sftp', () => {
  let machine: TestMachine;
  let there: string;
  let here: string;
  beforeAll(async () => {
    machine = await startTestMachine();
    there = machine.workspace;
    here = machine.client.folder;
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  /** All of the batch must succeed. */
  async function run(...batch: string[]): Promise<string> {
    const result = await machine.client.sftp(batch, { folder: here });
    expect(result).toMatchObject({ code: 0 });
    return result.stdout.toString();
  }

  /** What sftp says about a batch that must fail. */
  async function failure(...batch: string[]): Promise<string> {
    const result = await machine.client.sftp(batch, { folder: here });
    expect({ batch, code: result.code }).toEqual({ batch, code: 1 });
    return result.stderr;
  }

  it('starts in the workspace', async () => {
    expect(await run('pwd')).toContain(`Remote working directory: ${there}`);
  });

  it('carries files both ways, large and empty ones, with mode and times when asked', async () => {
    const big = randomBytes(40 * 1024 * 1024 + 17);
    await writeFile(join(here, 'big'), big);
    await writeFile(join(here, 'empty'), '');
    await chmod(join(here, 'big'), 0o751);
    await utimes(join(here, 'big'), 1_500_000_000, 1_400_000_000);
    await run('put -p big', 'put empty');
    // Before anybody reads it.
    const { mode, mtimeMs, atimeMs } = await stat(join(there, 'big'));
    expect(mode & 0o7777).toBe(0o751);
    expect([atimeMs, mtimeMs]).toEqual([1_500_000_000_000, 1_400_000_000_000]);
    await run('get -p big back', 'get empty empty-back');
    const back = await stat(join(here, 'back'));
    expect(back.mode & 0o7777).toBe(0o751);
    expect(back.mtimeMs).toBe(1_400_000_000_000);
    expect(hash(await readFile(join(there, 'big')))).toBe(hash(big));
    expect(hash(await readFile(join(here, 'back')))).toBe(hash(big));
    expect((await stat(join(here, 'empty-back'))).size).toBe(0);
  });

  it('carries folders both ways', async () => {
    await mkdir(join(here, 'tree', 'a', 'b'), { recursive: true });
    await writeFile(join(here, 'tree', 'a', 'b', 'leaf'), 'leaf');
    for (let number = 0; number < 300; number += 1)
      await writeFile(join(here, 'tree', `file ${number} ü`), String(number));
    await run('put -r tree', 'get -r tree tree-back');
    expect(await readFile(join(there, 'tree', 'a', 'b', 'leaf'), 'utf8')).toBe('leaf');
    expect(await readdir(join(here, 'tree-back'))).toEqual(await readdir(join(here, 'tree')));
    expect(await readFile(join(here, 'tree-back', 'file 299 ü'), 'utf8')).toBe('299');
  });

  it('resumes a transfer in both directions', async () => {
    const data = randomBytes(3_000_000);
    await writeFile(join(here, 'whole'), data);
    await writeFile(join(there, 'part'), data.subarray(0, 1_000_000));
    await run('put -a whole part');
    expect(hash(await readFile(join(there, 'part')))).toBe(hash(data));
    await writeFile(join(here, 'part-back'), data.subarray(0, 2_000_000));
    await run('get -a part part-back');
    expect(hash(await readFile(join(here, 'part-back')))).toBe(hash(data));
  });

  it('lists like ls -l', async () => {
    await mkdir(join(there, 'listing', 'folder'), { recursive: true });
    await writeFile(join(there, 'listing', 'run.sh'), 'x'.repeat(1234));
    await chmod(join(there, 'listing', 'run.sh'), 0o4755);
    await symlink('run.sh', join(there, 'listing', 'link'));
    const lines = (await run('ls -la listing')).split('\n');
    const find = (name: string): string => lines.find((line) => line.endsWith(name)) ?? '';
    expect(find(' run.sh')).toMatch(/^-rwsr-xr-x +1 \S+ +\S+ +1234 [A-Z][a-z]{2} [ \d]\d \d\d:\d\d run\.sh$/);
    expect(find(' folder')).toMatch(/^d/);
    expect(find(' link')).toMatch(/^l/);
    expect(find(' ..')).toMatch(/^d/);
  });

  it('lists a folder of thousands', async () => {
    await mkdir(join(there, 'many'));
    await Promise.all(Array.from({ length: 3_000 }, (_, number) => writeFile(join(there, 'many', `${number}`), '')));
    const names = (await run('ls -1 many')).split('\n').filter((line) => line.startsWith('many/'));
    expect(new Set(names).size).toBe(3_000);
  });

  it('renames, replaces, removes, makes and unmakes folders', async () => {
    await writeFile(join(there, 'one'), '1');
    await writeFile(join(there, 'two'), '2');
    // sftp uses posix-rename when it is on offer; -l asks for the rename that must not replace.
    expect(await failure('rename -l one two')).toMatch(/rename/i);
    expect(await readFile(join(there, 'two'), 'utf8')).toBe('2');
    await run('rename one two');
    expect(await readFile(join(there, 'two'), 'utf8')).toBe('1');
    await run('rename -l two three', 'mkdir box', 'rename three box/four', 'rm box/four', 'rmdir box');
    expect(await readdir(there)).not.toContain('box');
  });

  it('changes modes, owners and times, and makes both kinds of links', async () => {
    await writeFile(join(there, 'target'), 'content');
    const { uid, gid } = await stat(join(there, 'target'));
    await run('chmod 640 target', `chown ${uid} target`, `chgrp ${gid} target`, 'ln target hard', 'ln -s target soft');
    expect((await stat(join(there, 'target'))).mode & 0o7777).toBe(0o640);
    expect((await stat(join(there, 'hard'))).ino).toBe((await stat(join(there, 'target'))).ino);
    expect(await readlink(join(there, 'soft'))).toBe('target');
    expect((await lstat(join(there, 'soft'))).isSymbolicLink()).toBe(true);
  });

  it('copies on the machine', async () => {
    const data = randomBytes(2_000_000);
    await writeFile(join(there, 'original'), data);
    await run('cp original copy');
    expect(hash(await readFile(join(there, 'copy')))).toBe(hash(data));
  });

  it('tells how full the disk is', async () => {
    expect(await run('df -h .')).toMatch(/Size.*Used.*Avail[^\n]*\n.*\d/s);
    expect(await run('df -i .')).toMatch(/Inodes/);
  });

  it('syncs to disk and takes names that are not UTF-8', async () => {
    const name = Buffer.concat([Buffer.from('latin-'), Buffer.from([0xe9])]);
    await writeFile(Buffer.concat([Buffer.from(`${there}/`), name]), 'é');
    await writeFile(join(here, 'small'), 'x');
    await run('put -f small', 'get latin-*');
    expect((await readdir(here, { encoding: 'buffer' })).some((entry) => entry.equals(name))).toBe(true);
  });

  it('says what is wrong', async () => {
    await writeFile(join(here, 'something'), 'x');
    await mkdir(join(there, 'full', 'inner'), { recursive: true });
    expect(await failure('get nothing')).toMatch(/not found|No such file/);
    expect(await failure('put something no/such/folder/x')).toMatch(/No such file/);
    expect(await failure('rmdir full')).toMatch(/Failure/);
    expect(await failure('rm full')).toMatch(/Failure|directory/i);
    expect(await failure('mkdir full')).toMatch(/Failure/);
    expect(await failure('ls /root/nothing/here')).toMatch(/not found|No such file/);
  });

  it('says end-of-file at once for a pipe without a writer, and goes on', async () => {
    await machine.client.ssh(['machine', 'mkfifo pipe']);
    const result = await machine.client.sftp(['-get pipe', 'pwd'], { folder: here });
    expect(result.stdout.toString()).toContain('Remote working directory');
  });
});

function hash(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
