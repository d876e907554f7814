import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { startVirtualDisplay } from '../../../scripts/lib/virtual-display.mjs';
import { noteDisplayFiles } from '../../fixtures/vnc/display-files.ts';

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

it('starts displays side by side, of the size asked for, and ends them', async ({ skip }) => {
  skip(!existsSync('/usr/bin/Xvfb'), 'Xvfb is not installed');
  const [first, second] = await Promise.all([startVirtualDisplay({ width: 640, height: 480 }), startVirtualDisplay()]);
  expect(first.name).toMatch(/^:\d+$/);
  expect(second.name).not.toBe(first.name);
  const files = noteDisplayFiles(first.name.slice(1));
  expect(files.left()).not.toEqual([]);

  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  expect([first, second].some(({ pid }) => isAlive(pid))).toBe(false);
  expect(files.left()).toEqual([]);
});

it('says why when there is no Xvfb', async () => {
  const path = process.env.PATH;
  process.env.PATH = '/nowhere';
  try {
    await expect(startVirtualDisplay()).rejects.toThrow('Xvfb could not start');
  } finally {
    process.env.PATH = path;
  }
});
