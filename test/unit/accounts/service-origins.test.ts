import { expect, it } from 'vitest';
import { readServiceOrigins } from '../../../main/accounts/service-origins.ts';

it('has the services at their own places when nothing is said', () => {
  expect(readServiceOrigins(undefined)).toEqual({});
  expect(readServiceOrigins('')).toEqual({});
});

it('reads an origin by service', () => {
  const text = '{"circleci":"http://127.0.0.1:8080","bitrise":"https://bitrise.test"}';
  expect(readServiceOrigins(text)).toEqual({ circleci: 'http://127.0.0.1:8080', bitrise: 'https://bitrise.test' });
});

it.each([
  ['nonsense', 'is not JSON'],
  ['[]', 'cannot be used'],
  ['{"travis":"http://127.0.0.1:1"}', 'cannot be used'],
  ['{"circleci":"http://127.0.0.1:1/"}', 'has to be an origin'],
  ['{"circleci":"http://user:pw@127.0.0.1:1"}', 'has to be an origin'],
  ['{"circleci":"file:///etc"}', 'has to be an origin'],
])('says what is wrong with %s', (text, message) => {
  expect(() => readServiceOrigins(text)).toThrow(message);
});
