import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Bridge } from '../contract/bridge.ts';
import { callNames, eventNames, pathCallNames, portChannel } from '../contract/names.ts';

const pathCalls = new Set<string>(pathCallNames);
const knownCalls = new Set<string>(callNames.filter((name) => !pathCalls.has(name)));
const knownEvents = new Set<string>(eventNames);

const refused = { ok: false, problem: { code: 'bad-request', message: 'There is no such call.' } } as const;

const nowhere = {
  ok: false,
  problem: {
    code: 'bad-request',
    message: 'What was dropped is not a file on this computer.',
    hint: 'Save it first, then drop the file.',
  },
} as const;

const bridge: Bridge = {
  platform: process.platform === 'darwin' || process.platform === 'win32' ? process.platform : 'linux',
  async call(name, ...input) {
    if (!knownCalls.has(name)) return refused;
    // What it is, the contract says; main parsed it there.
    return (await ipcRenderer.invoke(name, input[0])) as never;
  },
  async uploadFiles(target, files) {
    // A file that was made by a script, or dragged out of a page, has no path.
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    if (paths.length === 0) return nowhere;
    return (await ipcRenderer.invoke('transfers.upload', { ...target, paths })) as never;
  },
  on(name, listener) {
    if (!knownEvents.has(name)) return () => {};
    const forward = (_event: unknown, payload: Parameters<typeof listener>[0]): void => listener(payload);
    ipcRenderer.on(name, forward);
    return () => ipcRenderer.off(name, forward);
  },
};

contextBridge.exposeInMainWorld('jumpseat', bridge);

// A MessagePort cannot cross the context bridge; a message to our own window carries it over.
ipcRenderer.on(portChannel, (event, nonce: string) => {
  window.postMessage({ channel: portChannel, nonce }, window.location.origin, event.ports);
});
