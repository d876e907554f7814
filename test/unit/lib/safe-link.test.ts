import { expect, test } from 'vitest';
import { safeLink } from '../../../main/lib/safe-link.ts';

test.each(['https://example.com/a?b#c', 'http://localhost:3000'])('%s may be opened', (text) => {
  expect(safeLink(text)?.href).toContain('://');
});

test.each([
  'javascript:alert(1)',
  'file:///etc/passwd',
  'vscode://x',
  'ms-msdt:/id',
  'https://user:password@example.com',
  'https://',
  '',
  '//example.com',
  'data:text/html,x',
])('%s may not', (text) => {
  expect(safeLink(text)).toBeUndefined();
});
