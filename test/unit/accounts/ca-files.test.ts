import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaFiles } from '../../../main/accounts/ca-files.ts';
import { makeCertificates, opensslMissing, type Certificates } from '../../integration/net/certificates.ts';

let folder: string;
let made: Certificates | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jumpseat-ca-'));
  if (opensslMissing === undefined) made = makeCertificates();
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  if (made !== undefined) await rm(made.folder, { recursive: true });
});

describe('a file with certificates', () => {
  it('of a CA is taken', async ({ skip }) => {
    skip(opensslMissing !== undefined, opensslMissing);
    const caFile = made?.caFile ?? '';
    const files = createCaFiles();
    expect(files.isChosen(caFile)).toBe(false);
    expect(await files.choose(caFile)).toEqual({ ok: true, value: { caFile } });
    expect(files.isChosen(caFile)).toBe(true);
  });

  it('of a server is not', async ({ skip }) => {
    skip(opensslMissing !== undefined, opensslMissing);
    const path = join(folder, 'server.pem');
    await writeFile(path, made?.certificate ?? '');
    const files = createCaFiles();
    expect(await files.choose(path)).toMatchObject({
      problem: { code: 'bad-request', message: expect.stringContaining('not that of a CA') as string },
    });
    expect(files.isChosen(path)).toBe(false);
  });

  it.each([
    ['no certificate', 'hello', 'no certificate in PEM form'],
    ['a damaged one', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----', 'damaged'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----', 'private key'],
    ['too much', 'x'.repeat(2_000_000), 'too long'],
  ])('with %s is not taken', async (_what, content, reason) => {
    const path = join(folder, 'file.pem');
    await writeFile(path, content);
    const result = await createCaFiles().choose(path);
    expect(result).toMatchObject({ problem: { message: expect.stringContaining(reason) as string } });
  });

  it('that is not there is not taken', async () => {
    const result = await createCaFiles().choose(join(folder, 'missing.pem'));
    expect(result).toMatchObject({ problem: { message: expect.stringContaining('could not be read') as string } });
  });
});
