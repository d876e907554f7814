// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it, vi } from 'vitest';

/** What GuardedRfb overrides or reads, and noVNC does not promise. A new version has to be looked at, not just taken. */
const methods = [
  '_fail',
  '_resize',
  '_normalMsg',
  '_framebufferUpdate',
  '_handleRect',
  '_handleServerCutText',
  '_handleServerFenceMsg',
];
const members = ['_FBU', '_fbWidth', '_fbHeight', '_sock', '_flushing', '_display', '_supportsSetDesktopSize'];
const queue = ['rQlen', 'rQskipBytes', 'rQpeekBytes', 'rQshiftBytes', 'rQwait'];

const packageFile = join(import.meta.dirname, '../../../../../node_modules/@novnc/novnc/package.json');

beforeAll(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe(): void {}
      disconnect(): void {}
    },
  );
  vi.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(null);
});

it('stands on what noVNC 1.7.0 has inside', async () => {
  expect(JSON.parse(readFileSync(packageFile, 'utf8'))).toMatchObject({ version: '1.7.0' });
  const { default: RFB } = await import('@novnc/novnc');
  const channel = {
    send: () => {},
    close: () => {},
    binaryType: '',
    onerror: null,
    onmessage: null,
    onopen: null,
    protocol: '',
    readyState: 'open',
  };
  const rfb = new RFB(document.createElement('div'), channel);
  const has = (owner: unknown, name: string): boolean => typeof owner === 'object' && owner !== null && name in owner;
  expect(methods.filter((name) => typeof Reflect.get(rfb, name) !== 'function')).toEqual([]);
  expect(members.filter((name) => !has(rfb, name))).toEqual([]);
  expect(queue.filter((name) => !has(Reflect.get(rfb, '_sock'), name))).toEqual([]);
  const display = ['flush', 'imageRect', 'videoFrame'];
  expect(display.filter((name) => !has(Reflect.get(rfb, '_display'), name))).toEqual([]);
  expect(Object.keys(Reflect.get(rfb, '_FBU') as object)).toEqual(
    expect.arrayContaining(['x', 'y', 'width', 'height', 'encoding']),
  );
});
