import type { TerminalSize } from '../../../main/contract/calls.ts';
import type { CommandState } from './command-marks.ts';
import type { ReportedFolder } from './folder-escape.ts';
import type { WindowKey } from './terminal-keys.ts';
import type { SearchResult } from './terminal-search.ts';
import type { TypedInput } from './typed-input.ts';

export type TerminalState =
  | { kind: 'attaching' }
  | { kind: 'open' }
  | { kind: 'exited'; code?: number | undefined; signal?: string | undefined }
  /** The link or a process in between is gone, or the terminal could not be had. */
  | { kind: 'lost'; message: string };

/** Something to be asked beside the terminal, not in a dialog. */
export interface Question {
  kind: 'paste' | 'clipboard';
  text: string;
  detail: string;
  yes: string;
  answer(isYes: boolean): void;
}

export interface TerminalOptions {
  fontSize: number;
  /** Lines kept above the screen. */
  scrollback: number;
  screenReader: boolean;
  /** Asked for a port once the size is known. */
  attach(size: TerminalSize): Promise<MessagePort>;
  onState(state: TerminalState): void;
  onTitle(title: string): void;
  /** The shell said in which folder it is. */
  onFolder(folder: ReportedFolder): void;
  /** The shell marks its prompts, and how its last command stands; undefined while there was none. */
  onCommand(state: CommandState | undefined): void;
  /** The person typed or pasted something here, and it was sent. */
  onTyped(input: TypedInput): void;
  /** How many other terminals get what is typed here. */
  receivers(): number;
  onQuestion(question: Question | undefined): void;
  onSearchResult(result: SearchResult): void;
  /** Keys that mean something to the window: find, open again, close. */
  onKey(key: Exclude<WindowKey, 'copy' | 'paste'>): void;
  copyText(text: string): void;
  openLink(url: string): void;
  /** Whether programs may write to the clipboard; undefined while nobody was asked. */
  mayCopy(): boolean | undefined;
  onMayCopy(isAllowed: boolean): void;
}
