import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import ssh2 from 'ssh2';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fingerprint } from '../../../../main/buildhost/access/machine-keys.ts';
import { toolsMissing, runTool } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

const BIG_BYTES = 100 * 1024 * 1024;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

describeNeeding(toolsMissing('ssh', 'bash', 'sha256sum'), 'commands through OpenSSH', () => {
  let machine: TestMachine;
  beforeAll(async () => {
    machine = await startTestMachine();
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  it('run in the workspace, with output and errors apart and the exit code reported', async () => {
    const result = await machine.client.ssh(['machine', 'pwd; echo bad >&2; exit 3']);
    expect(result).toMatchObject({ code: 3, stderr: 'bad\n' });
    expect(result.stdout.toString()).toBe(`${machine.workspace}\n`);
  });

  it('have no terminal, unless the client asks for one', async () => {
    expect((await machine.client.ssh(['machine', 'tty'])).stdout.toString()).toContain('not a tty');
    expect((await machine.client.ssh(['-tt', 'machine', 'tty'])).stdout.toString()).toMatch(/^\/dev\/pts\/\d+/);
  });

  it('can be piped into a shell without a terminal', async () => {
    const result = await machine.client.ssh(['-T', 'machine'], { input: 'echo "[$CI]"\nexit 6\n' });
    expect(result).toMatchObject({ code: 6, stderr: '' });
    expect(result.stdout.toString()).toBe('[true]\n');
  });

  it('report the signal that ended them', async () => {
    const result = await machine.client.ssh(['-v', 'machine', 'kill -SEGV $$']);
    expect(result.code).toBe(255);
    expect(result.stderr).toContain('rtype exit-signal');
  });

  it('read input to its end and go on writing', async () => {
    const result = await machine.client.ssh(['machine', 'cat; echo end'], { input: 'one\ntwo\n' });
    expect(result.stdout.toString()).toBe('one\ntwo\nend\n');
  });

  it('may leave their input unread', async () => {
    const result = await machine.client.ssh(['machine', 'exec <&-; echo done'], {
      input: randomBytes(8 * 1024 * 1024),
    });
    expect(result.code).toBe(0);
    expect(result.stdout.toString()).toBe('done\n');
  });

  it('say in a sentence that the folder is gone', async () => {
    await using lost = await startTestMachine({ workspace: '/nonexistent/folder' });
    const result = await lost.client.ssh(['machine', 'true']);
    expect(result.code).toBe(127);
    expect(result.stderr).toContain('could not be started');
  });

  it('take 100 MB in and give 100 MB out, also across new keys', async () => {
    const data = randomBytes(BIG_BYTES);
    const digest = sha256(data);
    const up = await machine.client.ssh(['-oRekeyLimit=16M', 'machine', 'tee big.bin | sha256sum'], {
      input: Readable.from(chunks(data)),
    });
    expect(up.stdout.toString().slice(0, 64)).toBe(digest);
    const down = await machine.client.ssh(['-oRekeyLimit=16M', 'machine', 'cat big.bin']);
    expect(sha256(down.stdout)).toBe(digest);
  });

  it('keep big output and big errors apart and whole', async () => {
    const script = '(seq 1 600000 >&2) & seq 600001 1200000; wait';
    const result = await machine.client.ssh(['machine', script]);
    const expected = (from: number, to: number): string =>
      sha256(Buffer.from(Array.from({ length: to - from + 1 }, (_, index) => `${from + index}\n`).join('')));
    expect(sha256(result.stdout)).toBe(expected(600_001, 1_200_000));
    expect(sha256(Buffer.from(result.stderr))).toBe(expected(1, 600_000));
  });

  it('are held back by a client that does not read, both streams in turn', async () => {
    const { host, port, user, privateKey, hostKey } = machine.server;
    const client = new ssh2.Client();
    const hostVerifier = (key: Buffer): boolean => fingerprint(key) === hostKey.sha256;
    client.connect({ host, port, username: user, privateKey, hostVerifier });
    await once(client, 'ready');
    const command =
      'for i in 1 2 3; do head -c 6000000 /dev/zero; head -c 6000000 /dev/zero >&2; done; echo end; echo end >&2';
    const counts = await new Promise<{ out: number; error: number; code: unknown }>((resolve, reject) => {
      client.exec(command, (failure, channel) => {
        if (failure) return reject(failure);
        let out = 0;
        let error = 0;
        // Slow on purpose: each piece stops the stream for a turn, so that the window is empty again and again.
        const count = (stream: Readable, add: (bytes: number) => void): void => {
          stream.on('data', (bytes: Buffer) => {
            add(bytes.length);
            stream.pause();
            setImmediate(() => stream.resume());
          });
        };
        count(channel, (bytes) => (out += bytes));
        count(channel.stderr, (bytes) => (error += bytes));
        const allRead = Promise.all([once(channel, 'end'), once(channel.stderr, 'end')]);
        channel.on('close', (code: unknown) => void allRead.then(() => resolve({ out, error, code })));
      });
    });
    expect(counts).toEqual({ out: 18_000_004, error: 18_000_004, code: 0 });
    client.end();
  });

  it('get the signals a client sends', async () => {
    const { host, port, user, privateKey, hostKey } = machine.server;
    const client = new ssh2.Client();
    const hostVerifier = (key: Buffer): boolean => fingerprint(key) === hostKey.sha256;
    client.connect({ host, port, username: user, privateKey, hostVerifier });
    await once(client, 'ready');
    const text = await new Promise<string>((resolve, reject) => {
      client.exec("trap 'echo got it; exit 5' USR1; echo waiting; while :; do sleep 0.05; done", (failure, channel) => {
        if (failure) return reject(failure);
        let shown = '';
        channel.on('data', (bytes: Buffer) => {
          shown += bytes.toString();
          if (shown === 'waiting\n') channel.signal('USR1');
        });
        channel.on('close', (code: unknown) => resolve(`${shown}${String(code)}`));
      });
    });
    expect(text).toBe('waiting\ngot it\n5');
    client.end();
  });

  it('are ended with everything they started when the client goes away', async () => {
    await machine.client.ssh(
      ['machine', 'sh -c "echo \\$\\$ > first; sleep 1000" & sh -c "echo \\$\\$ > second; sleep 1000" & wait'],
      {
        onStart(child) {
          const look = setInterval(() => {
            if (!['first', 'second'].every((name) => hasLine(join(machine.workspace, name)))) return;
            clearInterval(look);
            child.kill('SIGKILL');
          }, 20);
        },
      },
    );
    for (const name of ['first', 'second']) {
      const pid = Number(await readFile(join(machine.workspace, name), 'utf8'));
      expect(pid).toBeGreaterThan(1);
      await expect.poll(() => isGone(pid), { timeout: 20_000 }).toBe(true);
    }
  });

  it('are refused an agent, X11 and ports that others could reach', async () => {
    const agent = await machine.client.ssh(['-A', '-v', 'machine', 'echo "[$SSH_AUTH_SOCK]"']);
    expect(agent.stdout.toString()).toBe('[]\n');
    const display = await machine.client.ssh(['-X', 'machine', 'echo "[$DISPLAY]"'], {
      environment: { DISPLAY: ':99' },
    });
    expect(display.stdout.toString()).toBe('[]\n');
    const open = (forward: string) =>
      machine.client.ssh(['-oExitOnForwardFailure=yes', '-R', forward, 'machine', 'true']);
    const elsewhere = await open('192.0.2.1:0:127.0.0.1:22');
    expect(elsewhere.code).toBe(255);
    expect(elsewhere.stderr).toMatch(/remote port forwarding failed/);
    const here = await open('0:127.0.0.1:22');
    expect(here.code).toBe(0);
    expect(here.stderr).toMatch(/Allocated port \d+ for remote forward/);
  });
});

function* chunks(data: Buffer): Generator<Buffer> {
  for (let at = 0; at < data.length; at += 65_536) yield data.subarray(at, at + 65_536);
}

/** Whether the file is there and written. */
function hasLine(file: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8').endsWith('\n');
}

async function isGone(pid: number): Promise<boolean> {
  if (
    !(await stat(`/proc/${pid}`).then(
      () => true,
      () => false,
    ))
  )
    return true;
  return / Z /.test((await runTool('cat', [`/proc/${pid}/stat`])).stdout.toString());
}
