import { expect, it } from 'vitest';
import { isOwnComputer } from '../../../main/lib/own-computer.ts';

it.each([
  'localhost',
  'LOCALHOST.',
  'a.localhost',
  '127.0.0.1',
  '127.9.8.7',
  '127.1',
  '0x7f.1',
  '0x7F000001',
  '2130706433',
  '017700000001',
  '0',
  '0.0.0.0',
  '169.254.169.254',
  '::1',
  '[::1]',
  '::',
  '0:0:0:0:0:0:0:1',
  '::ffff:127.0.0.1',
  '::127.0.0.1',
  'fe80::1',
])('%s is this computer', (host) => {
  expect(isOwnComputer(host)).toBe(true);
});

it.each([
  'example.com',
  'localhost.example.com',
  'mylocalhost',
  '10.0.0.1',
  '192.168.1.1',
  '128.0.0.1',
  '1.127.0.0',
  '2001:db8::1',
  '::ffff:10.0.0.1',
  'fd00::1',
  'not a host',
  '',
])('%s is not', (host) => {
  expect(isOwnComputer(host)).toBe(false);
});
