// Runs inside Electron: answers each line of standard input, a request, with a line, what the transport made of it.
import { app, session } from 'electron';
import { createInterface } from 'node:readline';
import { createChromiumTransport } from '../../../main/net/chromium-transport.ts';

interface Line {
  id: number;
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  body?: string;
  abortAfterMs?: number;
  names: string[];
  proxy?: string;
}

async function answer(line: Line): Promise<unknown> {
  if (line.proxy !== undefined) {
    // Chromium leaves out loopback addresses otherwise.
    await session.defaultSession.setProxy({ proxyRules: line.proxy, proxyBypassRules: '<-loopback>' });
  }
  const control = new AbortController();
  if (line.abortAfterMs !== undefined) setTimeout(() => control.abort(), line.abortAfterMs);
  try {
    const transport = createChromiumTransport(() => session.defaultSession);
    const response = await transport({ ...line, url: new URL(line.url), signal: control.signal });
    let text = '';
    for await (const chunk of response.body) text += Buffer.from(chunk).toString();
    const headers = Object.fromEntries(line.names.map((name) => [name, response.header(name)]));
    return { id: line.id, status: response.status, headers, text };
  } catch (error) {
    return { id: line.id, error: String(error) };
  }
}

// Not awaited here: Electron is ready only once this file was run to its end.
void app.whenReady().then(() => {
  createInterface({ input: process.stdin })
    .on('line', (text) => {
      void answer(JSON.parse(text) as Line).then((reply) => console.log(`reply ${JSON.stringify(reply)}`));
    })
    .on('close', () => app.quit());
  console.log('ready');
});
