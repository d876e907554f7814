import RFB from '@novnc/novnc';
import type { Problem } from '../../../main/contract/problem.ts';
import { decodePicture } from './decoded-picture.ts';
import { bytesToLookAt, faultOf, isPicture, isTooLarge, vncLimits, type Rectangle } from './limits.ts';
import { brokenProtocol, screenTooLarge } from './vnc-problems.ts';

export interface RfbWatcher {
  /** The server broke the protocol, or asked for too much. Comes once, and nothing after it. */
  onFault(problem: Problem): void;
  /** An update was taken in; `transferMs` from its first byte to its last. */
  onUpdate(update: { isPicture: boolean; transferMs: number }): void;
  /** A rectangle with this encoding came. */
  onEncoding(encoding: number): void;
  onResize(width: number, height: number): void;
  /** noVNC waits for pictures to be decoded, and should get no more bytes; or it goes on. */
  onBusy(isBusy: boolean): void;
  /** The server asked for a fence, and so knows them; or answered one. */
  onFence(payload: Uint8Array | undefined): void;
  /** A text of the machine's clipboard that was packed (the extended clipboard). */
  onPackedText(packed: Uint8Array<ArrayBuffer>): void;
  /** The server can send and take text of any script. */
  onExtendedClipboard(): void;
  /** A text of the machine's clipboard was left out. */
  onTextTooLong(byteCount: number): void;
}

/** Of a message ServerCutText without its type (RFC 6143, 7.6.4). */
const CUT_TEXT_HEAD_BYTES = 7;
/** Of a message ServerFence without its type. */
const FENCE_HEAD_BYTES = 8;
/** Flags of the extended clipboard. */
const CAPS = 1 << 24;
const PROVIDE = 1 << 28;
const TEXT = 1;

/**
 * noVNC 1.7.0 with a guard before it: whatever the server says is looked at before it is worked on. Here, and nowhere else,
 * methods are used that noVNC does not offer.
 */
export class GuardedRfb extends RFB {
  readonly #watcher: RfbWatcher;
  #isOver = false;
  #fault: Problem | undefined;
  #bytesToSkip = 0;
  #isChecked = false;
  #paintedPixels = 0;
  #isPicture = false;
  #startedAt: number | undefined;

  constructor(target: Element, channel: object, watcher: RfbWatcher) {
    super(target, channel, { shared: true });
    this.#watcher = watcher;
    const display = this._display;
    // noVNC would write each as an address of an image element, and wait for ever for one that is broken.
    display.imageRect = (x, y, width, height, type, data) => {
      if (width === 0 || height === 0) return;
      const picture = decodePicture({ data, type, width, height }, (detail) => this._fail(detail));
      display.videoFrame(x, y, width, height, picture);
    };
  }

  /** The machine's screen can be given another size. */
  get canResize(): boolean {
    return this._supportsSetDesktopSize;
  }

  /** It waits for pictures to be decoded. */
  get isBusy(): boolean {
    return this._flushing;
  }

