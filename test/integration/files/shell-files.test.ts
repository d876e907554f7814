import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createShellFiles } from '../../../main/connection/shell-files/create-shell-files.ts';
import { findTool, toolsMissing } from '../../fixtures/ssh/tools.ts';
import { busyboxTools, LocalCommands } from './local-commands.ts';
import { codeOf, listAll, remoteFilesBehaviour } from './remote-files-behaviour.ts';
import { describeNeeding } from '../../fixtures/needs.ts';

const busyboxMissing = toolsMissing('busybox');
const tools = busyboxMissing === undefined ? busyboxTools() : '';
const folder = mkdtempSync(join(tmpdir(), 'shell-files-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
  if (tools !== '') rmSync(tools, { recursive: true });
});

const openWith = (path: string) => createShellFiles(new LocalCommands(path, folder), { hasShell: true });
const ownPath = process.env['PATH'] ?? '';

describe('files through a shell with the tools of this computer', () => {
  remoteFilesBehaviour(() => Promise.resolve(openWith(ownPath)));
});

describeNeeding(busyboxMissing, 'files through a shell with nothing but busybox', () => {
  remoteFilesBehaviour(() => Promise.resolve(openWith(tools)));
});

describe('a listing through a shell', () => {
  it.each([
    ['GNU', ownPath],
    ['busybox', tools],
  ])('tells where links lead without being asked (%s)', async (_, path) => {
    const where = mkdtempSync(join(folder, 'links-'));
    symlinkSync('/', join(where, 'to a folder'));
    symlinkSync('odd\ntarget \n', join(where, 'dangling\n'));
    symlinkSync('round', join(where, 'round'));
    const entries = await listAll(openWith(path), where);
    expect(Object.fromEntries(entries.map(({ name, link }) => [name, link]))).toEqual({
      'to a folder': { target: '/', kind: 'folder' },
      'dangling\n': { target: 'odd\ntarget \n', kind: 'missing' },
      round: { target: 'round', kind: 'missing' },
    });
  });

  it('stops when it is told to', async () => {
    const stop = new AbortController();
    const listed = await openWith(ownPath).list('/usr/bin', () => stop.abort(), stop.signal);
    expect(codeOf(listed)).toBe('cancelled');
  });

  it('names the command that is missing', async () => {
    const few = mkdtempSync(join(folder, 'tools-'));
    for (const name of ['sh', 'cat', 'stat', 'tr']) symlinkSync(findTool(name) ?? '', join(few, name));
    const listed = await openWith(few).list('/', () => {});
    expect(listed).toMatchObject({ ok: false, problem: { code: 'not-supported' } });
    expect(JSON.stringify(listed)).toContain('\\"find\\"');
  });
});
