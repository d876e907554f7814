import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ok } from '../../../main/lib/result.ts';
import type { Commands, ExecChannel } from '../../../main/connection/remote/exec-channel.ts';
import { findTool } from '../../fixtures/ssh/tools.ts';

/** A folder with nothing but busybox under all its names: the tools of a small container. */
export function busyboxTools(): string {
  const folder = mkdtempSync(join(tmpdir(), 'busybox-'));
  const busybox = findTool('busybox') ?? 'busybox';
  const list = spawnSync(busybox, ['--list'], { encoding: 'utf8' }).stdout.trim().split('\n');
  for (const name of list) symlinkSync(busybox, join(folder, name));
  return folder;
}

/** Commands of this computer itself, in the shell that is found on the path; what sshd does, without sshd. */
export class LocalCommands implements Commands, AsyncDisposable {
  /** Commands that were run. */
  count = 0;
  readonly #path: string;
  readonly #folder: string;
  readonly #running = new Set<ExecChannel>();

  constructor(path: string, folder: string) {
    this.#path = path;
    this.#folder = folder;
  }

  /** Commands that have not ended. */
  get running(): number {
    return this.#running.size;
  }

  async exec(command: string) {
    this.count += 1;
    const child = spawn('sh', ['-c', command], {
      cwd: this.#folder,
      env: { PATH: this.#path, HOME: this.#folder },
      detached: true,
    });
    child.on('error', () => {});
    const channel: ExecChannel = {
      output: child.stdout,
      errors: child.stderr,
      input: child.stdin,
      exit: new Promise((resolve) => {
        child.once('close', (code, signal) =>
          resolve({ ...(code === null ? {} : { code }), ...(signal === null ? {} : { signal }) }),
        );
      }),
      leave: () => void child.stdin.destroy(),
      // What sshd does: the pipes end.
      close() {
        child.stdin.destroy();
        child.stdout.destroy();
        child.stderr.destroy();
      },
    };
    this.#running.add(channel);
    void channel.exit.then(() => this.#running.delete(channel));
    return Promise.resolve(ok(channel));
  }

  run: Commands['run'] = async (command, { input = '' }) => {
    const opened = await this.exec(command);
    if (!opened.ok) return opened;
    const { output, errors, exit, input: stdin } = opened.value;
    stdin.on('error', () => {});
    stdin.end(input);
    const [said, complained, end] = await Promise.all([collect(output), collect(errors), exit]);
    return ok({ output: said, errors: complained.toString('utf8'), code: end.code });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    for (const channel of this.#running) channel.close();
    await Promise.all([...this.#running].map((channel) => channel.exit));
  }
}

async function collect(stream: ExecChannel['output']): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
