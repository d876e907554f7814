import { spawn } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { appCommand } from '../../scripts/lib/electron.mjs';
import { expect, test } from './launch.ts';

type BridgeWindow = typeof globalThis & { jumpseat: { call(name: string, input?: unknown): Promise<unknown> } };

test('a data folder that cannot be used is named, not passed over in silence', async ({ home }) => {
  const file = join(home.temporaryFolder, 'file');
  writeFileSync(file, '');
  const { binary, args, env } = appCommand({ JUMPSEAT_DATA_FOLDER: file });
  const app = spawn(binary, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    let said = '';
    app.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
    await expect.poll(() => said).toContain(`${file}, where Jumpseat keeps its data, cannot be used`);
  } finally {
    app.kill('SIGKILL');
  }
});

test('settings that cannot be saved are not said to be', async ({ home }) => {
  const { page } = await home.start();
  const settingsFile = join(home.dataFolder, 'settings.json');
  rmSync(settingsFile, { force: true });
  mkdirSync(settingsFile);
  const call = (name: string, input?: unknown): Promise<unknown> =>
    page.evaluate(
      ([callName, callInput]) => (globalThis as BridgeWindow).jumpseat.call(callName as string, callInput),
      [name, input],
    );
  expect(await call('app.updateSettings', { terminalFontSize: 20 })).toMatchObject({
    ok: false,
    problem: { code: 'storage-failed', message: expect.stringContaining('could not be saved') },
  });
  expect(await call('app.snapshot')).toMatchObject({ value: expect.stringContaining('"terminalFontSize":13') });
});
