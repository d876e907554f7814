import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import { beforeEach, describe, expect, it } from 'vitest';
import { startMachineServer } from '../../../main/buildhost/access/machine-server.ts';
import { ConnectedFiles, MAX_CHANNELS } from '../../../main/connection/remote/connected-files.ts';
import { IDLE_MS, REFUSAL_MS } from '../../../main/connection/remote/channel-pool.ts';
import type { Commands } from '../../../main/connection/remote/exec-channel.ts';
import type { FileAbilities } from '../../../main/connection/remote/machine-files.ts';
import type { RemoteFiles } from '../../../main/connection/remote/remote-files.ts';
import { systemClock } from '../../../main/lib/clock.ts';
import type { Clock } from '../../../main/lib/clock.ts';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { file, folder } from '../../fixtures/hostile-sftp/tree.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { StepClock } from '../../fixtures/step-clock.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import type { SshdOptions } from '../../fixtures/sshd.ts';
import { connectTo, valueOf } from './sftp-link.ts';
import type { Server } from './sftp-link.ts';

const opened = perTest();
const limits = { maxBytes: 100_000, timeoutMs: 28_000 };
const patience = { timeout: 25_000, interval: 20 };

type ShellFiles = (commands: Commands, abilities: FileAbilities) => RemoteFiles;

async function filesOf(server: Server, clock: Clock = systemClock, openShellFiles?: ShellFiles) {
  const { connection } = opened.use(await connectTo(server));
  return { connection, files: opened.use(new ConnectedFiles({ connection, clock, openShellFiles })) };
}

async function machine(options: SshdOptions = {}): Promise<Server & { home: string }> {
  const sshd = opened.use(await Sshd.start(options));
  const { host, port, user, home, clientKey } = sshd;
  return { host, port, user, home, privateKey: clientKey.privateKey };
}

