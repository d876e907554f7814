import { spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** How often the picture is looked at. */
const LOOK_MS = 2;

export interface Point {
  x: number;
  y: number;
}

export interface Box extends Point {
  width: number;
  height: number;
}

/**
 * An X server without a screen whose picture lies in a file (Xvfb -fbdir), so that what is painted can be read pixel by
 * pixel in microseconds, for every program alike. The file is in the XWD format (X11/XWDFile.h).
 */
export class Framebuffer implements AsyncDisposable {
  readonly display: string;
  readonly #stop: () => Promise<void>;
  readonly #file: number;
  readonly #dataOffset: number;
  readonly #bytesPerLine: number;
  readonly #pixel = Buffer.alloc(4);

  private constructor(display: string, file: string, stop: () => Promise<void>) {
    this.display = display;
    this.#stop = stop;
    this.#file = openSync(file, 'r');
    const header = Buffer.alloc(100);
    readSync(this.#file, header, 0, header.length, 0);
    const [headerSize, bitsPerPixel, bytesPerLine, colours] = [0, 44, 48, 76].map((at) => header.readUInt32BE(at));
    if (bitsPerPixel !== 32) throw new Error(`The X server has ${bitsPerPixel} bits per pixel, not 32.`);
    this.#dataOffset = (headerSize ?? 0) + (colours ?? 0) * 12;
    this.#bytesPerLine = bytesPerLine ?? 0;
  }

  static async start(folder: string, width: number, height: number): Promise<Framebuffer> {
    const args = ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-fbdir', folder, '-nolisten', 'tcp'];
    const child = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    const stop = async () => {
      child.kill();
      await gone;
    };
    const number = await new Promise<string>((resolve, reject) => {
      let said = '';
      child.stdio[3]?.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('\n')) resolve(said.trim());
      });
      child.once('error', reject);
      child.once('exit', () => reject(new Error('Xvfb did not start.')));
    });
    return new Framebuffer(`:${number}`, join(folder, 'Xvfb_screen0'), stop);
  }

  /** The colour of a pixel as 0xRRGGBB. */
  colourAt({ x, y }: Point): number {
    readSync(this.#file, this.#pixel, 0, 4, this.#dataOffset + y * this.#bytesPerLine + x * 4);
    return this.#pixel.readUInt32LE(0) & 0xffffff;
  }

  /** The smallest box around all pixels of a colour within `area`; undefined when there is none. */
  find(colour: number, area: Box): Box | undefined {
    let [left, top, right, bottom] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, -1, -1];
    for (let y = area.y; y < area.y + area.height; y += 1) {
      for (let x = area.x; x < area.x + area.width; x += 1) {
        if (this.colourAt({ x, y }) !== colour) continue;
        [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
      }
    }
    return right < 0 ? undefined : { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
  }

  /** Resolves as soon as all points have the colour, or none of them has, whichever is asked for. */
  async until(points: Point[], colour: number, wanted: 'all' | 'none', timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const holds = () => points.every((point) => (this.colourAt(point) === colour) === (wanted === 'all'));
    while (!holds()) {
      if (performance.now() > deadline) throw new Error(`The picture did not change within ${timeoutMs} ms.`);
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    closeSync(this.#file);
    await this.#stop();
  }
}
