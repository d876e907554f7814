import { isConnectInitial } from '../mcs.ts';
import { PduSplitter } from '../pdu-splitter.ts';
import { readShare, type Share } from '../refresh-rect.ts';
import { correctColorDepth, correctKeyboardLayout } from './client-core.ts';
import { correctAutologon, isClientInfo } from './client-info.ts';
import { correctFrameAcknowledge, isConfirmActive } from './frame-acknowledge.ts';

/** How far the viewer has come with signing in. */
export type Progress = 'connecting' | 'sent-core' | 'sent-info' | 'active';

interface Options {
  /** Whether CredSSP comes before RDP. */
  hasTokens: boolean;
  keyboardLayout: number | undefined;
  /** Whether there is a password to sign in with. */
  hasPassword: boolean;
  /** The person pressed a key or moved the mouse. */
  onInput(): void;
  log(line: string): void;
}

/**
 * Corrects what IronRDP 0.7.0 says of itself in four places, which nothing outside of it can set. The length of a PDU
 * never changes, and one that is not exactly as expected stays as it is.
 */
export class ClientCorrections {
  readonly #options: Options;
  readonly #splitter: PduSplitter;
  readonly #missing: Set<string>;
  #progress: Progress = 'connecting';
  #share: Share | undefined;

  constructor(options: Options) {
    this.#options = options;
    this.#splitter = new PduSplitter(options.hasTokens);
    this.#missing = new Set([
      'color depth',
      'frame acknowledge',
      ...(options.hasPassword ? ['autologon'] : []),
      ...(options.keyboardLayout === undefined ? [] : ['keyboard layout']),
    ]);
  }

  get progress(): Progress {
    return this.#progress;
  }

  /** What the viewer has joined, as long as it is certain where its next PDU begins. */
  get share(): Share | undefined {
    return this.#splitter.isLost ? undefined : this.#share;
  }

  /** What goes to the server instead of `chunk`: the PDUs that are whole now, corrected in place. */
  correct(chunk: Buffer): Buffer[] {
    return this.#splitter.split(chunk).map(({ kind, bytes }) => {
      if (kind === 'slow') this.#correctPdu(bytes);
      else if (kind !== 'token') this.#becomeActive();
      if (kind === 'fast') this.#options.onInput();
      return bytes;
    });
  }

  #correctPdu(pdu: Buffer): void {
    if (this.#progress === 'connecting' && isConnectInitial(pdu)) {
      const { keyboardLayout } = this.#options;
      this.#progress = 'sent-core';
      if (correctColorDepth(pdu)) this.#missing.delete('color depth');
      if (keyboardLayout !== undefined && correctKeyboardLayout(pdu, keyboardLayout))
        this.#missing.delete('keyboard layout');
    } else if (this.#progress === 'sent-core' && isClientInfo(pdu)) {
      this.#progress = 'sent-info';
      if (this.#options.hasPassword && correctAutologon(pdu)) this.#missing.delete('autologon');
    } else if (isConfirmActive(pdu)) {
      // Comes again whenever the server starts over, for another size or after signing in.
      this.#share = readShare(pdu);
      if (correctFrameAcknowledge(pdu)) this.#missing.delete('frame acknowledge');
      this.#becomeActive();
    }
  }

  #becomeActive(): void {
    if (this.#progress === 'active') return;
    this.#progress = 'active';
    if (this.#splitter.isLost) this.#options.log('RDP: the viewer said something that is no PDU');
    for (const name of this.#missing) this.#options.log(`RDP: the viewer’s ${name} was not as expected, and was left`);
  }
}