describe('the files of a machine with OpenSSH', () => {
  beforeEach((context) => {
    if (sshdMissing !== undefined) context.skip(sshdMissing);
  });

  it('finds out what the machine can do', async () => {
    const startedAt = performance.now();
    const { files } = await filesOf(await machine());
    expect(valueOf(await files.abilities())).toEqual({
      via: 'sftp',
      os: 'posix',
      home: realpathSync(homedir()),
      hasShell: true,
      tar: 'gnu',
      sha256: 'sha256sum',
      hasGit: true,
    });
    expect(files.latencyMs).toBeLessThanOrEqual(Math.ceil(performance.now() - startedAt));
  });

  it('runs commands with their input, and tells how they ended', async () => {
    const { files } = await filesOf(await machine());
    const sorted = await files.run('sort; echo oops >&2; exit 3', { ...limits, input: 'b\na\n' });
    expect(valueOf(sorted)).toEqual({ output: Buffer.from('a\nb\n'), errors: 'oops', code: 3 });
    // It ends without reading what it is given.
    const unread = await files.run('true', { ...limits, input: 'x'.repeat(3_000_000) });
    expect(valueOf(unread).code).toBe(0);
  });

  it('stops commands that take too long or say too much, and those that nobody waits for any more', async () => {
    const { files } = await filesOf(await machine());
    expect(await files.run('sleep 60', { ...limits, timeoutMs: 300 })).toMatchObject({
      problem: { code: 'timed-out' },
    });
    expect(await files.run('yes', limits)).toMatchObject({ problem: { code: 'too-large' } });
    const stop = new AbortController();
    const running = files.run('echo started; sleep 60', { ...limits, signal: stop.signal });
    stop.abort();
    expect(await running).toMatchObject({ problem: { code: 'cancelled' } });
  });

  it('moves bytes through a command both ways, and says when the link was cut instead of ending', async () => {
    const { files, connection } = await filesOf(await machine());
    const channel = valueOf(await files.exec('cat', { windowBytes: 16 * 1024 * 1024 }));
    const block = Buffer.alloc(65_536, 7);
    const sent = (async () => {
      for (let count = 0; count < 64; count += 1)
        if (!channel.input.write(block)) await new Promise((resolve) => channel.input.once('drain', resolve));
      channel.input.end();
    })();
    let received = 0;
    for await (const chunk of channel.output) received += (chunk as Buffer).length;
    await sent;
    expect(received).toBe(64 * 65_536);
    expect(await channel.exit).toEqual({ code: 0 });

    const cut = valueOf(await files.exec('echo begun; sleep 60'));
    await new Promise((resolve) => cut.output.once('data', resolve));
    const ended = new Promise((resolve) => cut.output.once('error', resolve));
    const waiting = files.run('sleep 60', limits);
    connection.close();
    expect(await ended).toBeInstanceOf(Error);
    expect(await cut.exit).toEqual({});
    expect(await waiting).toMatchObject({ problem: { code: 'connection-lost' } });
    expect(cut.input.destroyed).toBe(true);
  });

  it('holds of errors that nobody reads no more than the window, while the output flows', async () => {
    const { files, connection } = await filesOf(await machine());
    const windowBytes = 1024 * 1024;
    const channel = valueOf(await files.exec('yes error >&2 & exec yes output', { windowBytes }));
    let received = 0;
    channel.output.on('data', (chunk: Buffer) => (received += chunk.length));
    // It stands still once the errors fill the window, and goes on when they are read.
    await expect.poll(() => received).toBeGreaterThan(0);
    let before = -1;
    for (let quietTrips = 0; quietTrips < 5; quietTrips = received === before ? quietTrips + 1 : 0) {
      before = received;
      await connection.roundTrip();
    }
    let errorBytes = 0;
    channel.errors.on('data', (chunk: Buffer) => (errorBytes += chunk.length));
    await expect.poll(() => received).toBeGreaterThan(before + 4 * windowBytes);
    await expect.poll(() => errorBytes).toBeGreaterThan(windowBytes / 2);
    channel.close();
    await channel.exit;
  });

  it('opens as many channels as are asked for, once, and shares them', async () => {
    const { files } = await filesOf(await machine());
    const [four, two, many] = await Promise.all([files.channels(4), files.channels(2), files.channels(100)]);
    expect(new Set(valueOf(many)).size).toBe(MAX_CHANNELS);
    expect(valueOf(many).slice(0, 4)).toEqual(valueOf(four));
    expect(valueOf(four).slice(0, 2)).toEqual(valueOf(two));
    const browsing = valueOf(await files.browse());
    expect(valueOf(many)).not.toContain(browsing);
    expect(valueOf(await files.browse())).toBe(browsing);
  });

  it('makes do with what the machine gives, and asks for more only later', async () => {
    const clock = new StepClock();
    const { files, connection } = await filesOf(await machine({ config: ['MaxSessions 2'] }), clock);
    const browsing = valueOf(await files.browse());
    const channels = valueOf(await files.channels(8));
    expect(channels).toHaveLength(1);
    expect(channels[0]).not.toBe(browsing);
    // Room for neither a terminal nor a command.
    expect(await connection.openShell({ columns: 80, rows: 24 })).toMatchObject({ problem: { code: 'busy' } });
    expect(valueOf(await files.abilities())).toMatchObject({ via: 'sftp', hasShell: false, tar: undefined });
    channels[0].close();
    // Somebody else's closing made room, and that is found out. OpenSSH has it once it has looked after the ended child.
    await expect
      .poll(async () => valueOf(await files.abilities()), patience)
      .toMatchObject({ hasShell: true, tar: 'gnu' });
    await clock.pass(REFUSAL_MS);
    await expect.poll(async () => valueOf(await files.channels(8)), patience).not.toContain(browsing);
    expect(valueOf(await files.channels(8))).toHaveLength(1);
  });

  it('moves and looks through one channel where there is only one', async () => {
    const { files } = await filesOf(await machine({ config: ['MaxSessions 1'] }));
    const browsing = valueOf(await files.browse());
    expect(valueOf(await files.channels(4))).toEqual([browsing]);
    const other = await filesOf(await machine({ config: ['MaxSessions 1'] }));
    const [moving] = valueOf(await other.files.channels(4));
    expect(valueOf(await other.files.browse())).toBe(moving);
  });

  it('closes channels that nobody uses, and opens them again', async () => {
    const clock = new StepClock();
    const { connection } = opened.use(await connectTo(await machine(), clock));
    const files = opened.use(new ConnectedFiles({ connection, clock }));
    const [first, second] = valueOf(await files.channels(2));
    if (second === undefined) throw new Error('one channel only');
    const held = valueOf(await second.openFile('/etc/passwd', 'read'));
    await clock.pass(IDLE_MS + 120_000);
    expect(await first.realPath('/')).toMatchObject({ ok: false });
    expect(valueOf(await held.read(0, Buffer.alloc(4)))).toBe(4);
    valueOf(await held.close());
    const again = valueOf(await files.channels(2));
    expect(again).toHaveLength(2);
    for (const channel of again) expect(valueOf(await channel.realPath('/'))).toBe('/');
  });

  it('opens a new channel in place of one that ended', async () => {
    const { files } = await filesOf(await machine());
    const first = valueOf(await files.browse());
    first.close();
    const second = valueOf(await files.browse());
    expect(second).not.toBe(first);
    expect(valueOf(await second.realPath('/'))).toBe('/');
  });

  it('uses the shell where SFTP is switched off', async () => {
    const given: FileAbilities[] = [];
    const shellFiles = { via: 'shell', close: () => {} } as RemoteFiles;
    const server = await machine({ sftp: false });
    const { files } = await filesOf(server, systemClock, (_commands, abilities) => {
      given.push(abilities);
      return shellFiles;
    });
    expect(valueOf(await files.browse())).toBe(shellFiles);
    expect(valueOf(await files.channels(8))).toEqual([shellFiles]);
    expect(given).toMatchObject([{ via: 'shell', os: 'posix', hasShell: true, tar: 'gnu', home: server.home }]);
  });

  it('gives back a channel on which SFTP was refused', async () => {
    const { connection } = await filesOf(await machine({ sftp: false, config: ['MaxSessions 1'] }));
    for (let round = 0; round < 3; round += 1)
      expect(await connection.openSftp()).toMatchObject({ problem: { code: 'not-supported' } });
    expect(await valueOf(await connection.exec('exit 4')).exit).toEqual({ code: 4 });
  });

  it('looks at files without a shell where only SFTP is allowed', async () => {
    const { files } = await filesOf(await machine({ config: ['ForceCommand internal-sftp'] }));
    expect(valueOf(await files.abilities())).toMatchObject({
      via: 'sftp',
      hasShell: false,
      tar: undefined,
      sha256: undefined,
      hasGit: false,
    });
    const [channel] = valueOf(await files.channels(1));
    expect(valueOf(await channel.realPath('/'))).toBe('/');
  });

  it('says what is missing where there is neither', async () => {
    const { files } = await filesOf(await machine({ sftp: false, config: ['ForceCommand echo only this'] }));
    expect(await files.abilities()).toMatchObject({
      problem: { code: 'not-supported', message: expect.stringMatching(/no file service \(SFTP\).*no commands/) },
    });
    expect(await files.browse()).toMatchObject({ problem: { code: 'not-supported' } });
    expect(await files.channels(2)).toMatchObject({ problem: { code: 'not-supported' } });
  });

  it('takes no noise of start-up files for an answer', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'odd-shell-')));
    opened.defer(() => rmSync(folder, { recursive: true, force: true }));
    const noisy = join(folder, 'noisy');
    writeFileSync(noisy, '#!/bin/sh\necho Welcome; echo /not/home; exec sh -c "$SSH_ORIGINAL_COMMAND"\n');
    chmodSync(noisy, 0o755);
    const server = await machine({ sftp: false, config: [`ForceCommand ${noisy}`] });
    const { files } = await filesOf(server);
    expect(valueOf(await files.abilities())).toMatchObject({
      via: 'shell',
      home: realpathSync(server.home),
      tar: 'gnu',
    });
  });

  it('believes no shell that sees another tree than SFTP does', async () => {
    const other = 'cd /usr; HOME=/usr sh -c "$SSH_ORIGINAL_COMMAND"';
    const elsewhere = `case "$SSH_ORIGINAL_COMMAND" in *sftp-server) exec $SSH_ORIGINAL_COMMAND;; esac; ${other}`;
    const server = await machine({ sftp: '/usr/lib/openssh/sftp-server', config: [`ForceCommand ${elsewhere}`] });
    const { files } = await filesOf(server);
    expect(valueOf(await files.abilities())).toMatchObject({ via: 'sftp', hasShell: false, tar: undefined });
  });
});

