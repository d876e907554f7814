import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import { portChannel } from '../contract/names.ts';
import type { Result } from '../contract/problem.ts';

/** One end of a byte stream on its way to the process that will hold it. */
export type StreamPort = MessagePortMain;

/**
 * Joins the window and a connection process by a message channel of their own: main makes it, hands out both ends and
 * steps aside. The nonce tells the window which of its requests the port answers.
 */
export async function brokerPort(
  window: WebContents,
  nonce: string,
  giveAway: (port: StreamPort) => Promise<Result<undefined>>,
): Promise<Result<undefined>> {
  const { port1, port2 } = new MessageChannelMain();
  const given = await giveAway(port1);
  if (given.ok && !window.isDestroyed()) window.postMessage(portChannel, nonce, [port2]);
  else port2.close();
  return given;
}