  protected override _fail(details: string): false {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#watcher.onFault(this.#fault ?? brokenProtocol(details));
    }
    return super._fail(details);
  }

  protected override _normalMsg(): boolean {
    // noVNC goes on reading after some of its failures.
    if (this.#isOver) return false;
    return this.#bytesToSkip > 0 ? this.#skip() : super._normalMsg();
  }

  protected override _framebufferUpdate(): boolean {
    this.#startedAt ??= performance.now();
    const isWhole = super._framebufferUpdate();
    if (this._flushing) this.#waitForPictures();
    if (!isWhole) return false;
    const transferMs = performance.now() - this.#startedAt;
    this.#watcher.onUpdate({ isPicture: this.#isPicture, transferMs });
    this.#startedAt = undefined;
    this.#isPicture = false;
    this.#paintedPixels = 0;
    return true;
  }

  protected override _handleRect(): boolean {
    // The rectangle before this one may have been the end.
    if (this.#isOver) return false;
    if (!this.#isChecked) {
      const { encoding } = this._FBU;
      if (encoding === null) return this._fail('a rectangle without an encoding');
      const fault = this.#check({ ...this._FBU, encoding });
      if (fault !== undefined) return this._fail(fault);
    }
    const isWhole = super._handleRect();
    if (isWhole) this.#isChecked = false;
    return isWhole;
  }

  protected override _resize(width: number, height: number): void {
    if (width === 0 || height === 0) {
      this._fail(`a screen of ${width} × ${height}`);
    } else if (isTooLarge(width, height)) {
      this.#fault = screenTooLarge(width, height);
      this._fail('the screen is too large');
    } else {
      super._resize(width, height);
      this.#watcher.onResize(width, height);
    }
  }

  protected override _handleServerCutText(): boolean {
    if (this._sock.rQlen() < CUT_TEXT_HEAD_BYTES) return super._handleServerCutText();
    const length = int32At(this._sock.rQpeekBytes(CUT_TEXT_HEAD_BYTES, false), 3);
    const byteCount = Math.abs(length);
    if (byteCount > vncLimits.MAX_CLIPBOARD_BYTES) {
      this.#watcher.onTextTooLong(byteCount);
      this._sock.rQskipBytes(CUT_TEXT_HEAD_BYTES);
      this.#bytesToSkip = byteCount;
      return this.#skip();
    }
    const whole = CUT_TEXT_HEAD_BYTES + byteCount;
    if (length >= 0 || this._sock.rQwait('ServerCutText', whole, 1))
      return length >= 0 ? super._handleServerCutText() : false;
    return this.#takeExtended(byteCount);
  }

  protected override _handleServerFenceMsg(): boolean {
    if (this._sock.rQlen() < FENCE_HEAD_BYTES) return super._handleServerFenceMsg();
    const head = this._sock.rQpeekBytes(FENCE_HEAD_BYTES, false);
    const isRequest = int32At(head, 3) < 0;
    const whole = FENCE_HEAD_BYTES + (head[FENCE_HEAD_BYTES - 1] ?? 0);
    if (isRequest) {
      const isTaken = super._handleServerFenceMsg();
      if (isTaken) this.#watcher.onFence(undefined);
      return isTaken;
    }
    if (this._sock.rQwait('ServerFence', whole, 1)) return false;
    this.#watcher.onFence(this._sock.rQshiftBytes(whole).subarray(FENCE_HEAD_BYTES));
    return true;
  }

  #check(rectangle: Rectangle): string | undefined {
    const screen = { width: this._fbWidth, height: this._fbHeight };
    const wanted = bytesToLookAt(rectangle.encoding);
    const bytes = this._sock.rQpeekBytes(Math.min(wanted, this._sock.rQlen()), false);
    const fault = faultOf(rectangle, { screen, bytes });
    if (fault !== undefined) return fault;
    // noVNC waits for the same bytes, and then it is looked at again.
    if (bytes.length < wanted) return undefined;
    this.#isChecked = true;
    return this.#count(rectangle, screen);
  }

  #count({ width, height, encoding }: Rectangle, screen: { width: number; height: number }): string | undefined {
    this.#watcher.onEncoding(encoding);
    if (!isPicture(encoding)) return undefined;
    this.#isPicture = true;
    this.#paintedPixels += width * height;
    return this.#paintedPixels > vncLimits.MAX_PAINTS * screen.width * screen.height
      ? 'an update that paints the screen over and over'
      : undefined;
  }

  #skip(): boolean {
    const byteCount = Math.min(this.#bytesToSkip, this._sock.rQlen());
    this._sock.rQskipBytes(byteCount);
    this.#bytesToSkip -= byteCount;
    return this.#bytesToSkip === 0;
  }

  /** All of it is there: flags, then what they announce. */
  #takeExtended(byteCount: number): boolean {
    const message = this._sock.rQpeekBytes(CUT_TEXT_HEAD_BYTES + byteCount, false);
    const flags = byteCount < 4 ? 0 : int32At(message, CUT_TEXT_HEAD_BYTES);
    if ((flags & CAPS) !== 0) this.#watcher.onExtendedClipboard();
    if ((flags & PROVIDE) === 0 || (flags & CAPS) !== 0) return super._handleServerCutText();
    // noVNC would unpack it at whatever length it claims.
    const packed = this._sock.rQshiftBytes(CUT_TEXT_HEAD_BYTES + byteCount).subarray(CUT_TEXT_HEAD_BYTES + 4);
    if ((flags & TEXT) !== 0) this.#watcher.onPackedText(packed);
    return true;
  }

  #waitForPictures(): void {
    this.#watcher.onBusy(true);
    // noVNC waits for the same, and was first.
    void this._display.flush().then(() => this.#watcher.onBusy(false));
  }
}

function int32At(bytes: Uint8Array, offset: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + offset).getInt32(0);
}