it('knows a machine of the build host', async () => {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'connection-')));
  opened.defer(() => rmSync(workspace, { recursive: true, force: true }));
  const server = opened.use(
    await startMachineServer({
      user: 'storefront-4',
      workspace,
      environment: { PATH: process.env['PATH'] ?? '', HOME: workspace },
      shell: '/bin/sh',
      onConnected: () => {},
      log: () => {},
    }),
  );
  const { files } = await filesOf(server);
  expect(valueOf(await files.abilities())).toMatchObject({ via: 'sftp', os: 'posix', home: workspace, hasShell: true });
  expect(valueOf(await files.channels(4))).toHaveLength(4);
});

describe('the files of a machine with Windows', () => {
  const windows = (output: string, code: number) => ({
    home: '/C:/Users/build',
    tree: folder({ 'C:': folder({ Users: folder({ build: folder({ 'log.txt': file('x') }) }) }) }),
    exec(_command: string, channel: ServerChannel) {
      channel.stderr.write(output);
      channel.exit(code);
      channel.end();
    },
  });

  it('are reached over SFTP, without a shell', async () => {
    const refusal = "'sh' is not recognized as an internal or external command,\r\noperable program or batch file.\r\n";
    const { files } = await filesOf(opened.use(await startHostileSftp(windows(refusal, 1))));
    expect(valueOf(await files.abilities())).toEqual({
      via: 'sftp',
      os: 'windows',
      home: '/C:/Users/build',
      hasShell: false,
      tar: undefined,
      sha256: undefined,
      hasGit: false,
    });
    const names: string[] = [];
    const browsing = valueOf(await files.browse());
    valueOf(await browsing.list('/C:/Users/build', (entries) => void names.push(...entries.map(({ name }) => name))));
    expect(names).toEqual(['log.txt']);
  });
});

