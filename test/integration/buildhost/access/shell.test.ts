import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readFileSync } from 'node:fs';
import { openTerminal } from '../../../fixtures/ssh/terminal.ts';
import { toolsMissing } from '../../../fixtures/ssh/tools.ts';
import { startTestMachine, type TestMachine } from './machine.ts';
import { describeNeeding } from '../../../fixtures/needs.ts';

/** OpenSSH's client takes 2 MiB before it wants to be read; terminals, pipes and sockets hold less. */
const MAX_BETWEEN_BYTES = 8 * 1024 * 1024;
const toMiB = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1);

/** A process id that a shell echoed. */
async function isGone(pid: number): Promise<boolean> {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true;
  }
}

describeNeeding(toolsMissing('ssh', 'stty', 'bash'), 'a shell through OpenSSH', () => {
  let machine: TestMachine;
  beforeAll(async () => {
    machine = await startTestMachine();
  });
  afterAll(() => machine[Symbol.asyncDispose]());

  function open(args: string[] = [], options: { environment?: Record<string, string>; term?: string } = {}) {
    return openTerminal('ssh', ['-F', machine.client.configFile, '-tt', ...args, 'machine'], {
      columns: 101,
      rows: 37,
      ...options,
    });
  }

  it('has the size and type of the client’s terminal and follows its changes', async () => {
    await using terminal = open([], { term: 'xterm-kitty' });
    terminal.type('echo "is $(stty size) $TERM"\r');
    await terminal.until(/is 37 101 xterm-kitty/);
    terminal.resize(90, 30);
    terminal.type('echo "then $(stty size)"\r');
    await terminal.until(/then 30 90/);
    terminal.type('exit\r');
    expect((await terminal.exited).exitCode).toBe(0);
  });

  it('starts in the workspace with the machine’s environment, the client’s language and nothing else', async () => {
    await using terminal = open(['-oSendEnv=LC_TEST SECRET COLORTERM'], {
      environment: { LC_TEST: 'de_DE.UTF-8', SECRET: 'no', COLORTERM: 'truecolor' },
    });
    terminal.type('echo "at $PWD, [$CI] [$LC_TEST] [$SECRET] [$COLORTERM]"\r');
    const match = await terminal.until(/at (\/[^,]*), (\[.*\])/);
    expect(match.slice(1)).toEqual([machine.workspace, '[true] [de_DE.UTF-8] [] [truecolor]']);
    terminal.type('exit\r');
    await terminal.exited;
  });

  it('reports how the shell ended', async () => {
    await using terminal = open();
    terminal.type('exit 42\r');
    expect((await terminal.exited).exitCode).toBe(42);
  });

  it('reports a signal as OpenSSH does', async () => {
    const result = await machine.client.ssh(['-tt', '-v', 'machine', 'kill -TERM $$']);
    expect(result.code).toBe(255);
    expect(result.stderr).toContain('rtype exit-signal');
  });

  it('passes bytes through unchanged both ways, and edits UTF-8 by the letter', async () => {
    const isRaw = Promise.withResolvers<void>();
    async function* typed(): AsyncGenerator<Buffer> {
      await isRaw.promise;
      yield Buffer.from([0xff, 0x00, 0xc3, 0xa9, 0x03]);
    }
    const command = 'stty -a | grep -o " iutf8"; stty raw -echo; echo go; head -c 5 | od -An -tx1';
    const result = await machine.client.ssh(['-tt', 'machine', command], {
      input: Readable.from(typed()),
      onStart: (child) => child.stdout.on('data', (bytes: Buffer) => bytes.includes('go') && isRaw.resolve()),
    });
    const text = result.stdout.toString('latin1');
    expect(text).toContain(' iutf8');
    expect(text).toContain('ff 00 c3 a9 03');
  });

  it('interrupts a program with Ctrl-C', async () => {
    await using terminal = open();
    terminal.type('bash -c \'echo started $((1 + 1)); exec sleep 1000\'; echo "ended with $?"; exit 7\r');
    await terminal.until(/started 2/);
    terminal.type('\x03');
    await terminal.until(/\^C/);
    terminal.type('exit 9\r');
    expect((await terminal.exited).exitCode).toBe(9);
  });

  it('answers Ctrl-C at once in the middle of a flood, and does not hoard what the client does not take', async () => {
    await using terminal = open();
    terminal.type('PS1="ready> "; yes "$(seq -s " " 1 30)"\r');
    await terminal.until(/1 2 3 4 5/);
    terminal.pause();
    const before = process.memoryUsage().rss;
    // The flood goes on against a client that takes nothing until everything between is full and stays so.
    let bytes = -1;
    await expect
      .poll(
        async () => {
          const previous = bytes;
          bytes = await bytesWrittenBy('yes', machine.workspace);
          return bytes > 0 && bytes === previous;
        },
        { timeout: 20_000, interval: 300 },
      )
      .toBe(true);
    const grown = process.memoryUsage().rss - before;
    expect(grown).toBeLessThan(64 * 1024 * 1024);
    const from = terminal.shown.length;
    terminal.resume();
    const pressedAt = performance.now();
    terminal.type('\x03');
    await terminal.until(/ready> $/, from);
    const answerMs = performance.now() - pressedAt;
    const shownBefore = terminal.shown.length - from;
    console.log(
      `Ctrl-C answered after ${answerMs.toFixed(0)} ms and ${toMiB(shownBefore)} MiB, memory grew by ${toMiB(grown)} MiB`,
    );
    // How long that takes is up to the computer: what fits into everything between has to come out of it.
    expect(shownBefore).toBeLessThan(MAX_BETWEEN_BYTES);
    terminal.type('exit\r');
    await terminal.exited;
  });

  it('loses nothing of the last output when the client is slow', async () => {
    const result = await machine.client.ssh(['-tt', 'machine', 'seq 1 400000'], {
      onStart(child) {
        child.stdout.on('data', () => {
          child.stdout.pause();
          setTimeout(() => child.stdout.resume(), 10);
        });
      },
    });
    expect(result.code).toBe(0);
    const lines = result.stdout.toString().trim().split('\r\n');
    expect(lines).toHaveLength(400_000);
    expect(lines.at(-1)).toBe('400000');
  });

  it('is not held up by a program that does not read what is typed', async () => {
    await using terminal = open();
    terminal.type('stty raw -echo; echo raw; sleep 1000\r');
    await terminal.until(/raw\n/);
    terminal.type('x'.repeat(300_000));
    // The server still answers others while that terminal is full.
    expect((await machine.client.ssh(['machine', 'echo alive'])).stdout.toString()).toBe('alive\n');
  });

  it('ends the shell and its job when the client goes away', async () => {
    const terminal = open();
    terminal.type('sleep 1000 & echo "job=$!"; echo "shell=$$"; wait\r');
    const job = Number((await terminal.until(/job=(\d+)\r/))[1]);
    const shell = Number((await terminal.until(/shell=(\d+)\r/))[1]);
    await terminal[Symbol.asyncDispose]();
    await expect.poll(() => isGone(shell), { timeout: 20_000 }).toBe(true);
    await expect.poll(() => isGone(job), { timeout: 20_000 }).toBe(true);
  });

  it('ends what ignores the hang-up, after a while', async () => {
    const terminal = open();
    terminal.type('bash -c \'trap "" HUP TERM; echo stubborn=$$; while :; do sleep 1; done\'\r');
    const stubborn = Number((await terminal.until(/stubborn=(\d+)\r/))[1]);
    await terminal[Symbol.asyncDispose]();
    await expect.poll(() => isGone(stubborn), { timeout: 20_000 }).toBe(true);
  });
});

/** What a process in this folder has written so far, from the kernel's books. */
async function bytesWrittenBy(name: string, folder: string): Promise<number> {
  const { readdirSync, readlinkSync } = await import('node:fs');
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      if (readFileSync(`/proc/${pid}/comm`, 'utf8').trim() !== name || readlinkSync(`/proc/${pid}/cwd`) !== folder)
        continue;
      return Number(/wchar: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
    } catch {
      continue;
    }
  }
  return 0;
}
