import type { Problem, Result } from '../../../main/contract/problem.ts';
import type { FromFrame, KeyCombination, ToFrame, ViewerAbilities, ViewerSettings } from '../../frames/control.ts';
import { readFrameMessage } from './frame-messages.ts';
import type { ViewerFrame } from './viewer-frame.ts';

/** A page of our own, from this computer: what takes longer does not come. */
const READY_TIMEOUT_MS = 20_000;
/** Far more than a person and a screen of theirs have to say to the window; keys that repeat come 30 times a second. */
const MAX_MESSAGES_PER_SECOND = 300;
const SECOND_MS = 1000;
/** A large screen takes a moment to be put into a PNG. */
const PICTURE_TIMEOUT_MS = 10_000;

/**
 * - `idle`: it was never in sight
 * - `loading`: the viewer's page comes; `attaching`: main is asked for the stream; `running`: no picture yet
 * - `ended`: of itself, with `problem` where the truth cannot say why
 */
export type ViewerPhase = 'idle' | 'loading' | 'attaching' | 'running' | 'painted' | 'ended';

export interface ViewerState {
  phase: ViewerPhase;
  problem?: Problem;
  abilities?: ViewerAbilities;
  size?: { width: number; height: number };
  rate?: Omit<Extract<FromFrame, { type: 'rate' }>, 'type'>;
  isFocused: boolean;
}

export interface ScreenOptions {
  settings: ViewerSettings;
  makeFrame(): ViewerFrame;
  attach(): Promise<Result<MessagePort>>;
  onState(state: ViewerState): void;
  onClipboard(text: string): void;
  /** One sentence: something of the machine's was left out. */
  onNotice(text: string): void;
  onOwnKey(keys: KeyCombination): void;
  onFocus(isFocused: boolean): void;
}

export const idleViewer: ViewerState = { phase: 'idle', isFocused: false };

const noPage: Problem = {
  code: 'timed-out',
  message: 'The viewer of this screen did not start.',
  hint: 'Connect again.',
};

const crashed: Problem = {
  code: 'process-crashed',
  message: 'The viewer of this screen stopped.',
  hint: 'Connect again. The machine and the other tabs go on.',
};

const talksTooMuch: Problem = {
  code: 'protocol-error',
  message: 'The viewer of this screen said more than the window can follow, and was ended.',
  hint: 'The machine may make it do so. Connect again; if it happens again, open the screen in another program.',
};

/** The window's side of a screen: makes its viewer, joins it to the machine, and talks with it. */
export class ScreenController implements Disposable {
  readonly #host: HTMLElement;
  readonly #options: ScreenOptions;
  #settings: ViewerSettings;
  #state = idleViewer;
  #frame: ViewerFrame | undefined;
  #control: MessagePort | undefined;
  #takePicture: ((png: Uint8Array<ArrayBuffer> | undefined) => void) | undefined;
  #wantedSize = '';
  /** Messages of the viewer in the second that began at `since`. */
  #heard = { since: 0, count: 0 };
  /** Counts attempts: what belongs to an earlier one does not count any more. */
  #attempt = 0;

  /** @param host an empty element that is in the document */
  constructor(host: HTMLElement, options: ScreenOptions) {
    this.#host = host;
    this.#options = options;
    this.#settings = options.settings;
  }

