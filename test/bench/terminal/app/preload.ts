import { contextBridge, ipcRenderer } from 'electron';
import { portChannel } from '../../../../main/contract/names.ts';

const prefix = '--terminal-app=';
const options: unknown = JSON.parse(
  process.argv.find((argument) => argument.startsWith(prefix))?.slice(prefix.length) ?? '{}',
);

contextBridge.exposeInMainWorld('terminalApp', {
  options,
  attach: (nonce: string, terminalId: string, size: unknown) =>
    ipcRenderer.invoke('attach', nonce, terminalId, size) as Promise<unknown>,
});

ipcRenderer.on(portChannel, (event, nonce: string) => {
  window.postMessage({ channel: portChannel, nonce }, window.location.origin, event.ports);
});
