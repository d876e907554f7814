import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

/** The moving picture on one X display. */
export class MovingPicture implements AsyncDisposable {
  readonly size: { width: number; height: number };
  /** When frames were drawn, by their number; milliseconds since the epoch. */
  readonly drawn = new Map<number, number>();
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;

  private constructor(child: ChildProcess, size: { width: number; height: number }) {
    this.#child = child;
    this.size = size;
    this.#gone = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @param env with `DISPLAY`, and `XAUTHORITY` where the server wants a cookie */
  static async start(
    env: NodeJS.ProcessEnv,
    { width, height, framesPerSecond }: { width: number; height: number; framesPerSecond: number },
  ): Promise<MovingPicture> {
    const args = [join(import.meta.dirname, 'drawer.ts'), String(width), String(height), String(framesPerSecond)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const picture = new MovingPicture(child, { width, height });
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`The drawer ended with ${code}.`)));
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (line === 'ready') return resolve();
        const [frame, at] = line.split(' ').map(Number);
        if (frame !== undefined && at !== undefined) picture.drawn.set(frame, at);
      });
    });
    return picture;
  }

  move(): void {
    this.drawn.clear();
    this.#child.stdin?.write('go\n');
  }

  /** Stands still, and shows the mark. */
  stop(): void {
    this.#child.stdin?.write('stop\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#gone;
  }
}
