import { spawnSync } from 'node:child_process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { flow } from '../../../main/contract/flow.ts';
import { SHELL_WINDOW_BYTES } from '../../../main/connection/ssh2-engine.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';
import { Harness, keyIdentity } from './harness.ts';

/**
 * What this process holds on to, in bytes. What only waits to be collected does not count: V8 lets 64 MiB of buffers pile
 * up before it looks at them, and frees them some turns later.
 */
async function heldBytes(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  for (let turn = 0; turn < 3; turn += 1) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

describe('terminals on OpenSSH', () => {
  beforeEach((test) => test.skip(sshdMissing !== undefined, sshdMissing));
  let sshd: Sshd;
  beforeAll(async () => {
    if (sshdMissing !== undefined) return;
    sshd = await Sshd.start({
      config: ['AcceptEnv COLORTERM', "ForceCommand env PS1='ready> ' ENV= LC_ALL=C.UTF-8 sh -i"],
    });
  });
  afterAll(async () => {
    if (sshdMissing === undefined) await sshd[Symbol.asyncDispose]();
  });

  async function connected(): Promise<Harness> {
    const harness = new Harness();
    const link = await harness.connect(sshd, [keyIdentity('key', sshd.clientKey.privateKey)]);
    expect(link.state).toBe('connected');
    return harness;
  }

  it('starts a shell with the size of the window that attaches, the terminal type and full colours', async () => {
    await using harness = await connected();
    const window = await harness.open('one', { columns: 101, rows: 33 });
    await window.see(/ready> $/);
    window.type('stty size; echo $TERM $COLORTERM; stty -a | grep -c " iutf8"\r');
    await window.see(/\r\n33 101\r\nxterm-256color truecolor\r\n1\r\n/);
    expect(await harness.terminal(({ terminalId }) => terminalId === 'one')).toEqual({
      terminalId: 'one',
      state: 'open',
    });
  });

  it('passes on a new size', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    window.post({ type: 'resize', columns: 132, rows: 50 });
    window.type('stty size\r');
    expect(await window.see(/\r\n50 132\r\n/)).not.toBeNull();
  });

  it('keeps two terminals of one machine apart', async () => {
    await using harness = await connected();
    const [one, two] = [await harness.open('one'), await harness.open('two')];
    one.type('echo first-$((20+1))\r');
    two.type('echo second-$((20+2))\r');
    await one.see(/first-21/);
    await two.see(/second-22/);
    expect(one.text).not.toContain('second-22');
    expect(two.text).not.toContain('first-21');
  });

  it('reports the exit code after the last output', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    window.type('echo good$(echo bye); exit 3\r');
    expect(await window.ended()).toEqual({ type: 'exit', code: 3 });
    expect(window.text).toContain('goodbye');
    expect(await harness.terminal(({ state }) => state === 'exited')).toEqual({
      terminalId: 'one',
      state: 'exited',
      exitCode: 3,
    });
    // A window that comes later sees the whole of it.
    const late = await harness.attach('one');
    expect(await late.ended()).toEqual({ type: 'exit', code: 3 });
    expect(late.text).toContain('goodbye');
  });

  it('runs a command in place of the login shell, with a terminal of its own', async () => {
    await using server = await Sshd.start({ config: ['AcceptEnv COLORTERM'] });
    await using harness = new Harness();
    await harness.connect(server, [keyIdentity('key', server.clientKey.privateKey)]);
    const command = `sh -c 'printf "inside:%s\\n" "$COLORTERM"; stty size; read line; echo "got $line"; exit 9'`;
    const window = await harness.open('one', { columns: 91, rows: 27 }, command);
    await window.see(/inside:truecolor\r\n27 91\r\n/);
    window.type('words\r');
    expect(await window.ended()).toEqual({ type: 'exit', code: 9 });
    expect(window.text).toContain('got words');
    expect(window.text).not.toContain('ready>');
  });

  it('keeps a flood of a command within the small window of terminals', async () => {
    await using server = await Sshd.start();
    await using harness = new Harness();
    await harness.connect(server, [keyIdentity('key', server.clientKey.privateKey)]);
    const window = await harness.open('one', undefined, 'yes');
    await window.received(500_000);
    window.isKeeping = false;
    window.type('\u0003');
    expect(await window.ended()).toMatchObject({ type: 'exit', signal: 'SIGINT' });
  });

  it('reports the signal that ended the shell', async () => {
    await using server = await Sshd.start();
    await using harness = new Harness();
    await harness.connect(server, [keyIdentity('key', server.clientKey.privateKey)]);
    const window = await harness.open('one');
    window.type('exec sh -c "kill -TERM \\$\\$"\r');
    expect(await window.ended()).toEqual({ type: 'exit', signal: 'SIGTERM' });
    expect((await harness.terminal(({ state }) => state === 'exited')).exitSignal).toBe('SIGTERM');
  });

  it('shows a window that attaches again what was there, then goes on', async () => {
    await using harness = await connected();
    const first = await harness.open('one');
    await first.see(/ready> $/);
    first.type('word=kept; echo before-$word\r');
    await first.see(/before-kept\r\nready> $/);
    first.close();
    const second = await harness.attach('one', { columns: 90, rows: 20 });
    await second.see(/before-kept/);
    expect(second.messages[0]).toBe('replay');
    second.type('echo after-$word; stty size\r');
    await second.see(/after-kept\r\n20 90\r\n/);
    expect(first.text).not.toContain('after-kept');
  });

  it('goes on reading while no window is there', async () => {
    await using harness = await connected();
    const first = await harness.open('one');
    await first.see(/ready> $/);
    const marker = `${sshd.folder}/went-on`;
    first.type(`(head -c 3000000 /dev/zero | tr '\\0' x | fold -w 79; echo; echo the-end; touch ${marker})\r`);
    await first.received(10_000);
    first.close();
    // The shell can only make the file when somebody reads its three megabytes.
    await expect.poll(() => spawnSync('test', ['-e', marker]).status).toBe(0);
    const second = await harness.attach('one');
    await second.see(/the-end/);
    // What was still on its way when the window came back is not part of what was kept.
    expect(second.replayedBytes).toBeLessThanOrEqual(1_048_576 + 200);
    expect(second.bytes).toBeLessThan(2_000_000);
  });

  it('delivers every character whole, wherever the chunks are cut', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    const line = '漢字かな交じり文😀👩‍👩‍👧‍👦é̂ﷺ';
    window.type(
      `for i in 1 2 3 4 5; do for j in 1 2 3 4 5 6 7 8 9; do for k in 1 2 3 4 5 6 7 8 9; do echo "$k${line}"; done; done; done; echo do''ne\r`,
    );
    await window.see(/\r\ndone\r\n/);
    expect(window.text).not.toContain('\ufffd');
    expect(window.text.split(`${line}\r\n`)).toHaveLength(5 * 9 * 9 + 1);
  });

  it('holds the remote program back when the window does not keep up, and loses nothing', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    window.isAcknowledging = false;
    window.isKeeping = false;
    const before = window.bytes;
    // First the counter: how far the program got is read from a file.
    const progress = `${sshd.folder}/progress`;
    window.type(
      `i=0; while [ $i -lt 400 ]; do head -c 49999 /dev/zero | tr '\\0' y; echo; i=$((i+1)); echo $i > ${progress}; done; echo all-$i-done\r`,
    );
    await window.received(flow.HIGH_WATER_BYTES);
    const counter = () => Number(spawnSync('cat', [progress], { encoding: 'utf8' }).stdout.trim());
    let last = -1;
    await expect
      .poll(
        () => {
          const now = counter();
          const isStill = now === last;
          last = now;
          return isStill;
        },
        { interval: 300 },
      )
      .toBe(true);
    // High water, the channel's window and its buffer, sshd's and the kernel's buffers: far from the 20 MB.
    const ceiling = flow.HIGH_WATER_BYTES + 2 * SHELL_WINDOW_BYTES + 262_144;
    expect(window.bytes - before).toBeLessThanOrEqual(ceiling);
    expect(counter() * 50_000).toBeLessThanOrEqual(ceiling + 4 * 1_048_576);
    window.isAcknowledging = true;
    window.post({ type: 'ack', byteCount: window.bytes - before });
    await window.see(/all-400-done/);
    // Lines of 49,999 bytes and a line end that the terminal makes two bytes of.
    expect(window.bytes - before).toBeGreaterThanOrEqual(400 * 50_001);
  });

  it('answers Ctrl-C at once in a flood, and stays small', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    window.isKeeping = false;
    const tookMs: number[] = [];
    const cameBytes: number[] = [];
    const memory: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const before = window.bytes;
      window.type('clear; cat /dev/zero | tr "\\0" "z" | fold -w 79\r');
      await window.received(before + 12_000_000);
      memory.push(await heldBytes());
      const pressedAt = performance.now();
      const atKey = window.bytes;
      window.type('\x03');
      await window.see(/ready> $/);
      tookMs.push(performance.now() - pressedAt);
      cameBytes.push(window.bytes - atKey);
    }
    tookMs.sort((a, b) => a - b);
    console.log(`Ctrl-C in a flood: ${tookMs.map((ms) => ms.toFixed(0)).join(', ')} ms`);
    // What is before the answer on its way: the channel's window and what the system holds, however busy it is. With the
    // window that ssh2 has it is three MiB.
    expect(Math.max(...cameBytes)).toBeLessThan(1_048_576);
    // Other programs of this computer may be in the way now and then.
    expect(tookMs[1]).toBeLessThanOrEqual(50);
    console.log(`held in the flood: ${memory.map((bytes) => Math.round(bytes / 1024)).join(', ')} KiB`);
    expect(Math.max(...memory) - (memory[0] ?? 0)).toBeLessThan(10 * 1_048_576);
  });

  it('ignores malformed messages from a window', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    for (const message of [
      null,
      'text',
      { type: 'data', bytes: 'no bytes' },
      { type: 'resize', columns: -1, rows: 5 },
      { type: 'ack', byteCount: -5 },
      { type: 'exit' },
    ]) {
      window.postRaw(message);
    }
    window.type('echo still-$((1+1))\r');
    expect(await window.see(/still-2/)).not.toBeNull();
    await harness.logged(/terminal one: a malformed message/);
  });

  it('closes the shell when the terminal is closed', async () => {
    await using harness = await connected();
    const window = await harness.open('one');
    await window.see(/ready> $/);
    window.type('echo pid=$$\r');
    const pid = (await window.see(/pid=(\d+)\r/))[1];
    await harness.client.call('closeTerminal', { terminalId: 'one' });
    await expect.poll(() => spawnSync('kill', ['-0', String(pid)]).status).not.toBe(0);
    const again = await harness.client.call(
      'attachTerminal',
      { terminalId: 'one', size: { columns: 80, rows: 24 } },
      [],
    );
    expect(again.ok).toBe(false);
  });

  it('says so when the machine allows no more terminals', async () => {
    await using server = await Sshd.start({ config: ['MaxSessions 1'] });
    await using harness = new Harness();
    await harness.connect(server, [keyIdentity('key', server.clientKey.privateKey)]);
    const one = await harness.open('one');
    await one.see(/[#$] $/);
    const two = await harness.open('two');
    expect(await two.ended()).toMatchObject({ type: 'lost', problem: { code: 'busy' } });
    // Room that is made in the meantime is taken.
    const three = await harness.open('three');
    await harness.client.call('closeTerminal', { terminalId: 'one' });
    await three.see(/[#$] $/);
  });
});
