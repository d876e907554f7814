import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage } from '../../../main/shell/open-storage.ts';
import { openSettingsFile } from '../../../main/shell/settings-file.ts';

let folder: string;
let lines: string[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jumpseat-storage-'));
  lines = [];
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => openStorage({ folder, name: 'accounts', what: 'The accounts' }, (line) => lines.push(line));
const file = () => join(folder, 'accounts.json');

describe('a file of settings', () => {
  it('gives back what was set, now and in the next run', async () => {
    const storage = open();
    expect(storage.get('accounts')).toBeUndefined();
    expect(await storage.set({ accounts: [{ id: 1 }], other: 'x' })).toMatchObject({ ok: true });
    expect(storage.get('accounts')).toEqual([{ id: 1 }]);
    expect(open().get('accounts')).toEqual([{ id: 1 }]);
    await storage.set({ other: undefined });
    expect(JSON.parse(await readFile(file(), 'utf8'))).toEqual({ accounts: [{ id: 1 }] });
    expect(open().get('other')).toBeUndefined();
  });

  it('writes before it returns, once it has written', async () => {
    const storage = open();
    await storage.whenIdle();
    void storage.set({ bounds: 1 });
    expect(open().get('bounds')).toBe(1);
  });

  it.each(['{"accounts":', '[]', '"text"', ''])('keeps a damaged file aside: %j', async (content) => {
    await writeFile(file(), content);
    const storage = open();
    expect(storage.get('accounts')).toBeUndefined();
    expect(await readdir(folder)).toEqual(['accounts.unreadable.json']);
    expect(await readFile(join(folder, 'accounts.unreadable.json'), 'utf8')).toBe(content);
    expect(lines.join()).toContain('damaged');
    await storage.set({ accounts: [] });
    expect(open().get('accounts')).toEqual([]);
  });

  it('says that nothing can be saved, and goes on with what it has', async () => {
    const storage = open();
    await storage.set({ accounts: ['one'] });
    await rm(folder, { recursive: true });
    await writeFile(folder, 'a file where the folder was');
    const failed = await storage.set({ accounts: ['two'] });
    expect(failed).toMatchObject({
      problem: {
        code: 'storage-failed',
        message: expect.stringContaining('The accounts could not be saved') as string,
      },
    });
    expect(storage.get('accounts')).toEqual(['one']);
  });

  it('has settings that are wrong at their default, one by one', async () => {
    const storage = open();
    await storage.set({ settings: { theme: 'light', terminalFontSize: 'huge' }, bounds: { x: 1 } });
    const settings = openSettingsFile(storage);
    expect(settings.read()).toMatchObject({ theme: 'light', terminalFontSize: 13 });
    expect(settings.readBounds()).toBeUndefined();
  });
});
