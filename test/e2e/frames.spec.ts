import type { Frame, Page } from '@playwright/test';
import { expect, test } from './launch.ts';

const vncHost = 'vnc-0123456789abcdef';
const rdpHost = 'rdp-0123456789abcdef';
const vncPage = `app://${vncHost}/frames/vnc/index.html`;
const rdpPage = `app://${rdpHost}/frames/rdp/index.html`;

/** Has the window frame an address, and tells whether it opened. */
function opens(page: Page, address: string): Promise<boolean> {
  return page.evaluate(async (src) => {
    const element = document.createElement('iframe');
    // A frame that is ready says so; a refused one shows an error page, which has loaded, too.
    const said = new Promise<boolean>((resolve) => {
      addEventListener('message', (event) => {
        if (event.source === element.contentWindow) resolve(true);
      });
    });
    const loaded = new Promise<boolean>((resolve) => element.addEventListener('load', () => resolve(false)));
    element.src = src;
    document.body.append(element);
    // A navigation that was stopped before it began leaves the empty page, which no event tells of.
    const stopped = new Promise<boolean>((resolve) => setTimeout(resolve, 2_000, false));
    return Promise.race([said, loaded.then(() => Promise.race([said, stopped])), stopped]);
  }, address);
}

/** Has the window frame an address, and waits until it has said that it is ready, however long it takes. */
async function openFrame(page: Page, address: string): Promise<Frame> {
  await page.evaluate(async (src) => {
    const element = document.createElement('iframe');
    const said = new Promise<void>((resolve) => {
      addEventListener('message', (event) => {
        if (event.source === element.contentWindow) resolve();
      });
    });
    element.src = src;
    document.body.append(element);
    await said;
  }, address);
  const find = (): Frame | undefined => page.frames().find((found) => found.url() === address);
  // What Playwright knows of a frame of another process comes another way than what the window says.
  await expect.poll(() => find() !== undefined).toBe(true);
  const opened = find();
  if (opened === undefined) throw new Error(`${address} has gone again.`);
  return opened;
}

test('each host of the app serves its own page, under a policy of its own', async ({ jumpseat: { app } }) => {
  const ask = (address: string) =>
    app.evaluate(async ({ net }, url) => {
      const response = await net.fetch(url);
      return { status: response.status, policy: response.headers.get('content-security-policy') ?? '' };
    }, address);

  const vnc = await ask(vncPage);
  expect(vnc.status).toBe(200);
  const vncRules = vnc.policy.split('; ');
  expect(vncRules).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "connect-src 'none'",
      // For the pointer.
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
      'frame-ancestors app://jumpseat',
    ]),
  );
  expect(vncRules.some((rule) => rule.startsWith('frame-src'))).toBe(false);

  const rdp = await ask(rdpPage);
  expect(rdp.status).toBe(200);
  expect(rdp.policy.split('; ')).toEqual(
    expect.arrayContaining([
      "default-src 'none'",
      "script-src 'self' 'wasm-unsafe-eval'",
      "connect-src 'self'",
      'frame-ancestors app://jumpseat',
    ]),
  );

  const strangers = [
    `app://${vncHost}/`,
    `app://${vncHost}/index.html`,
    `app://${vncHost}/frames/rdp/index.html`,
    `app://${rdpHost}/frames/vnc/index.html`,
    `app://${vncHost}/assets/../index.html`,
    `app://${vncHost}/assets/%2e%2e/index.html`,
    'app://jumpseat/frames/vnc/index.html',
    'app://vnc-0123/frames/vnc/index.html',
    'app://vnc-0123456789abcdeg/frames/vnc/index.html',
    'app://ssh-0123456789abcdef/frames/vnc/index.html',
    'app://other/index.html',
  ];
  const statuses = await Promise.all(strangers.map(async (address) => (await ask(address)).status));
  expect(statuses).toEqual(strangers.map(() => 404));
});

