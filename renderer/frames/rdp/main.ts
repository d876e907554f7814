import '../../styles/tokens.css';
import '../frame.css';
import './rdp.css';
import { startFrame } from '../frame-host.ts';
import { ScreenLink } from '../screen-link.ts';
import { createIronSocket } from './iron-socket.ts';
import { explainPanic } from './iron-problem.ts';
import { loadIron, replaceWebSocket } from './load-iron.ts';
import { watchForPanic } from './panic.ts';
import { RdpScreen } from './rdp-screen.ts';
import { createScreenLine } from './screen-line.ts';

async function show(place: HTMLElement): Promise<void> {
  // At once: compiling takes longer than the connection process needs for its part.
  const loading = loadIron();
  const {
    control,
    settings,
    screen: port,
  } = await startFrame(window, (message, origin) => {
    window.parent.postMessage(message, origin);
  });
  const link = new ScreenLink(port);
  const line = createScreenLine(link);
  const screen = new RdpScreen({ place, control, settings, line });
  watchForPanic(window, console, (text) => screen.end(explainPanic(text)));
  replaceWebSocket(createIronSocket(line));
  try {
    const [iron, opening] = await Promise.all([loading, link.opening]);
    if (opening.isOpen && opening.credentials !== undefined) await screen.run(iron, opening.credentials);
  } catch (error) {
    screen.end({ code: 'internal', message: 'The viewer of RDP could not be loaded.', detail: String(error) });
  }
}

const place = document.querySelector<HTMLElement>('#screen');
if (place === null) throw new Error('The page has no place for the screen.');
await show(place);
