import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Box } from '../terminal/framebuffer.ts';

export const VNC_VIEWER = '/usr/bin/xtigervncviewer';
export const RDP_VIEWER = '/usr/bin/xfreerdp';

export function viewersMissing(): string | undefined {
  const absent = [VNC_VIEWER, RDP_VIEWER].filter((file) => !existsSync(file));
  return absent.length === 0
    ? undefined
    : `${absent.join(', ')} is not installed (Debian packages tigervnc-viewer, freerdp2-x11)`;
}

/** A viewer of another maker. */
export class Viewer implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #gone: Promise<unknown>;

  private constructor(file: string, args: string[], display: string) {
    this.#child = spawn(file, args, { env: { ...process.env, DISPLAY: display }, stdio: 'ignore' });
    this.#gone = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  /** TigerVNC's own, with the quality that ours has as "Balanced". */
  static vnc(display: string, area: Box, port: number, passwordFile: string): Viewer {
    const size = ['-geometry', `${area.width}x${area.height}+0+0`, '-RemoteResize=0'];
    const picture = ['-AutoSelect=0', '-PreferredEncoding=Tight', '-QualityLevel=6', '-CompressLevel=2'];
    return new Viewer(VNC_VIEWER, [...size, ...picture, '-PasswordFile', passwordFile, `127.0.0.1::${port}`], display);
  }

  static rdp(display: string, size: { width: number; height: number }, server: RdpServer): Viewer {
    const { port, user, password } = server;
    const to = [`/v:127.0.0.1:${port}`, `/u:${user}`, `/p:${password}`, '/cert:ignore', '/sec:tls'];
    const picture = [`/size:${size.width}x${size.height}`, '/bpp:32', '+rfx', '/network:lan'];
    return new Viewer(RDP_VIEWER, [...to, ...picture, '-decorations', '/log-level:OFF'], display);
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#gone;
  }
}

interface RdpServer {
  port: number;
  user: string;
  password: string;
}