it('tells that a command has ended once all was heard that it complained of', async () => {
  const complaint = `${'much before it\n'.repeat(2_000)}and the reason`;
  const server = opened.use(
    await startHostileSftp({
      exec(_command, channel) {
        channel.stderr.write(complaint);
        channel.exit(1);
        channel.end();
      },
    }),
  );
  const { connection } = await filesOf(server);
  for (let round = 0; round < 20; round += 1) {
    const channel = valueOf(await connection.exec('any'));
    let heard = '';
    channel.errors.on('data', (chunk: Buffer) => (heard += chunk.toString()));
    channel.output.resume();
    expect(await channel.exit).toEqual({ code: 1 });
    expect(heard).toBe(complaint);
  }
});

describe('what a machine can do', () => {
  it('is asked for only once, however many want to know', async () => {
    let probes = 0;
    const server = opened.use(
      await startHostileSftp({
        home: '/home/victim',
        exec(_command, channel) {
          probes += 1;
          channel.end(
            'jumpseat-probe-begin\n/home/victim\n/home/victim\ngit\ntar\nopenssl\n---\nbsdtar 3.5.3 - libarchive 3.5.3\njumpseat-probe-end\n',
          );
          channel.exit(0);
        },
      }),
    );
    const { files } = await filesOf(server);
    const answers = await Promise.all([files.abilities(), files.abilities(), files.abilities()]);
    for (const answer of answers)
      expect(valueOf(answer)).toMatchObject({ tar: 'bsd', sha256: 'openssl dgst -sha256 -r', hasGit: true });
    await files.abilities();
    expect(probes).toBe(1);
  });

  it('is nothing but SFTP when the shell floods, hangs or talks nonsense', async () => {
    const flood = (channel: ServerChannel) => {
      channel.on('error', () => {});
      channel.write(Buffer.alloc(1_000_000, 0x61));
    };
    const nonsense = (channel: ServerChannel) => {
      channel.end('jumpseat-probe-begin\n/\nnot a path\n\u001B[2Jjumpseat-probe-end\n');
      channel.exit(0);
    };
    for (const act of [flood, nonsense]) {
      const server = opened.use(await startHostileSftp({ exec: (_command, channel) => act(channel) }));
      const { files } = await filesOf(server);
      expect(valueOf(await files.abilities())).toMatchObject({ via: 'sftp', hasShell: false, tar: undefined });
    }
  });
});
