import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packTar } from 'modern-tar';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applySalvage, planApply } from '../../../main/connection/salvage/apply/apply-salvage.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { get, Ground, MIB, orderOf, partOf, SalvageBench, statesOf, TEST_LIMIT_MS } from './harness.ts';
import { git, makeUpstream, put, repositoryOf, treeOf } from './work-tree.ts';

describeNeeding(sshdMissing, 'a machine that means ill', () => {
  let sshd: Sshd;
  let bench: SalvageBench;
  let ground: Ground;
  beforeAll(async () => {
    ground = new Ground();
    sshd = await Sshd.start();
    bench = new SalvageBench();
    await bench.connect(sshd);
  }, TEST_LIMIT_MS);
  afterAll(async () => {
    await bench[Symbol.asyncDispose]();
    await sshd[Symbol.asyncDispose]();
    ground[Symbol.dispose]();
  });

  test('nothing that a repository names is run there', async () => {
    const clone = join(sshd.home, 'project');
    git(ground.root, 'clone', '-q', makeUpstream(ground.at('upstream')), clone);
    put(clone, '.gitattributes', '*.ts diff=evil filter=evil merge=evil\n');
    put(clone, 'src/app.ts', 'changed\n');
    const marker = join(sshd.home, 'was run');
    const evil = join(sshd.home, 'evil.sh');
    put(sshd.home, 'evil.sh', `#!/bin/sh\necho "$0 $*" >>'${marker}'\ncat\n`, 0o755);
    for (const name of ['fsmonitor', 'sshCommand', 'pager', 'editor', 'alternateRefsCommand'])
      git(clone, 'config', `core.${name}`, evil);
    for (const [key, value] of [
      ['diff.external', evil],
      ['diff.evil.textconv', evil],
      ['diff.evil.command', evil],
      ['filter.evil.clean', evil],
      ['filter.evil.smudge', evil],
      ['filter.evil.required', 'true'],
      ['merge.evil.driver', evil],
      ['gpg.program', evil],
      ['log.showSignature', 'true'],
      ['diff.noprefix', 'true'],
      ['diff.mnemonicPrefix', 'true'],
      ['color.ui', 'always'],
      ['core.quotePath', 'false'],
      ['diff.relative', 'true'],
    ] as const)
      git(clone, 'config', key, value);
    mkdirSync(join(clone, '.git/hooks'), { recursive: true });
    for (const hook of ['post-index-change', 'reference-transaction', 'pre-auto-gc', 'post-checkout']) {
      writeFileSync(join(clone, '.git/hooks', hook), `#!/bin/sh\necho hook >>'${marker}'\n`);
      chmodSync(join(clone, '.git/hooks', hook), 0o755);
    }
    const folder = ground.at('named');
    const report = await bench.salvage(orderOf(folder));
    expect(statesOf(report)).toMatchObject({ changes: 'saved', untracked: 'saved' });
    expect(existsSync(marker)).toBe(false);
    const { text } = await get(bench.client.call('readSalvage', { folder, kind: 'changes' }));
    expect(text).toMatch(/^diff --git a\/src\/app.ts b\/src\/app.ts\nindex [0-9a-f]{40}\.\.[0-9a-f]{40}/);
  });

  test('programs that never end, lie or send something else fill nothing and write nothing elsewhere', async () => {
    const bin = join(sshd.home, 'bin');
    const evilTar = await packTar([
      { header: { name: '../../outside', size: 4, type: 'file' }, body: 'evil' },
      { header: { name: './notes.txt', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    ]);
    put(bin, 'evil.tar', evilTar);
    put(
      bin,
      'git',
      `#!/bin/sh\ncase "$*" in *"diff --binary"*) yes "diff --git a/.git/x b/.git/x";; *rev-list*--count*) echo 99999999999999999999999;;\n*) exec /usr/bin/git "$@";; esac\n`,
      0o755,
    );
    put(
      bin,
      'tar',
      `#!/bin/sh\ncase "$*" in *--version*) echo "tar (GNU tar) 1.34";; *) cat "$HOME/bin/evil.tar";; esac\n`,
      0o755,
    );
    put(sshd.home, '.bashrc', 'export PATH="$HOME/bin:$PATH"\n');
    put(join(sshd.home, 'project'), 'notes.txt', 'mine\n');
    const other = new SalvageBench();
    try {
      await other.connect(sshd);
      const folder = ground.at('lies');
      const report = await other.salvage(orderOf(folder, { limitBytes: MIB }));
      expect(partOf(report, 'changes')).toMatchObject({ state: 'failed', problem: { code: 'too-large' } });
      expect(partOf(report, 'commits').state).toBe('empty');
      expect(partOf(report, 'untracked')).toMatchObject({ state: 'failed', problem: { code: 'protocol-error' } });
      expect(readdirSync(folder)).toEqual([]);
      expect(existsSync(ground.at('../outside'))).toBe(false);
    } finally {
      await other[Symbol.asyncDispose]();
    }
  });
});

describe('a salvage that means ill', () => {
  const ground = new Ground();
  const signal = new AbortController().signal;
  const upstream = makeUpstream(ground.at('upstream'));
  const head = git(upstream, 'rev-parse', 'HEAD');
  afterAll(() => ground[Symbol.dispose]());

  /** A salvage with this in it, a clone, and both as an order. */
  async function scene(name: string, files: Record<string, string | Uint8Array>) {
    const folder = ground.at(`${name} salvage`);
    mkdirSync(folder);
    for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
    const clone = ground.at(name);
    git(ground.root, 'clone', '-q', upstream, clone);
    const order = { folder, clone, head, ref: 'refs/jumpseat/evil' };
    const planned = await planApply(order, signal);
    if (!planned.ok) throw new Error(planned.problem.message);
    const before = { tree: treeOf(clone), repository: repositoryOf(clone) };
    const applied = await applySalvage({ ...order, fingerprint: planned.value.fingerprint }, signal);
    return {
      clone,
      before,
      plan: planned.value.plan,
      applied,
      after: { tree: treeOf(clone), repository: repositoryOf(clone) },
    };
  }

  const added = (path: string, mode = '100644', line = 'evil') =>
    `diff --git a/${path} b/${path}\nnew file mode ${mode}\nindex ${'0'.repeat(40)}..${'1'.repeat(40)}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1 @@\n+${line}\n`;

  test.each([
    ['a hook', added('.git/hooks/post-checkout', '100755')],
    ['a path that leads out', added('../outside')],
    ['no patch at all', 'hello\n'],
  ])('a patch with %s is refused as a whole', async (name, patch) => {
    const { plan, applied, before, after } = await scene(`patch ${name.replaceAll(/\W/g, '')}`, {
      'changes.patch': added('fine.txt') + patch,
    });
    expect(plan.problem).toBeDefined();
    expect(applied).toMatchObject({ problem: { code: 'not-allowed' } });
    expect(after).toEqual(before);
  });

  test('nothing is written through a link that the patch itself makes', async () => {
    const outside = ground.at('elsewhere');
    mkdirSync(outside);
    const { applied } = await scene('through', {
      'changes.patch': added('way', '120000', outside) + added('way/in.txt'),
    });
    expect(applied.ok).toBe(false);
    expect(readdirSync(outside)).toEqual([]);
  });

  test('an archive writes where it may, and nowhere else', async () => {
    const outside = ground.at('outside');
    mkdirSync(outside);
    const file = (name: string) => ({ header: { name, size: 4, type: 'file' as const }, body: 'evil' });
    const link = (name: string, linkname: string) => ({
      header: { name, linkname, size: 0, type: 'symlink' as const },
    });
    const { clone, applied, before, after } = await scene('archive', {
      'untracked.tar': await packTar([
        file('../outside/one'),
        file(`${outside}/two`),
        file('.git/hooks/post-checkout'),
        file('sub/.git/config'),
        link('away', outside),
        file('away/three'),
        link('up', '../outside'),
        file('up/four'),
        link('hooks', '.git/hooks'),
        file('hooks/post-checkout'),
        link('inside', 'src'),
        file('inside/five'),
        link('link', 'run.sh'),
        file('run.sh'),
        file('twice'),
        file('twice'),
        file('new\nline'),
        file('fine/file.txt'),
      ]),
    });
    expect(readdirSync(outside)).toEqual([]);
    expect(after.repository).toEqual(before.repository);
    const more = Object.keys(after.tree).filter((path) => before.tree[path] === undefined);
    // A link that stays inside may be made; what would go through it is not written.
    expect(more.filter((path) => !path.startsWith('away/') && !path.startsWith('up/')).toSorted()).toEqual([
      'fine/file.txt',
      'hooks/post-checkout',
      'inside',
      'twice',
    ]);
    for (const path of Object.keys(before.tree)) expect(after.tree[path]).toBe(before.tree[path]);
    expect(existsSync(join(clone, 'src/five'))).toBe(false);
    expect(applied.ok && applied.value.conflicts.length).toBeGreaterThan(8);
  });

  test('a folder that only looks like a repository is none', async () => {
    const [clone, folder, marker] = [ground.at('bare inside'), ground.at('bare salvage'), ground.at('was run')];
    git(ground.root, 'clone', '-q', upstream, clone);
    git(clone, 'clone', '-q', '--bare', upstream, 'vendor');
    const vendor = join(clone, 'vendor');
    git(vendor, 'config', 'core.bare', 'false');
    git(vendor, 'config', 'core.worktree', clone);
    git(vendor, 'config', 'filter.evil.clean', `touch '${marker}'; cat`);
    put(vendor, 'info/attributes', '* filter=evil\n');
    mkdirSync(folder);
    writeFileSync(join(folder, 'changes.patch'), added('fine.txt'));
    const planned = await planApply({ folder, clone: vendor, head, ref: 'refs/jumpseat/evil' }, signal);
    expect(planned).toMatchObject({ problem: { code: 'not-found' } });
    expect(existsSync(marker)).toBe(false);
  });

  test('commits with git’s own folder in them are not taken', async () => {
    const evil = ground.at('evil');
    git(ground.root, 'clone', '-q', upstream, evil);
    const blob = git(evil, 'hash-object', '-w', 'run.sh');
    const tree = execFileSync('git', ['mktree'], {
      cwd: evil,
      input: `100755 blob ${blob}\t.git\n`,
      encoding: 'utf8',
    }).trim();
    const commit = git(evil, 'commit-tree', '-p', 'HEAD', '-m', 'evil', tree);
    git(evil, 'update-ref', 'refs/heads/main', commit);
    const bundle = ground.at('evil.bundle');
    git(evil, 'bundle', 'create', bundle, 'main', '--not', '--remotes');
    const { plan, applied, before, after } = await scene('bundle', { 'commits.bundle': readFileSync(bundle) });
    expect(plan.problem).toMatchObject({ code: 'not-supported' });
    expect(applied.ok).toBe(false);
    expect(after).toEqual(before);
  });
});
