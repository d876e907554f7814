import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { TransferOrder } from '../../../main/contract/connection-control.ts';
import { openOrderFiles } from '../../../main/transfers/order-files.ts';

const [ID, OTHER] = ['5d3c1e0e-7f0a-4a3e-9a54-3f6e4d1f0a01', '5d3c1e0e-7f0a-4a3e-9a54-3f6e4d1f0a02'] as const;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'orders-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function order(id: string, journalFile: string): TransferOrder {
  const what = { kind: 'things' as const, sources: ['/srv/a'], targetFolder: '/tmp' };
  return { id, machine: 0, direction: 'download', purpose: 'transfer', journalFile, isPaused: false, what };
}

test('an order never leads to another file than its own journal', async () => {
  const files = openOrderFiles(folder, () => {});
  const precious = join(folder, 'precious');
  writeFileSync(join(folder, `${ID}.order.json`), JSON.stringify(order(ID, precious)));
  expect(await files.read(ID)).toEqual(order(ID, files.journalOf(ID)));
});

test('an order of another transfer, or half of one, is none', async () => {
  const lines: string[] = [];
  const files = openOrderFiles(folder, (line) => lines.push(line));
  writeFileSync(join(folder, `${ID}.order.json`), JSON.stringify(order(OTHER, files.journalOf(OTHER))));
  writeFileSync(join(folder, `${OTHER}.order.json`), '{"id":');
  expect(await files.read(ID)).toBeUndefined();
  expect(await files.read(OTHER)).toBeUndefined();
  expect(lines).toHaveLength(2);
});

test('what was written in this run stays when what nobody knows goes', async () => {
  const files = openOrderFiles(folder, () => {});
  writeFileSync(join(folder, `${OTHER}.jsonl`), '');
  expect(await files.write(order(ID, files.journalOf(ID)))).toMatchObject({ ok: true });
  await files.prune(new Set());
  expect(readdirSync(folder)).toEqual([`${ID}.order.json`]);
  expect(readFileSync(join(folder, `${ID}.order.json`), 'utf8')).toContain(ID);
});