  /** Connects with a new viewer, whatever became of the one before. */
  async connect(): Promise<void> {
    this.#drop();
    this.#attempt += 1;
    const attempt = this.#attempt;
    const frame = this.#options.makeFrame();
    this.#frame = frame;
    this.#host.replaceChildren(frame.element);
    this.#set({ phase: 'loading', isFocused: false });
    const isReady = await this.#isReady(frame);
    if (attempt !== this.#attempt) return;
    if (!isReady) return this.#end(noPage);
    this.#set({ ...this.#state, phase: 'attaching' });
    const attached = await this.#options.attach();
    if (attempt !== this.#attempt) {
      if (attached.ok) attached.value.close();
      return;
    }
    if (attached.ok) this.#start(frame, attached.value);
    else this.#end(attached.problem);
  }

  /** Ends the viewer; what was said about its end stays. */
  end(): void {
    if (this.#state.phase !== 'idle' && this.#state.phase !== 'ended') this.#end(undefined);
  }

  setSettings(settings: ViewerSettings): void {
    if (JSON.stringify(settings) === JSON.stringify(this.#settings)) return;
    this.#settings = settings;
    this.say({ type: 'settings', settings });
  }

  /** Says something to the viewer that runs; nothing when none does. */
  say(message: ToFrame): void {
    this.#control?.postMessage(message);
  }

  focus(): void {
    this.#frame?.focus();
    this.say({ type: 'focus' });
  }

  /** What is shown, as PNG; undefined when there is no picture. */
  takePicture(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    if (this.#control === undefined) return Promise.resolve(undefined);
    this.#takePicture?.(undefined);
    const { promise, resolve } = Promise.withResolvers<Uint8Array<ArrayBuffer> | undefined>();
    const timer = setTimeout(() => resolve(undefined), PICTURE_TIMEOUT_MS);
    this.#takePicture = resolve;
    this.say({ type: 'take-picture' });
    return promise.finally(() => clearTimeout(timer));
  }

  [Symbol.dispose](): void {
    this.#attempt += 1;
    this.#drop();
  }

  async #isReady(frame: ViewerFrame): Promise<boolean> {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<boolean>((resolve) => {
      timer = setTimeout(() => resolve(false), READY_TIMEOUT_MS);
    });
    try {
      return await Promise.race([frame.ready.then(() => true), late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #start(frame: ViewerFrame, screen: MessagePort): void {
    const { port1, port2 } = new MessageChannel();
    this.#control = port1;
    port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
      if (this.#control !== port1) return;
      if (this.#isTooMuch()) return this.#end(talksTooMuch);
      const message = readFrameMessage(data);
      if (message !== undefined) this.#take(message);
    });
    // The page goes away without a word when its process crashes.
    port1.addEventListener('close', () => {
      if (this.#control === port1) this.#end(crashed);
    });
    port1.start();
    this.#set({ ...this.#state, phase: 'running' });
    frame.start({ type: 'start', settings: this.#settings }, [port2, screen]);
  }

  /** Each message is work for the whole window, and a machine can make a viewer say things. */
  #isTooMuch(): boolean {
    const now = performance.now();
    if (now - this.#heard.since > SECOND_MS) this.#heard = { since: now, count: 0 };
    this.#heard.count += 1;
    return this.#heard.count > MAX_MESSAGES_PER_SECOND;
  }

  #take(message: FromFrame): void {
    switch (message.type) {
      case 'painted':
        return this.#set({ ...this.#state, phase: 'painted', abilities: message.abilities });
      case 'abilities':
        return this.#set({ ...this.#state, abilities: message.abilities });
      case 'size':
        return this.#set({ ...this.#state, size: { width: message.width, height: message.height } });
      case 'rate': {
        const { framesPerSecond, bytesPerSecond, latencyMs } = message;
        return this.#set({ ...this.#state, rate: { framesPerSecond, bytesPerSecond, latencyMs } });
      }
      case 'focus':
        if (message.isFocused === this.#state.isFocused) return undefined;
        this.#set({ ...this.#state, isFocused: message.isFocused });
        return this.#options.onFocus(message.isFocused);
      case 'clipboard':
        return this.#options.onClipboard(message.text);
      case 'own-key':
        return this.#options.onOwnKey(message.keys);
      case 'picture':
        return this.#takePicture?.(message.png.length === 0 ? undefined : new Uint8Array(message.png));
      case 'wants-size':
        return this.#reconnectAt(`${message.width}x${message.height}`);
      case 'ended':
        return this.#end(undefined);
      case 'notice':
        return this.#options.onNotice(message.text);
      case 'bell':
        return undefined;
    }
  }

  /** A machine that does not take a size is asked for it once. */
  #reconnectAt(size: string): void {
    if (size === this.#wantedSize) return;
    this.#wantedSize = size;
    void this.connect();
  }

  #set(state: ViewerState): void {
    this.#state = state;
    this.#options.onState(state);
  }

  #end(problem: Problem | undefined): void {
    this.#attempt += 1;
    this.#drop();
    this.#set({ phase: 'ended', isFocused: false, ...(problem === undefined ? {} : { problem }) });
  }

  #drop(): void {
    const { isFocused } = this.#state;
    this.#takePicture?.(undefined);
    this.#takePicture = undefined;
    this.#control?.close();
    this.#control = undefined;
    this.#frame?.remove();
    this.#frame = undefined;
    if (isFocused) this.#options.onFocus(false);
  }
}
