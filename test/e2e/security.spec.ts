import type { Frame } from '@playwright/test';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../main/contract/problem.ts';
import { Vnc, vncMissing } from '../fixtures/vnc/vnc.ts';
import { expect, test } from './launch.ts';
import { listenersOf } from './leftovers.ts';
import { builds, makeReadable, session } from './pages.ts';
import { connectTo, screen, shows } from './screen-pages.ts';
import { commandsWith, filesWith, heapOf, saidToStart } from './secrets.ts';

type Call = (name: string, input?: unknown) => Promise<Result<unknown>>;
type BridgeWindow = typeof globalThis & {
  jumpseat: {
    call: Call;
    on(name: string, listener: () => void): () => void;
    uploadFiles(target: object, files: readonly unknown[]): Promise<Result<unknown>>;
  };
};

test('the window reaches neither Node nor Electron', async ({ jumpseat: { page } }) => {
  const reachable = await page.evaluate(() =>
    ['require', 'process', 'module', 'global', 'Buffer', 'electron', 'ipcRenderer', '__dirname'].filter(
      (name) => name in globalThis,
    ),
  );
  expect(reachable).toEqual([]);
  expect(await page.evaluate(() => Object.keys((globalThis as BridgeWindow).jumpseat).toSorted())).toEqual([
    'call',
    'on',
    'platform',
    'uploadFiles',
  ]);
});

test('calls that are not in the contract, or malformed, are refused', async ({ jumpseat: { page } }) => {
  const codes = await page.evaluate(async () => {
    const { call } = (globalThis as BridgeWindow).jumpseat;
    const results = await Promise.all([
      call('shell.run', { command: 'id' }),
      call('__proto__'),
      call('sessions.end', { sessionId: 42 }),
      call('projects.writeConfig', { projectId: '../..', text: 'x' }),
      call('app.openLink', { url: 'file:///etc/passwd' }),
      call('app.openLink', { url: 'javascript:alert(1)' }),
    ]);
    return results.map((result) => (result.ok ? 'ok' : result.problem.code));
  });
  expect(codes).toEqual(['bad-request', 'bad-request', 'bad-request', 'not-found', 'not-allowed', 'not-allowed']);
});

test('no script can name a path of this computer to be uploaded', async ({ jumpseat: { page } }) => {
  const answers = await page.evaluate(async () => {
    const { call, uploadFiles } = (globalThis as BridgeWindow).jumpseat;
    const target = { sessionId: 's1', machine: 0, folder: '/srv' };
    const forged = Object.defineProperty(new File(['x'], 'passwd'), 'path', { value: '/etc/passwd' });
    const all = [
      () => call('transfers.upload', { ...target, paths: ['/etc/passwd'] }),
      () => uploadFiles({ ...target, paths: ['/etc/passwd'] }, []),
      () => uploadFiles(target, [new File(['x'], '/etc/passwd')]),
      () => uploadFiles(target, [forged]),
      () => uploadFiles(target, [{ name: 'passwd', path: '/etc/passwd' }]),
    ];
    return Promise.all(
      all.map((ask) =>
        ask().then(
          (result) => (result.ok ? 'ok' : result.problem.code),
          () => 'thrown',
        ),
      ),
    );
  });
  expect(answers).toEqual(['bad-request', 'bad-request', 'bad-request', 'bad-request', 'thrown']);
});

test('what the system gave to the window can be uploaded', async ({ jumpseat: { page }, home }) => {
  const file = join(home.userFolder, 'report.txt');
  writeFileSync(file, 'content');
  await page.evaluate(() => {
    const input = document.createElement('input');
    input.type = 'file';
    input.ariaLabel = 'test upload';
    document.body.append(input);
  });
  await page.getByLabel('test upload').setInputFiles(file);
  const upload = (folder: string) =>
    page.evaluate(async (to) => {
      const input = document.querySelector<HTMLInputElement>('[aria-label="test upload"]');
      const target = { sessionId: 's1', machine: 0, folder: to };
      const result = await (globalThis as BridgeWindow).jumpseat.uploadFiles(target, [...(input?.files ?? [])]);
      return result.ok ? 'ok' : result.problem.code;
    }, folder);
  // The path was found; there is only no such session.
  expect(await upload('/srv')).toBe('not-found');
  expect(await upload('srv')).toBe('bad-request');
});

test('other origins cannot be fetched, framed, navigated to or opened', async ({ jumpseat: { app, page } }) => {
  const outcome = await page.evaluate(async () => {
    const fetched = await fetch('https://example.com/').then(
      () => 'fetched',
      () => 'refused',
    );
    const file = await fetch('file:///etc/passwd').then(
      () => 'fetched',
      () => 'refused',
    );
    const frame = document.createElement('iframe');
    frame.src = 'https://example.com/';
    document.body.append(frame);
    const opened = globalThis.open('https://example.com/') === null ? 'refused' : 'opened';
    return { fetched, file, opened };
  });
  expect(outcome).toEqual({ fetched: 'refused', file: 'refused', opened: 'refused' });
  await page.evaluate(() => {
    globalThis.location.href = 'https://example.com/';
  });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(page.url()).toMatch(/^app:\/\/jumpseat\//);
  expect(app.windows()).toHaveLength(1);
});

test('inline script, eval and foreign styles are forbidden by the policy', async ({ jumpseat: { page } }) => {
  const violations = await page.evaluate(async () => {
    const seen = new Promise<string>((resolve) => {
      document.addEventListener('securitypolicyviolation', (event) => {
        if (event.effectiveDirective === 'script-src-elem') resolve(event.effectiveDirective);
      });
    });
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    // In a task of the page's own: what the test's protocol evaluates is exempt from the policy.
    const evaluated = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          resolve(Reflect.apply(new Function('return true'), undefined, []) === true);
        } catch {
          resolve(false);
        }
      });
    });
    return { seen: await seen, evaluated, inline: 'inlineRan' in globalThis };
  });
  expect(violations.evaluated).toBe(false);
  expect(violations.inline).toBe(false);
  expect(violations.seen).toBe('script-src-elem');
});