test('a frame has nothing but its ports', async ({ jumpseat: { app, page } }) => {
  for (const address of [vncPage, rdpPage]) {
    const opened = await openFrame(page, address);
    const found = await opened.evaluate(async () => {
      const refused = (attempt: () => unknown) =>
        Promise.resolve()
          .then(attempt)
          .then(
            () => 'allowed',
            () => 'refused',
          );
      const nested = document.createElement('iframe');
      nested.src = 'app://vnc-fedcba9876543210/frames/vnc/index.html';
      document.body.append(nested);
      return {
        globals: ['jumpseat', 'require', 'process', 'electron'].filter((name) => name in globalThis),
        parentDocument: await refused(() => parent.document.title),
        parentBridge: await refused(() => Reflect.get(parent, 'jumpseat') as unknown),
        storage: await refused(() => fetch('app://jumpseat/index.html')),
        network: await refused(() => fetch('https://example.com/')),
        opened: globalThis.open('app://jumpseat/index.html') === null ? 'refused' : 'allowed',
        top: await refused(() => {
          if (top !== null) top.location.href = 'app://jumpseat/index.html?led';
        }),
        evaluated: await new Promise<string>((resolve) => {
          setTimeout(() => {
            try {
              resolve(String(Reflect.apply(new Function('return "allowed"'), undefined, [])));
            } catch {
              resolve('refused');
            }
          });
        }),
      };
    });
    expect(found).toEqual({
      globals: [],
      parentDocument: 'refused',
      parentBridge: 'refused',
      storage: 'refused',
      network: 'refused',
      opened: 'refused',
      top: 'refused',
      evaluated: 'refused',
    });
    expect(opened.childFrames().every((child) => !child.url().startsWith('app:'))).toBe(true);
  }
  expect(page.url()).toBe('app://jumpseat/index.html');
  const processes = await app.evaluate(({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame;
    return main === undefined ? [] : [main.osProcessId, ...main.frames.map(({ osProcessId }) => osProcessId)];
  });
  expect(processes).toHaveLength(3);
  expect(new Set(processes).size).toBe(3);
});

test('the window frames screens only, and they stay where they are', async ({ jumpseat: { page } }) => {
  const addresses = [
    'app://jumpseat/index.html',
    'app://other/frames/vnc/index.html',
    `app://${vncHost}/frames/rdp/index.html`,
    `app://${vncHost}/frames/vnc/index.html?more=1#x`,
    'data:text/html,<script>parent.postMessage(1,"*")</script>',
    'https://example.com/',
  ];
  // All at once, since each is given its time to open.
  const framed = await Promise.all(addresses.map((address) => opens(page, address)));
  expect(addresses.filter((_address, index) => framed[index])).toEqual([]);

  const opened = await openFrame(page, vncPage);
  const lead = (address: string) =>
    opened.evaluate((to) => {
      setTimeout(() => {
        location.href = to;
      });
    }, address);
  for (const address of [rdpPage, 'app://jumpseat/index.html', `${vncPage}?more=1`]) {
    await lead(address);
    await opened.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(opened.url()).toBe(vncPage);
  }
  // Refused by the policy of the window, which leaves an error page.
  await lead('https://example.com/');
  await expect.poll(() => opened.url()).toMatch(/^chrome-error:/);
});

test('the window may fill the display and take all keys; a frame may not', async ({ jumpseat: { page } }) => {
  const ask = async (where: Page | Frame) => {
    await where.locator('body').evaluate((body) => {
      Object.assign(globalThis, { asked: undefined });
      body.addEventListener(
        'keydown',
        () => {
          const outcome = (promise: Promise<unknown>) =>
            promise.then(
              () => 'granted',
              () => 'denied',
            );
          const keyboard: unknown = Reflect.get(navigator, 'keyboard');
          const lock =
            typeof keyboard === 'object' && keyboard !== null ? (Reflect.get(keyboard, 'lock') as unknown) : undefined;
          Object.assign(globalThis, {
            asked: Promise.all([
              outcome(document.documentElement.requestFullscreen()),
              outcome(
                typeof lock === 'function'
                  ? Promise.resolve(Reflect.apply(lock, keyboard, []) as unknown)
                  : Promise.reject(new Error('no such thing')),
              ),
            ]),
          });
        },
        { once: true, capture: true },
      );
    });
    // The focus passes from process to process: a key that is quicker goes where the last one went.
    await expect
      .poll(
        async () => {
          await where.evaluate(() => {
            globalThis.focus();
          });
          await page.keyboard.press('F9');
          return where.evaluate(() => Reflect.get(globalThis, 'asked') !== undefined);
        },
        { intervals: [200] },
      )
      .toBe(true);
    return where.evaluate(() => Reflect.get(globalThis, 'asked') as Promise<string[]>);
  };
  const opened = await openFrame(page, vncPage);
  expect(await ask(opened)).toEqual(['denied', 'denied']);
  await page.evaluate(() => document.querySelector('iframe')?.remove());
  expect(await ask(page)).toEqual(['granted', 'granted']);
});
