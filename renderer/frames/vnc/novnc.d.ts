/**
 * The parts of noVNC 1.7.0 that are used here, of its own description (docs/API.md) and, where marked protected, of its
 * source: those may vanish with any release, which test/unit/renderer/frames/vnc/guarded-rfb.test.ts would notice.
 */
declare module '@novnc/novnc' {
  interface RfbEvents {
    connect: CustomEvent<object>;
    disconnect: CustomEvent<{ clean: boolean }>;
    clipboard: CustomEvent<{ text: string }>;
    bell: CustomEvent<object>;
  }

  /** The receive queue: what of it nobody has taken yet. */
  interface ReceiveQueue {
    rQlen(): number;
    rQskipBytes(byteCount: number): void;
    rQpeekBytes(byteCount: number, isCopied: boolean): Uint8Array<ArrayBuffer>;
    rQshiftBytes(byteCount: number): Uint8Array<ArrayBuffer>;
    /** Whether fewer bytes are there; when so, `goBack` of them are given back. */
    rQwait(what: string, byteCount: number, goBack?: number): boolean;
  }

  class RFB extends EventTarget {
    constructor(target: Element, channel: object, options?: { shared?: boolean });
    background: string;
    scaleViewport: boolean;
    resizeSession: boolean;
    viewOnly: boolean;
    showDotCursor: boolean;
    /** 0 to 9, as is `compressionLevel`. */
    qualityLevel: number;
    compressionLevel: number;
    focusOnClick: boolean;
    disconnect(): void;
    focus(options?: FocusOptions): void;
    /** Presses and releases it when `isDown` is left out. Without a code it is sent by its keysym alone. */
    sendKey(keysym: number, code?: string, isDown?: boolean): void;
    clipboardPasteFrom(text: string): void;
    toBlob(callback: (blob: Blob | null) => void, type?: string): void;
    addEventListener<N extends keyof RfbEvents>(name: N, listener: (event: RfbEvents[N]) => void): void;

    protected _FBU: { x: number; y: number; width: number; height: number; encoding: number | null };
    protected _fbWidth: number;
    protected _fbHeight: number;
    protected _sock: ReceiveQueue;
    /** It waits for pictures to be decoded, and takes no messages in meanwhile. */
    protected _flushing: boolean;
    protected _display: {
      flush(): Promise<void>;
      /** Shows a JPEG or PNG in its turn. */
      imageRect(x: number, y: number, width: number, height: number, type: string, data: Uint8Array<ArrayBuffer>): void;
      /** Shows a frame in its turn, once it is ready. */
      videoFrame(x: number, y: number, width: number, height: number, frame: object): void;
    };
    protected _supportsSetDesktopSize: boolean;
    protected _fail(details: string): false;
    protected _resize(width: number, height: number): void;
    protected _normalMsg(): boolean;
    protected _framebufferUpdate(): boolean;
    protected _handleRect(): boolean;
    protected _handleServerCutText(): boolean;
    protected _handleServerFenceMsg(): boolean;
  }

  export { RFB as default };
}
