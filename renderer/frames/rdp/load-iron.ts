import { Backend, displayControl, enableCredssp, init } from '@devolutions/iron-remote-desktop-rdp';
import { KnownBlob } from './iron-blob.ts';

export type Iron = typeof Backend;
export type IronSession = Awaited<ReturnType<InstanceType<Iron['SessionBuilder']>['connect']>>;
export type IronClipboardData = InstanceType<Iron['ClipboardData']>;

/** What the machine is told to do without: see connect.ts. */
export const extensions = { displayControl, enableCredssp };

/** Loads IronRDP, once for each page. */
export async function loadIron(): Promise<Iron> {
  Object.defineProperty(globalThis, 'Blob', { value: KnownBlob });
  await init('error');
  return Backend;
}

/** @param Socket what IronRDP takes for the browser's WebSocket */
export function replaceWebSocket(Socket: new (address: string) => EventTarget): void {
  Object.defineProperty(globalThis, 'WebSocket', { value: Socket });
}
