import './no-eval.ts';
import '../../../../renderer/styles/tokens.css';
import '../../../../renderer/styles/reset.css';
import './page.css';
import { useLayoutEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { TerminalSize } from '../../../../main/contract/calls.ts';
import { TerminalView } from '../../../../renderer/features/terminal/TerminalView.tsx';
import type { TerminalHandle } from '../../../../renderer/features/terminal/TerminalView.tsx';
import { onPort } from '../../../../renderer/state/ports.ts';

interface TerminalApp {
  options: { cells?: TerminalSize; fontSize: number; scrollback: number };
  attach(nonce: string, terminalId: string, size: TerminalSize): Promise<unknown>;
}

/** What a test can see of the page. */
interface Seen {
  states: unknown[];
  titles: string[];
  copied: string[];
  opened: string[];
  violations: string[];
  reopened: number;
  closed: number;
  handle: TerminalHandle | null;
  setVisible?: (isVisible: boolean) => void;
  setScreenReader?: (isOn: boolean) => void;
}

declare global {
  interface Window {
    terminalApp: TerminalApp;
    seen: Seen;
  }
}

const { terminalApp } = window;
const seen: Seen = {
  states: [],
  titles: [],
  copied: [],
  opened: [],
  violations: [],
  reopened: 0,
  closed: 0,
  handle: null,
};
window.seen = seen;
document.addEventListener(
  'securitypolicyviolation',
  ({ effectiveDirective, sample, blockedURI, sourceFile, lineNumber }) =>
    seen.violations.push(`${effectiveDirective} ${blockedURI} ${sample} ${sourceFile}:${lineNumber}`),
);

async function attach(terminalId: string, size: TerminalSize): Promise<MessagePort> {
  const nonce = crypto.randomUUID();
  const arrival = Promise.withResolvers<MessagePort>();
  const stop = onPort((otherNonce, port) => {
    if (otherNonce === nonce) arrival.resolve(port);
  });
  try {
    await terminalApp.attach(nonce, terminalId, size);
    return await arrival.promise;
  } finally {
    stop();
  }
}

/** Makes the frame so large that the terminal in it has exactly the cells asked for. */
function fitFrame(frame: HTMLElement, size: TerminalSize): boolean {
  const { cells } = terminalApp.options;
  const screen = frame.querySelector<HTMLElement>('.xterm-screen');
  if (cells === undefined || screen === null) return true;
  if (size.columns === cells.columns && size.rows === cells.rows) return true;
  const cell = { width: screen.clientWidth / size.columns, height: screen.clientHeight / size.rows };
  frame.style.width = `${frame.clientWidth + (cells.columns - size.columns) * cell.width}px`;
  frame.style.height = `${frame.clientHeight + (cells.rows - size.rows) * cell.height}px`;
  return false;
}

function Page() {
  const frame = useRef<HTMLDivElement>(null);
  const [isVisible, setVisible] = useState(true);
  const [isRead, setScreenReader] = useState(false);
  const [mayCopy, setMayCopy] = useState<boolean>();
  const [number, setNumber] = useState(0);
  useLayoutEffect(() => {
    seen.setVisible = setVisible;
    seen.setScreenReader = setScreenReader;
  }, []);
  return (
    <div ref={frame} className="frame">
      <TerminalView
        key={number}
        ref={(handle) => {
          seen.handle = handle;
        }}
        label="Terminal"
        attach={async (size) => {
          if (frame.current !== null) fitFrame(frame.current, size);
          return attach(`t${number}`, size);
        }}
        visible={isVisible}
        fontSize={terminalApp.options.fontSize}
        scrollback={terminalApp.options.scrollback}
        screenReader={isRead}
        onState={(state) => seen.states.push(state)}
        onTitle={(title) => seen.titles.push(title)}
        copyText={(text) => seen.copied.push(text)}
        openLink={(url) => seen.opened.push(url)}
        mayCopy={mayCopy}
        onMayCopy={setMayCopy}
        onReopen={() => {
          seen.reopened += 1;
          setNumber((current) => current + 1);
        }}
        onClose={() => {
          seen.closed += 1;
        }}
      />
    </div>
  );
}

const root = document.querySelector('#root');
if (root !== null) createRoot(root).render(<Page />);
