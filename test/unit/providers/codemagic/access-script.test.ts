import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { parseAccessScript } from '../../../../main/providers/codemagic/access-script.ts';
import { scriptForms } from '../../../simulators/codemagic/access-script.ts';
import { processorMs } from '../../../fixtures/processor-time.ts';

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 });
const pem = pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const facts = { host: '199.7.162.132', port: 28_486, user: 'builder', privateKey: pem };
const withKey = (line: string): string => `#!/bin/sh\ncat > key <<'E'\n${pem}E\n${line}\n`;

describe('the script with the key', () => {
  test.each(Object.entries(scriptForms))('is read in this form: %s', (_name, form) => {
    expect(parseAccessScript(form(facts))).toEqual(facts);
  });

  test.each([
    ['port and user apart', 'ssh -l builder -p 28486 -i key 199.7.162.132'],
    ['port as an option of the file', 'ssh -i key -o Port=28486 -o User=builder 199.7.162.132'],
    ['options glued to their letters', 'ssh -ikey -p28486 builder@199.7.162.132'],
    ['a command behind the host', 'ssh -i key builder@199.7.162.132 -p 28486 "cd clone && bash"'],
    ['a pipe behind it', 'ssh -p 28486 -i key builder@199.7.162.132; rm -f key'],
    ['a mention before it', 'echo "connecting by ssh now"\nexec /usr/bin/ssh -p 28486 -i key builder@199.7.162.132'],
    ['in quotes', 'ssh -p \'28486\' -i "key" "builder@199.7.162.132"'],
    ['behind two dashes', 'ssh -p 28486 -i key -- builder@199.7.162.132'],
    ['a condition', 'if true; then ssh -p 28486 -i key builder@199.7.162.132; fi'],
    ['a commented one first', '# ssh -p 1 nobody@192.0.2.1\nssh -p 28486 -i key builder@199.7.162.132'],
  ])('its command may be written with %s', (_name, line) => {
    expect(parseAccessScript(withKey(line))).toEqual(facts);
  });

  test('an IPv6 address and Windows line ends are understood', () => {
    const script = withKey('ssh -p 22 -i key builder@2001:db8::7').replaceAll('\n', '\r\n');
    expect(parseAccessScript(script)).toEqual({ ...facts, host: '2001:db8::7', port: 22 });
  });

  test('the user is builder when none is named', () => {
    expect(parseAccessScript(withKey('ssh -p 28486 -i key 199.7.162.132'))).toEqual(facts);
  });

  test.each([
    ['an option as host', 'ssh -p 22 builder@-oProxyCommand=id'],
    ['an option that runs something, and no host', 'ssh -oProxyCommand=id -p 22'],
    ['a command as host', 'ssh -p 22 builder@$(curl evil.example)'],
    ['backticks', 'ssh -p 22 builder@`id`'],
    ['a variable nobody set', 'ssh -p 22 builder@$HOST'],
    ['a port that is none', 'ssh -p 70000 builder@199.7.162.132'],
    ['a port of letters', 'ssh -p http builder@199.7.162.132'],
    ['a user that is an option', 'ssh -p 22 -- -lroot@199.7.162.132'],
    ['nothing behind it', 'ssh'],
    ['another program', 'scp -P 22 file builder@199.7.162.132:'],
  ])('is not understood with %s', (_name, line) => {
    expect(parseAccessScript(withKey(line))).toBeUndefined();
  });

  test.each([
    ['no key', 'ssh -p 22 builder@199.7.162.132'],
    ['a public key', '-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY-----\nssh -p 22 builder@199.7.162.132'],
    ['half a key', `${pem.slice(0, 400)}\nssh -p 22 builder@199.7.162.132`],
    ['nothing', ''],
    ['a page', '<html><body>Sign in</body></html>'],
  ])('is not understood with %s', (_name, text) => {
    expect(parseAccessScript(text)).toBeUndefined();
  });

  test('a script made to be slow is read quickly', async () => {
    const tookMs = await processorMs(() => {
      parseAccessScript(`-----BEGIN PRIVATE KEY-----${'-----BEGIN PRIVATE KEY-----'.repeat(4000)}`);
      parseAccessScript(withKey(`ssh ${'-'.repeat(50_000)} ${'"'.repeat(50_001)}`));
      parseAccessScript(`${'A="'.repeat(40_000)}\nLS0tLS1CRUdJTi${'A'.repeat(60_000)}`);
      parseAccessScript(withKey('ssh -o '.repeat(9_000)));
      parseAccessScript(withKey(`A=B${' '.repeat(60_000)}!`));
    });
    expect(tookMs).toBeLessThan(2_000);
  });
});
