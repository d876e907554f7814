import type { Result } from '../contract/problem.ts';
import { brokerPort, type StreamPort } from '../ipc/port-broker.ts';
import { noWindow, type Services } from './services.ts';

/**
 * Joins the window and a connection process by a stream. The window learns first what became true with it: a viewer that
 * took its stream for that of the attempt before would end at once.
 */
export function giveStream(
  { window, truth }: Services,
  nonce: string,
  giveAway: (port: StreamPort) => Promise<Result<undefined>>,
): Result<undefined> | Promise<Result<undefined>> {
  const contents = window()?.webContents;
  if (contents === undefined) return noWindow;
  return brokerPort(contents, nonce, async (port) => {
    const given = await giveAway(port);
    truth.flush();
    return given;
  });
}
