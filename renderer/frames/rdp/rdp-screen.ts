import type { Problem } from '../../../main/contract/problem.ts';
import type { ToFrame, ViewerAbilities, ViewerSettings } from '../control.ts';
import type { ControlPort } from '../frame-host.ts';
import { Clipboard } from './clipboard.ts';
import { connect, type Credentials } from './connect.ts';
import type { Size } from './desktop-size.ts';
import { attachInput, type AttachedInput } from './attach-input.ts';
import { explainIronError } from './iron-problem.ts';
import { limits } from './limits.ts';
import type { Iron, IronClipboardData, IronSession } from './load-iron.ts';
import { createPicture, type Picture } from './picture.ts';
import { RateMeter } from './rate-meter.ts';
import { View } from './view.ts';

const RATE_MS = 1000;
/** The connection process knows why it is over, and says so first. */
const END_MS = 1000;
/** For a tab that is not to be seen. */
const UNSEEN_SIZE: Size = { width: 1280, height: 800 };

/** What the connection process is told, and what comes from it. */
export interface ScreenLine {
  byteCount(): number;
  painted(): void;
  failed(problem: Problem): void;
  /** Its end, which is the screen's. */
  ended: Promise<void>;
}

export interface RdpScreenOptions {
  place: HTMLElement;
  control: ControlPort;
  settings: ViewerSettings;
  line: ScreenLine;
}

/** One screen over RDP, from its sign-in to its end. Used once, as its page is. */
export class RdpScreen {
  readonly #options: RdpScreenOptions;
  readonly #picture: Picture;
  readonly #view: View;
  readonly #rate: RateMeter;
  readonly #ending = new AbortController();
  #settings: ViewerSettings;
  #input: AttachedInput | undefined;
  #clipboard: Clipboard<IronClipboardData> | undefined;
  #hasPainted = false;
  #takesSizes = true;

  constructor(options: RdpScreenOptions) {
    const { control, line } = options;
    this.#options = options;
    this.#settings = options.settings;
    this.#picture = createPicture('Screen of the machine', () => this.#painted());
    this.#rate = new RateMeter(
      { now: () => performance.now(), requestAnimationFrame: (callback) => requestAnimationFrame(callback) },
      () => line.byteCount(),
    );
    this.#view = new View({
      place: options.place,
      canvas: this.#picture.canvas,
      fit: () => this.#settings.fit,
      density: () => window.devicePixelRatio,
      onWantsSize: (size) => {
        if (this.#takesSizes) control.say({ type: 'wants-size', ...size });
      },
    });
    control.listen((message) => void this.#take(message));
    void line.ended.then(() => this.end());
  }

  /** Signs in and shows the picture, until the end, which is told of. */
  async run(iron: Iron, credentials: Credentials): Promise<void> {
    try {
      const session = await this.#connect(iron, credentials);
      this.#input = attachInput({
        iron,
        session,
        canvas: this.#picture.canvas,
        settings: () => this.#settings,
        control: this.#options.control,
        signal: this.#ending.signal,
      });
      const timer = setInterval(() => this.#sayRate(), RATE_MS);
      this.#ending.signal.addEventListener('abort', () => clearInterval(timer));
      await session.run();
      this.end();
    } catch (error) {
      this.end(explainIronError(error));
    }
  }

  /** It is over, for the reason that the connection process knows, or for this one. */
  end(problem?: Problem): void {
    if (this.#ending.signal.aborted) return;
    this.#ending.abort();
    const { control, line } = this.#options;
    if (problem !== undefined) line.failed(problem);
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, END_MS);
    void Promise.race([line.ended, promise]).then(() => control.say({ type: 'ended' }));
  }

  async #connect(iron: Iron, credentials: Credentials): Promise<IronSession> {
    const { control } = this.#options;
    const { canvas } = this.#picture;
    const clipboard = new Clipboard({
      createData: () => new iron.ClipboardData(),
      isShared: () => this.#settings.sharesClipboard,
      onReady: () => this.#sayAbilities('abilities'),
      onText: (text) => control.say({ type: 'clipboard', text }),
      onNotice: (text) => control.say({ type: 'notice', text }),
    });
    this.#clipboard = clipboard;
    const asked = this.#view.desktopSize() ?? UNSEEN_SIZE;
    const session = await connect({
      iron,
      canvas,
      credentials,
      desktop: asked,
      onClipboardReady: () => clipboard.ready(),
      onRemoteClipboard: (data) => clipboard.take(data),
    });
    clipboard.join(session);
    const { width, height } = session.desktopSize();
    this.#takesSizes = width === asked.width && height === asked.height;
    // As IronRDP does with its first picture.
    Object.assign(canvas, { width, height });
    this.#view.follow(this.#ending.signal);
    control.say({ type: 'size', width, height });
    return session;
  }

  async #take(message: ToFrame): Promise<void> {
    switch (message.type) {
      case 'settings':
        this.#settings = message.settings;
        this.#input?.settingsChanged();
        return this.#view.layOut();
      case 'keys':
        return this.#input?.sendKeys(message.keys);
      case 'type':
        return this.#input?.type(message.text);
      case 'clipboard':
        return this.#clipboard?.offer(message.text);
      case 'take-picture':
        return this.#options.control.say({ type: 'picture', png: await this.#picture.take() });
      case 'focus':
        return this.#picture.canvas.focus({ preventScroll: true });
    }
  }

  #painted(): void {
    this.#rate.painted();
    if (this.#hasPainted) return;
    this.#hasPainted = true;
    this.#options.line.painted();
    this.#sayAbilities('painted');
  }

  #sayAbilities(type: 'painted' | 'abilities'): void {
    // The first ones come with the first picture.
    if (!this.#hasPainted) return;
    const abilities: ViewerAbilities = {
      resize: this.#takesSizes ? 'reconnects' : 'no',
      clipboard: this.#clipboard?.isReady ?? false,
      quality: false,
      limits,
    };
    this.#options.control.say({ type, abilities });
  }

  #sayRate(): void {
    const rate = this.#rate.read();
    if (rate !== undefined) this.#options.control.say({ type: 'rate', ...rate });
  }
}
