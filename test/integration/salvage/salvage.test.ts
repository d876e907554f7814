import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeNeeding } from '../../fixtures/needs.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { get, Ground, orderOf, partOf, SalvageBench, statesOf, TEST_LIMIT_MS } from './harness.ts';
import { git, makeUpstream, put, repositoryOf, treeOf, wantedTree, work } from './work-tree.ts';

describeNeeding(sshdMissing, 'the work on a machine', () => {
  let sshd: Sshd;
  let bench: SalvageBench;
  let ground: Ground;
  let upstream: string;
  let machine: string;
  beforeAll(async () => {
    ground = new Ground();
    sshd = await Sshd.start();
    bench = new SalvageBench();
    await bench.connect(sshd);
    upstream = makeUpstream(ground.at('upstream'));
    machine = join(sshd.home, 'project');
    git(ground.root, 'clone', '-q', upstream, machine);
    await get(bench.client.call('noteHistory', { machine: 0 }));
    work(machine);
  }, TEST_LIMIT_MS);
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    ground[Symbol.dispose]();
  });

  const REF = 'refs/jumpseat/test';

  async function plan(folder: string, clone: string) {
    const head = git(machine, 'rev-parse', 'HEAD');
    return get(bench.client.call('planApply', { folder, clone, head, ref: REF }));
  }
  async function apply(folder: string, clone: string, fingerprint: string) {
    const head = git(machine, 'rev-parse', 'HEAD');
    return bench.client.call('apply', { folder, clone, head, ref: REF, fingerprint });
  }

  describe('brought home', () => {
    let folder: string;
    let report: Awaited<ReturnType<SalvageBench['ended']>>;
    beforeAll(async () => {
      folder = ground.at('salvage');
      report = await bench.salvage(orderOf(folder));
    }, TEST_LIMIT_MS);

    test('is whole, in files that only their owner reads', () => {
      expect(statesOf(report)).toEqual({ changes: 'saved', commits: 'saved', untracked: 'saved', history: 'empty' });
      expect(report.state).toBe('saved');
      expect(report.clone).toMatchObject({
        path: machine,
        branch: 'main',
        head: git(machine, 'rev-parse', 'HEAD'),
        base: git(upstream, 'rev-parse', 'HEAD'),
      });
      // Its own, that of the stash, and that of the index in the stash.
      expect(partOf(report, 'commits').count).toBe(3);
      expect(readdirSync(folder).toSorted()).toEqual([
        'changes.patch',
        'commits.bundle',
        'commits.txt',
        'untracked.tar',
      ]);
    });

    test('leaves the machine’s repository as it was', async () => {
      const before = repositoryOf(machine);
      await bench.salvage(orderOf(ground.at('again')));
      expect(repositoryOf(machine)).toEqual(before);
    });

    test('can be looked at', async () => {
      const read = (kind: 'changes' | 'commits' | 'untracked' | 'history') =>
        bench.client.call('readSalvage', { folder, kind });
      expect((await get(read('changes'))).text).toContain('+line thirty');
      expect((await get(read('commits'))).text).toContain('fix: found on the machine');
      expect((await get(read('untracked'))).text).toContain('notes/tool\t10\n');
      expect(await read('history')).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    });

    test('makes a fresh clone the same, byte by byte; a dry run changes nothing; twice is there already', async () => {
      const clone = ground.at('fresh');
      git(ground.root, 'clone', '-q', upstream, clone);
      git(clone, 'status');
      const before = { tree: treeOf(clone), repository: repositoryOf(clone) };
      const planned = await plan(folder, clone);
      expect({ tree: treeOf(clone), repository: repositoryOf(clone) }).toEqual(before);
      expect(planned.plan).toMatchObject({ folder: clone, branch: 'main', hasChanges: false, hasHead: true });
      expect(planned.plan.problem).toBeUndefined();
      expect(planned.plan.commits).toEqual({ count: 3, ref: REF });
      const states = new Set(planned.plan.files.map(({ state }) => state));
      // Only what is committed there is missing here, and no change of it.
      expect(states).toEqual(new Set(['clean']));

      expect(await get(apply(folder, clone, planned.fingerprint))).toMatchObject({ conflicts: [] });
      expect(git(clone, 'show', `${REF}/HEAD:src/committed.ts`)).toBe('committed there');
      expect(git(clone, 'show', `${REF}/stash:stashed.txt`)).toBe('in the stash');
      expect(git(clone, 'rev-parse', 'HEAD')).toBe(git(upstream, 'rev-parse', 'HEAD'));
      git(clone, 'checkout', '-q', `${REF}/HEAD`, '--', 'src/committed.ts');
      expect(treeOf(clone)).toEqual(wantedTree(machine));

      const again = await plan(folder, clone);
      expect(new Set(again.plan.files.map(({ state }) => state))).toEqual(new Set(['same']));
      expect(again.plan.commits).toBeUndefined();
      const twice = treeOf(clone);
      expect(await get(apply(folder, clone, again.fingerprint))).toEqual({ changed: 0, conflicts: [] });
      expect(treeOf(clone)).toEqual(twice);
      expect(readdirSync(folder).some((name) => name.endsWith('.part'))).toBe(false);
    });

    test('is merged into changes of one’s own; what cannot be is said before, and marked', async () => {
      const clone = ground.at('busy');
      git(ground.root, 'clone', '-q', upstream, clone);
      const app = join(clone, 'src/app.ts');
      put(clone, 'src/app.ts', `mine\n${readFileSync(app, 'utf8')}`);
      put(clone, 'crlf.txt', 'one\r\nmine\r\n');
      put(clone, 'notes/new.txt', 'my own notes\n');
      put(clone, 'staged/new.bin', 'mine');
      const index = git(clone, 'ls-files', '-s');
      const { plan: planned, fingerprint } = await plan(folder, clone);
      const state = (path: string) => planned.files.find((file) => file.path === path)?.state;
      expect(planned.hasChanges).toBe(true);
      expect([state('src/app.ts'), state('crlf.txt'), state('notes/new.txt'), state('staged/new.bin')]).toEqual([
        'clean',
        'conflict',
        'exists',
        'exists',
      ]);
      const applied = await get(apply(folder, clone, fingerprint));
      expect(applied.conflicts.toSorted()).toEqual(['crlf.txt', 'notes/new.txt', 'staged/new.bin']);
      expect(readFileSync(app, 'utf8')).toMatch(/^mine\n[^]*line thirty\n[^]*line fifty\n/);
      expect(readFileSync(join(clone, 'crlf.txt'), 'utf8')).toContain('<<<<<<<');
      expect(readFileSync(join(clone, 'notes/new.txt'), 'utf8')).toBe('my own notes\n');
      // What is staged is the person's business.
      expect(git(clone, 'ls-files', '-s')).toBe(index);
    });

    test('is not applied to a clone that changed since the dry run', async () => {
      const clone = ground.at('moving');
      git(ground.root, 'clone', '-q', upstream, clone);
      const { fingerprint } = await plan(folder, clone);
      put(clone, 'src/app.ts', 'somebody was faster\n');
      const before = treeOf(clone);
      expect(await apply(folder, clone, fingerprint)).toMatchObject({ problem: { code: 'changed-meanwhile' } });
      expect(treeOf(clone)).toEqual(before);
    });

    test('is not applied where there is no clone, or one that lacks what it stands on', async () => {
      const empty = ground.at('no clone');
      mkdirSync(empty);
      const head = git(machine, 'rev-parse', 'HEAD');
      const refused = await bench.client.call('planApply', { folder, clone: empty, head, ref: REF });
      expect(refused).toMatchObject({ problem: { code: 'not-found' } });

      const stranger = ground.at('stranger');
      git(ground.root, 'init', '-q', stranger);
      put(stranger, 'README', 'of something else\n');
      git(stranger, 'add', '-A');
      git(stranger, 'commit', '-qm', 'else');
      const { plan: planned, fingerprint } = await plan(folder, stranger);
      expect(planned).toMatchObject({ hasHead: false, problem: { code: 'source-unavailable' } });
      expect(await apply(folder, stranger, fingerprint)).toMatchObject({ problem: { code: 'not-allowed' } });
      expect(Object.keys(treeOf(stranger))).toEqual(['README']);
    });
  });

  test('what is large is left out and named; wishes and shells’ histories come along', async () => {
    put(machine, 'large.bin', Buffer.alloc(200_000));
    put(sshd.home, 'report/index.html', '<p>');
    put(sshd.home, 'report/data.json', '{}');
    put(machine, 'coverage/lcov.info', 'x');
    put(machine, 'coverage/deep/er/lcov.info', 'y');
    put(machine, 'coverage/tmp/other', 'z');
    put(sshd.home, '.bash_history', 'make test\nvi src/app.ts\n');
    const second = Math.floor(Date.now() / 1000);
    put(sshd.home, '.zsh_history', `: ${second - 7_200}:0;before it all\n: ${second}:0;cargo test\n`);
    const folder = ground.at('wishes');
    const wishes = { paths: ['../report', '~/nothing here'], patterns: ['coverage/**/lcov.info', '*.nothing'] };
    const report = await bench.salvage(orderOf(folder, { wishes, fileLimitBytes: 100_000 }));
    expect(report.state).toBe('partial');
    expect(report.leftOut).toEqual([{ path: 'large.bin', sizeBytes: 200_000, reason: 'too-large' }]);
    const read = async (kind: 'chosen' | 'artifacts' | 'history') =>
      (await get(bench.client.call('readSalvage', { folder, kind }))).text.trim().split('\n').toSorted();
    const below = sshd.home.slice(1);
    expect(await read('chosen')).toEqual([`${below}/report/data.json\t2`, `${below}/report/index.html\t3`]);
    expect(await read('artifacts')).toEqual(['coverage/deep/er/lcov.info\t1', 'coverage/lcov.info\t1']);
    const history = readFileSync(join(folder, 'history.txt'), 'utf8');
    expect(history).toBe('# bash (~/.bash_history)\nmake test\nvi src/app.ts\n\n# zsh (~/.zsh_history)\ncargo test\n');
    for (const name of ['large.bin', 'coverage']) rmSync(join(machine, name), { recursive: true });
  });

  test('a clone without a commit, and one whose head is no branch and whose remotes are unknown', async () => {
    const unborn = join(sshd.home, 'unborn');
    git(sshd.home, 'init', '-q', '-b', 'main', unborn);
    put(unborn, 'first.txt', 'one\n');
    git(unborn, 'add', 'first.txt');
    put(unborn, 'second.txt', 'two\n');
    const folder = ground.at('unborn');
    const report = await bench.salvage(orderOf(folder, { clones: ['~/unborn'] }));
    expect(statesOf(report)).toMatchObject({ changes: 'saved', commits: 'empty', untracked: 'saved' });
    const clone = ground.at('unborn-clone');
    git(ground.root, 'init', '-q', clone);
    const order = { folder, clone, ref: REF };
    const { fingerprint } = await get(bench.client.call('planApply', order));
    await get(bench.client.call('apply', { ...order, fingerprint }));
    expect(treeOf(clone)).toEqual(treeOf(unborn));

    const shallow = join(sshd.home, 'shallow');
    git(sshd.home, 'init', '-q', shallow);
    git(shallow, 'fetch', '-q', '--depth=1', `file://${upstream}`, 'main');
    git(shallow, 'checkout', '-q', 'FETCH_HEAD');
    const known = git(shallow, 'rev-parse', 'HEAD');
    put(shallow, 'more.txt', 'more\n');
    git(shallow, 'add', '-A');
    git(shallow, 'commit', '-qm', 'more');
    const folder2 = ground.at('shallow-salvage');
    const detached = await bench.salvage(orderOf(folder2, { clones: ['shallow'], known: [known, '0'.repeat(40)] }));
    expect(detached.clone).toMatchObject({ base: known });
    expect(detached.clone?.branch).toBeUndefined();
    expect(partOf(detached, 'commits').count).toBe(1);
    const target = ground.at('shallow-target');
    git(ground.root, 'clone', '-q', upstream, target);
    const into = { folder: folder2, clone: target, head: git(shallow, 'rev-parse', 'HEAD'), ref: REF };
    const planned = await get(bench.client.call('planApply', into));
    expect(planned.plan).toMatchObject({ hasHead: true, commits: { count: 1 } });
    await get(bench.client.call('apply', { ...into, fingerprint: planned.fingerprint }));
    expect(git(target, 'show', `${REF}/HEAD:more.txt`)).toBe('more');
    expect(existsSync(join(target, 'more.txt'))).toBe(false);
  });

  test('a machine without SFTP and without tar', { timeout: TEST_LIMIT_MS }, async () => {
    await using bare = await Sshd.start({ sftp: false });
    const clone = join(bare.home, 'project');
    git(ground.root, 'clone', '-q', upstream, clone);
    work(clone);
    put(bare.home, 'bin/tar', '#!/bin/sh\nexit 127\n', 0o755);
    put(bare.home, '.bashrc', 'export PATH="$HOME/bin:$PATH"\n');
    put(bare.home, '.zsh_history', `: ${Math.floor(Date.now() / 1000)}:0;make\n`);
    await using other = new SalvageBench();
    await other.connect(bare);
    const folder = ground.at('bare');
    const wishes = { paths: ['notes'], patterns: ['build.*'] };
    const report = await other.salvage(orderOf(folder, { wishes }));
    expect(new Set(Object.values(statesOf(report)))).toEqual(new Set(['saved']));
    const target = ground.at('bare-target');
    git(ground.root, 'clone', '-q', upstream, target);
    const order = { folder, clone: target, head: git(clone, 'rev-parse', 'HEAD'), ref: REF };
    const { fingerprint } = await get(other.client.call('planApply', order));
    await get(other.client.call('apply', { ...order, fingerprint }));
    git(target, 'checkout', '-q', `${REF}/HEAD`, '--', 'src/committed.ts');
    expect(treeOf(target)).toEqual(wantedTree(clone));
  });
});
