import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { terminalOutputSchema } from '../../../main/contract/streams.ts';
import type { ConnectionEvents } from '../../../main/contract/connection-control.ts';
import { marksOf } from '../../../main/lib/secrets/secret-marks.ts';
import { SecretsInUse } from '../../../main/recordings/secrets-in-use.ts';
import { createRunSecrets } from '../../../main/keychain/secret-store.ts';
import { ConnectionChild, get } from '../../fixtures/connection/connection-child.ts';
import { describeNeeding } from '../../fixtures/needs.ts';
import { perTest } from '../../fixtures/per-test.ts';
import { Sshd, sshdMissing } from '../../fixtures/sshd.ts';

const resources = perTest();
const LIMIT_MS = 30_000;

/** One terminal on the server, recorded by a real connection process, and what a window types into it. */
class RecordedTerminal {
  shown = '';
  readonly states: ConnectionEvents['recording'][] = [];
  readonly child: ConnectionChild;
  readonly file: string;
  readonly #id: string;
  #type: (text: string) => void = () => {};
  #typed = 0;

  constructor(child: ConnectionChild, folder: string, id: string) {
    this.child = child;
    this.file = join(folder, id);
    this.#id = id;
    child.client.on('recording', (state) => {
      if (state.terminalId === id) this.states.push(state);
    });
  }

