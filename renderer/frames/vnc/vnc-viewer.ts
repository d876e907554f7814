import type { Problem } from '../../../main/contract/problem.ts';
import type { ToFrame, ViewerAbilities, ViewerSettings } from '../control.ts';
import type { ControlPort } from '../frame-host.ts';
import type { ScreenLink } from '../screen-link.ts';
import { GuardedRfb } from './guarded-rfb.ts';
import { Health } from './health.ts';
import { LatencyProbe } from './latency-probe.ts';
import { isLossy } from './limits.ts';
import { AutoQuality, qualityOf } from './picture-quality.ts';
import { RawChannel } from './raw-channel.ts';
import { VncClipboard } from './vnc-clipboard.ts';
import { VncKeys } from './vnc-keys.ts';
import { VncMeter } from './vnc-meter.ts';
import { pictureStuck } from './vnc-problems.ts';

const SECOND_MS = 1000;
/** A machine that rings all the time is heard now and then. */
const MIN_BELL_PAUSE_MS = 500;

interface Options {
  target: HTMLElement;
  settings: ViewerSettings;
  control: ControlPort;
  link: ScreenLink;
}

/** The picture of a VNC screen, and all that can be done with it. */
export class VncViewer {
  readonly #target: HTMLElement;
  readonly #control: ControlPort;
  readonly #link: ScreenLink;
  readonly #rfb: GuardedRfb;
  readonly #keys: VncKeys;
  readonly #clipboard: VncClipboard;
  readonly #meter: VncMeter;
  readonly #latency: LatencyProbe;
  readonly #health = new Health();
  readonly #auto = new AutoQuality();
  readonly #timer: ReturnType<typeof setInterval>;
  #settings: ViewerSettings;
  #hasPainted = false;
  #hasLossy = false;
  #hasExtendedClipboard = false;
  #toldAbilities = '';
  #wasMoving = false;
  #rangAt = Number.NEGATIVE_INFINITY;
  #isFitLater = false;
  #hasEnded = false;