test('files outside the window folder are not served', async ({ jumpseat: { page } }) => {
  const statuses = await page.evaluate(() =>
    Promise.all(
      [
        '/%2e%2e/main/index.js',
        '/..%2fmain%2findex.js',
        '/../../package.json',
        '/index.html%00.js',
        '/nothing.js',
        '/%',
      ].map((path) =>
        fetch(path).then(
          (response) => response.status,
          () => 404,
        ),
      ),
    ),
  );
  expect(statuses).toEqual([404, 404, 404, 404, 404, 404]);
});

test('permissions to look, listen and tell are denied', async ({ jumpseat: { page } }) => {
  const states = await page.evaluate(async () => {
    const clipboard = await navigator.clipboard.readText().then(
      () => 'granted',
      () => 'denied',
    );
    const notification = await Notification.requestPermission();
    const camera = await navigator.mediaDevices.getUserMedia({ video: true }).then(
      () => 'granted',
      () => 'denied',
    );
    return { clipboard, notification, camera };
  });
  expect(states).toEqual({ clipboard: 'denied', notification: 'denied', camera: 'denied' });
});

test('the window is sandboxed and isolated', async ({ jumpseat: { app } }) => {
  const preferences = await app.evaluate(({ webContents }) => {
    // Not in the public types: what the window was really made with.
    const [contents] = webContents.getAllWebContents() as unknown as {
      getLastWebPreferences(): Record<string, unknown>;
    }[];
    const { sandbox, contextIsolation, nodeIntegration, webviewTag } = contents?.getLastWebPreferences() ?? {};
    return { sandbox, contextIsolation, nodeIntegration, webviewTag };
  });
  expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webviewTag: false });
});

/** What stands in every private key, as text and in the encoding of OpenSSH's own format. */
const keyTexts = ['PRIVATE KEY', 'b3BlbnNzaC1rZXkt'];
const keyMaterial = new RegExp(keyTexts.join('|'));

test('the key of a session reaches neither the window nor the disk nor a command line', async ({ home }) => {
  const { app, page, quit } = await home.start();
  await makeReadable(page);
  await builds(page).select('#3');
  await builds(page).rebuildWithAccess();
  await session(page).shows('ferry-times#');
  const snapshot = await page.evaluate(() => (globalThis as BridgeWindow).jumpseat.call('app.snapshot'));
  expect(JSON.stringify(snapshot)).toContain('secretHandle');
  expect(JSON.stringify(snapshot)).not.toMatch(keyMaterial);
  if (process.platform === 'linux') {
    const pids = await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid));
    for (const pid of pids) expect(saidToStart(pid)).not.toMatch(keyMaterial);
  }

  // A crash is told with the last words of the process.
  await app.evaluate(({ app: electron }) => {
    for (const { name, pid } of electron.getAppMetrics())
      if (name?.startsWith('Jumpseat ')) process.kill(pid, 'SIGSEGV');
  });
  await expect(page.getByText('stopped').first()).toBeVisible();
  await quit();
  expect(existsSync(join(home.dataFolder, 'logs', 'jumpseat.log'))).toBe(true);
  expect(filesWith(home.dataFolder, keyTexts)).toEqual([]);
});

test('passwords of screens reach neither the window nor a viewer of VNC, and nobody listens for a screen', async ({
  home,
  jumpseat: { app, page },
}) => {
  test.skip(vncMissing !== undefined, vncMissing);
  const [pasted, typed] = ['pQ7zXw2k', 'vJ3mRt9b'];
  await using first = await Vnc.start({ security: 'VncAuth', password: pasted, colour: '#2060a0' });
  await using second = await Vnc.start({ security: 'VncAuth', password: typed, colour: '#a05020' });
  const listeners = async () =>
    listenersOf(await app.evaluate(({ app: electron }) => electron.getAppMetrics().map(({ pid }) => pid)));
  const before = await listeners();
  const marker = 'A text that is held';
  const traces = async (frame?: Frame) => {
    await (frame ?? page).evaluate((text) => Object.assign(globalThis, { held: text }), marker);
    const heap = await heapOf(page, frame);
    return [pasted, typed, marker].filter((text) => heap.includes(text));
  };

  const shown = screen(page);
  await connectTo(page, `vnc://:${pasted}@127.0.0.1:${first.port}`);
  await shows(app, shown.canvas, '#2060a0');
  expect(await traces(await shown.page())).toEqual([marker]);
  await connectTo(page, `vnc://127.0.0.1:${second.port}`);
  await shown.signIn(typed);
  await shows(app, shown.canvas, '#a05020');
  const viewer = await shown.page();
  expect(await traces(viewer)).toEqual([marker]);
  expect(await traces()).toEqual([marker]);

  expect(await viewer.evaluate(() => 'jumpseat' in globalThis)).toBe(false);
  expect(filesWith(home.dataFolder, [pasted, typed])).toEqual([]);
  expect(filesWith(home.temporaryFolder, [pasted, typed])).toEqual([]);
  expect(commandsWith([pasted, typed])).toEqual([]);
  if (process.platform === 'linux') expect(await listeners()).toEqual(before);
});
