import '../../styles/tokens.css';
import '../frame.css';
import { startFrame } from '../frame-host.ts';

void startFrame(window, (message, origin) => window.parent.postMessage(message, origin));