  constructor({ target, settings, control, link }: Options) {
    this.#target = target;
    this.#control = control;
    this.#link = link;
    this.#settings = settings;
    const channel = new RawChannel(link);
    const now = (): number => performance.now();
    this.#meter = new VncMeter(() => link.receivedBytes, now);
    this.#latency = new LatencyProbe((bytes) => link.send(bytes), now);
    this.#rfb = new GuardedRfb(target, channel, {
      onFault: (problem) => this.fail(problem),
      onUpdate: (update) => this.#updated(update),
      onEncoding: (encoding) => (this.#hasLossy ||= isLossy(encoding)),
      onResize: (width, height) => {
        control.say({ type: 'size', width, height });
        if (this.#isHidden()) this.#fitLater();
      },
      onBusy: (isBusy) => (isBusy ? link.hold() : link.release()),
      onFence: (payload) => this.#latency.heard(payload),
      onPackedText: (packed) => void this.#clipboard.takePacked(packed),
      onExtendedClipboard: () => (this.#hasExtendedClipboard = true),
      onTextTooLong: () => this.#clipboard.tooLong(),
    });
    this.#clipboard = new VncClipboard({
      isShared: () => this.#settings.sharesClipboard,
      send: (text) => this.#rfb.clipboardPasteFrom(text),
      onText: (text) => control.say({ type: 'clipboard', text }),
      onNotice: (text) => control.say({ type: 'notice', text }),
    });
    this.#keys = new VncKeys({
      rfb: this.#rfb,
      ownKeys: () => this.#settings.ownKeys,
      onOwnKeys: (keys) => control.say({ type: 'own-key', keys }),
    });
    this.#rfb.background = 'var(--bg)';
    this.#apply(settings);
    this.#listen(target);
    this.#timer = setInterval(() => this.#look(), SECOND_MS);
    channel.start();
  }

  /** What the window says. */
  take(message: ToFrame): void {
    switch (message.type) {
      case 'settings':
        return this.#apply(message.settings);
      case 'keys':
        return this.#keys.send(message.keys);
      case 'clipboard':
        return this.#clipboard.offer(message.text);
      case 'type':
        return this.#keys.type(message.text);
      case 'take-picture':
        return this.#takePicture();
      case 'focus':
        return this.#rfb.focus({ preventScroll: true });
    }
  }

  /** Ends it with a problem. */
  fail(problem: Problem): void {
    if (this.#hasEnded) return;
    this.#link.fail(problem);
    this.#end();
  }

  #apply(settings: ViewerSettings): void {
    // In a view without input, noVNC could not tell the machine that keys come up.
    if (settings.isViewOnly) this.#keys.releaseAll();
    this.#settings = settings;
    this.#rfb.viewOnly = settings.isViewOnly;
    this.#rfb.showDotCursor = settings.hasDotCursor;
    this.#setQuality();
    if (this.#isHidden()) this.#fitLater();
    else this.#fitIn();
  }

  #isHidden(): boolean {
    return this.#target.offsetWidth === 0 || this.#target.offsetHeight === 0;
  }

  #fitIn(): void {
    const { fit } = this.#settings;
    // Also while the machine has another size than it was asked for, or takes none.
    this.#rfb.scaleViewport = fit !== 'actual';
    this.#rfb.resizeSession = fit === 'resize';
  }

  /** A hidden tab measures nothing, and noVNC is told of nothing when it comes back as large as it was. */
  #fitLater(): void {
    if (this.#isFitLater) return;
    this.#isFitLater = true;
    requestAnimationFrame(() => {
      this.#isFitLater = false;
      if (this.#hasEnded) return;
      if (this.#isHidden()) this.#fitLater();
      else this.#fitIn();
    });
  }

  #setQuality(): void {
    const { picture } = this.#settings;
    const { qualityLevel, compressionLevel } = picture === 'auto' ? this.#auto.quality : qualityOf[picture];
    this.#rfb.qualityLevel = qualityLevel;
    this.#rfb.compressionLevel = compressionLevel;
  }

  #listen(target: HTMLElement): void {
    const rfb = this.#rfb;
    rfb.addEventListener('disconnect', () => this.#end());
    rfb.addEventListener('clipboard', ({ detail }) => this.#clipboard.take(detail.text));
    rfb.addEventListener('bell', () => this.#ring());
    target.addEventListener('mousedown', () => rfb.focus({ preventScroll: true }));
  }

  #updated({ isPicture, transferMs }: { isPicture: boolean; transferMs: number }): void {
    this.#health.updated();
    if (!isPicture) return;
    this.#meter.updated(transferMs);
    if (this.#hasPainted) return;
    this.#hasPainted = true;
    this.#link.tellPainted();
    const abilities = this.#abilities();
    this.#toldAbilities = JSON.stringify(abilities);
    this.#control.say({ type: 'painted', abilities });
  }

  #abilities(): ViewerAbilities {
    const limits = [
      'Accents that are typed with a dead key arrive only on machines that take keys by their place; type the clipboard’s text instead.',
      'Sound of the machine is not heard here.',
      'The clipboards share text only, no files and no pictures.',
      ...(this.#hasExtendedClipboard ? [] : ['The clipboards share letters of Western Europe only.']),
      ...(this.#rfb.canResize ? [] : ['The screen keeps the size that the machine gives it.']),
    ];
    return { resize: this.#rfb.canResize ? 'yes' : 'no', clipboard: true, quality: this.#hasLossy, limits };
  }

  /** Once a second. */
  #look(): void {
    if (this.#health.look(this.#rfb.isBusy)) return this.fail(pictureStuck);
    const sample = this.#meter.read();
    if (this.#settings.picture === 'auto') {
      this.#auto.take(sample);
      this.#setQuality();
    }
    this.#latency.ask();
    const { framesPerSecond, bytesPerSecond } = sample;
    const isMoving = framesPerSecond > 0;
    if (isMoving || this.#wasMoving)
      this.#control.say({ type: 'rate', framesPerSecond, bytesPerSecond, latencyMs: this.#latency.latencyMs });
    this.#wasMoving = isMoving;
    if (this.#hasPainted) this.#tellAbilities();
  }

  #tellAbilities(): void {
    const abilities = this.#abilities();
    const told = JSON.stringify(abilities);
    if (told === this.#toldAbilities) return;
    this.#toldAbilities = told;
    this.#control.say({ type: 'abilities', abilities });
  }

  #ring(): void {
    const now = performance.now();
    if (now - this.#rangAt < MIN_BELL_PAUSE_MS) return;
    this.#rangAt = now;
    this.#control.say({ type: 'bell' });
  }

  #takePicture(): void {
    const tell = (png: Uint8Array): void => this.#control.say({ type: 'picture', png });
    if (!this.#hasPainted) return tell(new Uint8Array());
    this.#rfb.toBlob((blob) => {
      if (blob === null) tell(new Uint8Array());
      else void blob.arrayBuffer().then((bytes) => tell(new Uint8Array(bytes)));
    }, 'image/png');
  }

  #end(): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearInterval(this.#timer);
    this.#keys.stop();
    this.#control.say({ type: 'ended' });
  }
}