  async open(
    secrets: SecretsInUse,
    { columns = 80, limitBytes = 32 * 1_048_576, sizeLater = false } = {},
  ): Promise<void> {
    const { client } = this.child;
    await get(client.call('openTerminal', { machine: 0, terminalId: this.#id }));
    const record = () =>
      client.call('startRecording', {
        terminalId: this.#id,
        file: this.file,
        title: 'storefront #412: Terminal 1',
        limitBytes,
        secrets: secrets.all(),
        isPaused: false,
      });
    if (!sizeLater) await get(record());
    const decoder = new TextDecoder();
    const port = this.child.openPort((raw) => {
      const message = terminalOutputSchema.parse(raw);
      if (message.type !== 'data' && message.type !== 'replay') return;
      this.shown += decoder.decode(message.bytes, { stream: true });
      if (message.type === 'data') port.post({ type: 'ack', byteCount: message.bytes.length });
    });
    this.#type = (text) => port.post({ type: 'data', bytes: new TextEncoder().encode(text) });
    await get(client.call('attachTerminal', { terminalId: this.#id, size: { columns, rows: 24 } }, [port]));
    if (sizeLater) {
      await this.child.until(() => this.shown !== '', LIMIT_MS);
      await get(record());
    }
  }

  /** Types a command and waits until it is over. */
  async run(command: string): Promise<void> {
    this.#typed += 1;
    this.#type(`${command}\necho over=$((${this.#typed} + 1000))\n`);
    const end = `over=${this.#typed + 1000}`;
    await this.child.until(() => this.shown.replaceAll(/\s/g, '').includes(end), LIMIT_MS);
  }

  /** Ends the shell, and waits until the recording is complete. */
  async end(): Promise<ConnectionEvents['recording'] | undefined> {
    this.#type('exit\n');
    await this.child.until(() => ['ended', 'full', 'failed'].includes(this.states.at(-1)?.state ?? ''), LIMIT_MS);
    return this.states.at(-1);
  }

  type(text: string): void {
    this.#type(text);
  }
}

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'recordings-'));
  resources.defer(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Text without what a terminal or a shell puts between letters. */
function bare(text: string): string {
  return text
    .replaceAll(/\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[()][A-Z0-9]/g, '')
    .replaceAll(/[\x00-\x20\x7f]/g, '');
}

/** All bytes below a folder, as they are and as a player would show them. */
function everything(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.flatMap((entry) => {
    const text = readFileSync(join(entry.parentPath, entry.name), 'latin1');
    if (!entry.name.endsWith('.cast')) return [text, bare(text.replaceAll(/^ *[\d.]+ [ >=] /gm, ''))];
    const shown = eventsOf(text)
      .map(([, , data]) => data)
      .join('');
    return [text, shown, bare(shown)];
  });
}

function eventsOf(cast: string): [number, string, string][] {
  return cast
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as [number, string, string]);
}

describeNeeding(sshdMissing, 'recordings of terminals on OpenSSH', () => {
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await Sshd.start({ config: ["ForceCommand env PS1='ready> ' LC_ALL=C.UTF-8 bash --norc --noprofile -i"] });
  });
  afterAll(() => sshd[Symbol.asyncDispose]());

  async function connect(): Promise<ConnectionChild> {
    const child = resources.use(await ConnectionChild.start());
    await child.connect(sshd);
    return child;
  }

  test('hold no secret that is in use, however it is printed', async () => {
    const token = `CCIPAT_${randomBytes(24).toString('base64url')}`;
    const password = `pä'ss "${randomBytes(6).toString('hex')}" $w*rd`;
    const { privateKey, file: keyFile } = sshd.clientKey;
    const secrets = new SecretsInUse();
    const run = secrets.watchRun(createRunSecrets());
    run.keep({ kind: 'private-key', label: 'key', privateKey });
    run.keep({ kind: 'password', label: 'password', password });
    secrets.note('token', [token]);
    const tokenFile = join(sshd.home, 'token');
    const passwordFile = join(sshd.home, 'password');
    writeFileSync(tokenFile, token);
    writeFileSync(passwordFile, password);

    const folder = makeFolder();
    const child = await connect();
    const terminal = new RecordedTerminal(child, folder, 'wide');
    await terminal.open(secrets);
    for (const command of [
      `cat ${keyFile}; echo; cat ${tokenFile}; echo; cat ${passwordFile}; echo`,
      `for f in ${keyFile} ${tokenFile} ${passwordFile}; do base64 $f; base64 -w0 $f; echo; base64 -w20 $f; xxd -p $f 2>/dev/null || od -An -tx1 -v $f | tr -d ' '; done`,
      `printf 'user:%s\\n' "$(cat ${passwordFile})" | base64; printf 'x%s' "$(cat ${tokenFile})" | base64`,
      `KEY="$(cat ${keyFile})"; TOKEN="$(cat ${tokenFile})"; export KEY TOKEN PASSWORD="$(cat ${passwordFile})"; echo $KEY; echo "$KEY" | tr -d '\\n'; echo; env; export -p; declare -p PASSWORD; printf '%q\\n' "$TOKEN" "$PASSWORD"; set | grep -a -A9 KEY`,
      `fold -w 7 ${keyFile}; fold -w 5 ${tokenFile}; echo; sed 's/./\\x1b[3&m&\\x1b[0m/g' ${tokenFile} | sed 's/\\[3./[31/g'; echo; ls -d --color=always ${tokenFile}`,
      `while IFS= read -r -n1 -d '' c; do printf '%s' "$c"; done < ${tokenFile}; echo; while IFS= read -r -n1 -d '' c; do printf '\\033[1m%s\\033[0m' "$c"; done < ${tokenFile}; echo`,
      `printf '\\033]0;%s\\007' "$TOKEN"; printf '%s\\b \\b%s\\n' "\${TOKEN:0:5}x" "\${TOKEN:5}"`,
      `echo typed ${token} && : '${token}' "${token.slice(0, 9)}"`,
    ])
      await terminal.run(command);
    await child.client.call('addSecrets', { secrets: marksOf('later-secret', 'salt') });
    await terminal.run('echo a later-secret');
    const last = await terminal.end();
    expect(last?.state).toBe('ended');
    expect(last?.redactions).toBeGreaterThan(30);

    const narrow = new RecordedTerminal(child, folder, 'narrow');
    await narrow.open(secrets, { columns: 20, sizeLater: true });
    await narrow.run('stty columns 20 rows 5');
    await narrow.run(`echo typed at a narrow prompt ${token} ${token}`);
    await narrow.run(`cat ${keyFile}`);
    await narrow.end();

    const keyLines = privateKey.split('\n').filter((line) => line.length > 8 && !line.startsWith('-----'));
    const passwordBytes = Buffer.from(password).toString('latin1');
    const forms = [
      token,
      passwordBytes,
      passwordBytes.replaceAll(' ', ''),
      ...keyLines.map((line) => line.slice(-24)),
      Buffer.from(token).toString('base64').slice(0, 24),
      Buffer.from(token).toString('hex'),
      Buffer.from(privateKey).toString('base64').slice(120, 160),
      'later-secret',
    ];
    const all = everything(folder);
    expect(all.length).toBe(10);
    for (const text of all) {
      const found = forms.filter((form) => text.includes(form));
      expect(found).toEqual([]);
    }
    // And it did record: the words around them are there.
    expect(all.join()).toContain('typed [secret]');
    expect(all.join()).toContain('a[secret]');
  }, 120_000);

  test('are readable when the connection process is killed, and begin with what was shown before', async () => {
    const folder = makeFolder();
    const child = await connect();
    const terminal = new RecordedTerminal(child, folder, 'killed');
    await terminal.open(new SecretsInUse(), { sizeLater: true });
    await terminal.run('echo first line');
    terminal.type('while true; do echo flood; done\n');
    await child.until(() => (terminal.states.at(-1)?.sizeBytes ?? 0) > 20_000, LIMIT_MS);
    await child.kill();
    const cast = readFileSync(`${terminal.file}.cast`, 'utf8');
    const whole = cast.slice(0, cast.lastIndexOf('\n') + 1);
    const shown = eventsOf(whole)
      .map(([, , data]) => data)
      .join('');
    expect(shown).toMatch(/^[^\n]*ready> /);
    expect(shown).toContain('first line\r\n');
    expect(shown).toContain('flood\r\nflood\r\n');
  }, 120_000);

  test('end when asked to go with everything on the disk', async () => {
    const folder = makeFolder();
    const child = await connect();
    const terminal = new RecordedTerminal(child, folder, 'asked');
    await terminal.open(new SecretsInUse());
    await terminal.run('echo last words');
    process.kill(child.pid, 'SIGTERM');
    await expect
      .poll(() => existsSync(`${terminal.file}.txt`) && readFileSync(`${terminal.file}.txt`, 'utf8'), {
        timeout: LIMIT_MS,
      })
      .toContain('last words\n');
  }, 120_000);

  test('never hold up the terminal, and stop alone when the disk is full', async (context) => {
    const folder = makeFolder();
    const small = join(folder, 'small');
    mkdirSync(small);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    if (mounted.status !== 0) return context.skip(`a small file system cannot be mounted: ${String(mounted.stderr)}`);
    resources.defer(() => void spawnSync('umount', [small]));
    const child = await connect();
    const terminal = new RecordedTerminal(child, small, 'full');
    await terminal.open(new SecretsInUse());
    await terminal.run('echo before; seq 1 400000 | tail -c 3000000 > /dev/null');
    await terminal.run("head -c 3000000 /dev/zero | tr '\\0' 'z' | fold -w 79");
    await terminal.run('echo after');
    await child.until(() => terminal.states.at(-1)?.state === 'failed', LIMIT_MS);
    expect(terminal.states.at(-1)?.problem?.code).toBe('disk-full');
    const cast = readFileSync(`${terminal.file}.cast`, 'utf8');
    expect(cast.endsWith('\n')).toBe(true);
    expect(
      eventsOf(cast)
        .map(([, , data]) => data)
        .join(''),
    ).toContain('before');
  }, 120_000);
});
