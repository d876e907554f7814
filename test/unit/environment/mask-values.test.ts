import { describe, expect, it } from 'vitest';
import { createMask, MASK } from '../../../main/environment/mask-values.ts';
import { processorMs } from '../../fixtures/processor-time.ts';

const mask = createMask(['s3cr3t-of-the-app', 'abcdefghijklmnopqrstuvwxyz']);

describe('values that may be secret', () => {
  it.each([
    'GITHUB_TOKEN',
    'aws_secret_access_key',
    'DB_PASSWORD',
    'MYSQL_PWD',
    'STRIPE_KEY',
    'GOOGLE_APPLICATION_CREDENTIALS',
    'NPM_AUTH',
    'SENTRY_DSN',
    'SLACK_WEBHOOK_URL',
    'SESSION_COOKIE',
    'DEPLOY_PASS',
  ])('hides the whole of %s', (name) => {
    expect(mask(name, 'plain words')).toEqual({ text: MASK, isMasked: true });
  });

  it.each([
    ['PATH', '/usr/bin:/bin'],
    ['XKB_KEYBOARD', 'de'],
    ['SSH_AUTH_SOCK', '/tmp/agent.12'],
    ['SSL_CERT_FILE', '/etc/ssl/certs/ca-certificates.crt'],
    ['CIRCLE_SHA1', '95959e3ad242ad3c1a0d5dd90d2c5c356e8c1b8c'],
    ['CIRCLE_WORKFLOW_ID', '7fa5a52b-803c-432e-ab6d-a54c64eec203'],
    ['HOME', '/home/ada'],
    ['GIT_URL', 'https://github.com/ada/storefront.git'],
    ['REMOTE', 'git@github.com:ada/storefront.git'],
    ['NODE_OPTIONS', '--max-old-space-size=4096'],
    ['USE_TOKEN', 'true'],
    ['EMPTY_SECRET', ''],
    ['JAVA_HOME', '/usr/lib/jvm/java-17-openjdk-amd64'],
  ])('shows %s=%s', (name, value) => {
    expect(mask(name, value)).toEqual({ text: value, isMasked: false });
  });

  it.each([
    ['a JWT', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['a token of GitHub', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['a token of CircleCI', 'CCIPAT_Ab12Cd34Ef56Gh78Ij90_kl'],
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
    [
      'a private key',
      '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----',
    ],
    ['something random', 'q7Zp2LmX9vB4nR8tK1sW6yD3'],
  ])('hides %s whatever the name', (_what, value) => {
    expect(mask('VALUE', value).text).toBe(MASK);
    expect(mask('VALUE', `before ${value}`).text).not.toContain(value.slice(-12));
  });

  it.each([
    ['postgres://ada:hunter2@db.example.com/app', `postgres://${MASK}@db.example.com/app`],
    ['https://x-token@example.com/', `https://${MASK}@example.com/`],
    ['redis://:pa/ss@host:1', `redis://${MASK}@host:1`],
    ['--user ada --password hunter22', `--user ada --password ${MASK}`],
    ['Server=db;Password=hunter22;', `Server=db;Password=${MASK};`],
    ['https://example.com/?sig=abcdef&n=1', `https://example.com/?sig=${MASK}&n=1`],
    ['{"token": "abcdef", "n": 1}', `{"token": "${MASK}", "n": 1}`],
    ['Authorization: Bearer abcdef', `Authorization: Bearer ${MASK}`],
    ['Authorization: token abcdef', `Authorization: token ${MASK}`],
    ['redis://:p@ss@host:1', `redis://${MASK}@host:1`],
    ['password="three little words" n=1', `password="${MASK}" n=1`],
    [String.raw`{\"token\":\"abcdef\"}`, String.raw`{\"token\":\"${MASK}"}`],
    ['{"auth":"dXNlcjpwYXNz"}', `{"auth":"${MASK}"}`],
    ['//registry.npmjs.org/:_auth=dXNlcjpwYXNz', `//registry.npmjs.org/:_auth=${MASK}`],
    ['curl -u ada:hunter2 https://example.com', `curl -u ${MASK} https://example.com`],
    ['machine example.com login ada password hunter22', `machine example.com login ada password ${MASK}`],
    ['https://hooks.slack.com/services/T0/B0/X', `https://hooks.slack.com/${MASK}`],
    ['id=1 wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', `id=1 ${MASK}`],
  ])('hides only what is secret in %s', (value, text) => {
    expect(mask('VALUE', value)).toEqual({ text, isMasked: true });
  });

  it('hides what the app knows to be secret, also inside other words and in pieces', () => {
    expect(mask('NOTE', 'x s3cr3t-of-the-app y').text).toBe(MASK);
    expect(mask('NOTE', 'cdefghijklmnop').text).toBe(MASK);
    expect(mask('NOTE', 'cdef').text).toBe('cdef');
    expect(mask('NOTE', 'x s3cr3t\u001B[0m-of-the-app y').text).toBe(MASK);
  });

  it('is quick with hostile values', async () => {
    const values = [
      'a://'.repeat(30_000),
      `https://${'a'.repeat(120_000)}`,
      'key='.repeat(30_000),
      'curl -u '.repeat(15_000),
      String.raw`token\\\\":`.repeat(10_000),
      'x'.repeat(131_072),
    ];
    const tookMs = await processorMs(() => {
      for (const value of values) mask('VALUE', value);
    });
    expect(tookMs).toBeLessThan(1_000);
  });
});
