import '@xterm/xterm/css/xterm.css';
import { useEffect, useImperativeHandle, useRef, useState } from 'react';
import type { Ref } from 'react';
import type { TerminalSize } from '../../../main/contract/calls.ts';
import type { CommandOutput, CommandState } from './command-marks.ts';
import { FindBar } from './FindBar.tsx';
import { QuestionBar } from './QuestionBar.tsx';
import { TerminalController } from './terminal-controller.ts';
import type { Question, TerminalState } from './terminal-options.ts';
import type { ReportedFolder } from './folder-escape.ts';
import type { SearchResult } from './terminal-search.ts';
import type { TypedInput } from './typed-input.ts';
import styles from './Terminal.module.css';

/** What others may do with a terminal on screen. */
export interface TerminalHandle {
  focus(): void;
  /** Types a text; a line end in it is Enter. */
  type(text: string): void;
  /** Opens the find bar. */
  find(): void;
  /** Sends what was typed in another terminal, as this one sends it. */
  receive(input: TypedInput): void;
  /** What the last command printed, as far as the shell says what that is. */
  lastOutput(): CommandOutput | undefined;
  /** Puts it on the clipboard; false when there is none. */
  copyLastOutput(): boolean;
  /** Scrolls to the command before or after. */
  jump(by: -1 | 1): void;
}

interface TerminalViewProps {
  ref?: Ref<TerminalHandle>;
  /** For a screen reader, for example "Terminal 2". */
  label: string;
  /** Gets the byte stream; called once the size is known, and again when the terminal is opened again. */
  attach(size: TerminalSize): Promise<MessagePort>;
  visible: boolean;
  /** Takes the keys when it comes into sight; the default. */
  takesKeys?: boolean;
  /** Draws by WebGL, the default; a page has contexts for about 16 terminals. */
  webgl?: boolean;
  fontSize: number;
  scrollback: number;
  screenReader?: boolean;
  onState(state: TerminalState): void;
  /** What the program calls itself, cleaned and short. */
  onTitle?: (title: string) => void;
  /** The shell said in which folder it is; a hint, as everything a machine says. */
  onFolder?: (folder: ReportedFolder) => void;
  onCommand?: (state: CommandState | undefined) => void;
  /** The person typed or pasted something here. */
  onTyped?: (input: TypedInput) => void;
  /** How many other terminals get what is typed here. */
  receivers?: () => number;
  copyText(text: string): void;
  openLink(url: string): void;
  /** Whether programs of this session may write to the clipboard; undefined until `onMayCopy` was called. */
  mayCopy: boolean | undefined;
  onMayCopy(isAllowed: boolean): void;
  /** The person wants a new terminal in place of this one, which has ended. */
  onReopen(): void;
  onClose(): void;
}

const NOTHING_FOUND: SearchResult = { current: 0, total: 0, isInvalid: false };

/** A terminal with its find bar and its questions. Colours follow the document's theme. */
export function TerminalView(props: TerminalViewProps) {
  const { ref, label, visible, fontSize, scrollback, screenReader = false, takesKeys = true, webgl = true } = props;
  const host = useRef<HTMLDivElement>(null);
  const controller = useRef<TerminalController>(undefined);
  const latest = useRef(props);
  const [question, setQuestion] = useState<Question>();
  const [isFinding, setFinding] = useState(false);
  const [result, setResult] = useState(NOTHING_FOUND);

  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    if (host.current === null) return undefined;
    const { fontSize: firstSize, scrollback: firstScrollback, screenReader: isRead = false } = latest.current;
    const made = new TerminalController(host.current, {
      fontSize: firstSize,
      scrollback: firstScrollback,
      screenReader: isRead,
      attach: (size) => latest.current.attach(size),
      onState: (state) => latest.current.onState(state),
      onTitle: (title) => latest.current.onTitle?.(title),
      onFolder: (folder) => latest.current.onFolder?.(folder),
      onCommand: (state) => latest.current.onCommand?.(state),
      onTyped: (input) => latest.current.onTyped?.(input),
      receivers: () => latest.current.receivers?.() ?? 0,
      onQuestion: setQuestion,
      onSearchResult: setResult,
      onKey: (key) => {
        if (key === 'find') setFinding(true);
        else if (key === 'reopen') latest.current.onReopen();
        else latest.current.onClose();
      },
      copyText: (text) => latest.current.copyText(text),
      openLink: (url) => latest.current.openLink(url),
      mayCopy: () => latest.current.mayCopy,
      onMayCopy: (isAllowed) => latest.current.onMayCopy(isAllowed),
    });
    controller.current = made;
    return () => {
      controller.current = undefined;
      void made[Symbol.asyncDispose]();
    };
  }, []);

  // Before it comes into sight, so that no context is made for nothing.
  useEffect(() => controller.current?.setWebgl(webgl), [webgl]);
  useEffect(() => controller.current?.setVisible(visible), [visible]);
  useEffect(() => {
    if (visible && takesKeys) controller.current?.focus();
  }, [visible, takesKeys]);
  useEffect(() => controller.current?.setFontSize(fontSize), [fontSize]);
  useEffect(() => controller.current?.setScrollback(scrollback), [scrollback]);
  useEffect(() => controller.current?.setScreenReader(screenReader), [screenReader]);

  useImperativeHandle(
    ref,
    () => ({
      focus: () => controller.current?.focus(),
      type: (text) => controller.current?.type(text),
      find: () => setFinding(true),
      receive: (input) => controller.current?.receive(input),
      lastOutput: () => controller.current?.marks.lastOutput(),
      copyLastOutput: () => controller.current?.copyLastOutput() ?? false,
      jump: (by) => controller.current?.marks.jump(by),
    }),
    [],
  );

  return (
    <div className={styles['view']} hidden={!visible}>
      {isFinding && (
        <FindBar
          result={result}
          onFind={(query, direction) => {
            if (direction === 'previous') controller.current?.search.previous(query);
            else controller.current?.search.next(query, direction === 'typing');
          }}
          onClose={() => {
            setFinding(false);
            setResult(NOTHING_FOUND);
            controller.current?.search.clear();
            controller.current?.focus();
          }}
        />
      )}
      <div ref={host} className={styles['host']} role="group" aria-label={label} data-owns-keys="" />
      {question !== undefined && <QuestionBar question={question} />}
    </div>
  );
}
