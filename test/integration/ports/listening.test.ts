import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readListening } from '../../../main/connection/ports/listening-lines.ts';
import { listeningScript } from '../../../main/connection/ports/listening-script.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { listen } from './ports-harness.ts';

const run = promisify(execFile);
const base = ['uname', 'head', 'cut', 'cat', 'grep', 'env'];
const linuxMissing = process.platform === 'linux' ? undefined : 'The tools of Linux are looked at';

function which(tool: string): string | undefined {
  try {
    return execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

describeNeeding(linuxMissing, 'what listens is found', () => {
  const folder = mkdtempSync(join(tmpdir(), 'listening-'));
  let server: Awaited<ReturnType<typeof listen>>;

  beforeAll(async () => {
    server = await listen(() => {});
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it.for(['ss', 'netstat', 'lsof', '/proc'])('by %s', async (tool, { skip }) => {
    const path = mkdtempSync(join(folder, 'path-'));
    for (const name of tool === '/proc' ? base : [...base, tool]) {
      const file = which(name);
      if (file === undefined) skip(`${name} is not installed`);
      else symlinkSync(file, join(path, name));
    }
    const { stdout } = await run('/bin/sh', ['-c', listeningScript], { env: { PATH: path, LC_ALL: 'C' } });
    const found = readListening(stdout)?.find(({ port }) => port === server.port);
    expect(found).toMatchObject({ port: server.port, address: '127.0.0.1' });
    // The kernel names no programs; tools do.
    expect(found?.pid).toBe(tool === '/proc' ? undefined : process.pid);
  });
});
