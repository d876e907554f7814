import './silent-console.ts';
import '../../styles/tokens.css';
import '../frame.css';
import { startFrame } from '../frame-host.ts';
import { ScreenLink } from '../screen-link.ts';
import { viewerBroke } from './vnc-problems.ts';
import { VncViewer } from './vnc-viewer.ts';

async function run(): Promise<void> {
  const target = document.querySelector<HTMLElement>('#screen');
  if (target === null) return;
  const { settings, control, screen } = await startFrame(window, (message, origin) =>
    window.parent.postMessage(message, origin),
  );
  const link = new ScreenLink(screen);
  let viewer: VncViewer | undefined;
  const giveUp = (error: unknown): void => {
    const problem = viewerBroke(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    if (viewer !== undefined) viewer.fail(problem);
    else link.fail(problem);
  };
  window.addEventListener('error', (event) => {
    // The browser's word on layout that has to wait for the next frame comes without an error.
    if (event.error !== null && event.error !== undefined) giveUp(event.error);
  });
  window.addEventListener('unhandledrejection', ({ reason }) => giveUp(reason));
  for (const name of ['focus', 'blur'] as const)
    window.addEventListener(name, ({ isTrusted }) => {
      if (isTrusted) control.say({ type: 'focus', isFocused: name === 'focus' });
    });

  let latest = settings;
  control.listen((message) => {
    if (message.type === 'settings') latest = message.settings;
    viewer?.take(message);
  });
  const opening = await link.opening;
  if (opening.isOpen) viewer = new VncViewer({ target, settings: latest, control, link });
  else control.say({ type: 'ended' });
}

void run();
