import { expect, test } from 'vitest';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';

test('holds secrets until they are forgotten, and can list its passwords', () => {
  const store = createRunSecrets();
  const password = store.keep({ kind: 'password', label: 'of a screen', password: 'far-pass' });
  const key = store.keep({ kind: 'private-key', label: 'key', privateKey: 'a private key' });
  expect(store.read(password)).toMatchObject({ password: 'far-pass' });
  expect(store.read(key)).toMatchObject({ privateKey: 'a private key' });
  expect(store.passwords()).toEqual(['far-pass']);
  store.forget(password);
  expect(store.read(password)).toBeUndefined();
  expect(store.passwords()).toEqual([]);
});
