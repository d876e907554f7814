import type { Result } from '../../../contract/problem.ts';
import { plainText } from '../../../lib/plain-text.ts';
import { fail, ok } from '../../../lib/result.ts';
import type { Commands } from '../../remote/exec-channel.ts';
import { scriptCommand } from '../../shell-files/shell-script.ts';
import type { Starter } from './starters.ts';
import { vncPasswordFile } from './vnc-password-file.ts';

const START_TIMEOUT_MS = 30_000;
const ANSWER_BYTES = 16 * 1024;
const UP = 'jumpseat-server-up';
const DOWN = 'jumpseat-server-down';

/** Waits until the server listens; when it ends or takes too long, tells its last words. */
function watchScript(port: number): string {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return `tries=0
while kill -0 $server 2>/dev/null && [ $tries -lt 100 ]; do
  if cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q -E ':${hex} [0-9A-F]+:0000 0A '; then echo ${UP}; exit 0; fi
  tries=$((tries + 1))
  sleep 0.1 2>/dev/null || sleep 1
done
echo ${DOWN}
kill $server 2>/dev/null
tail -n 12 <&5 | cut -c 1-300
exit 1`;
}

/** Runs a starter's lines until its server listens. The password is the command's standard input, in VNC's form. */
export async function startServer(commands: Commands, starter: Starter, password: string): Promise<Result<undefined>> {
  const script = `${starter.command}\n${watchScript(starter.port)}`;
  const input = vncPasswordFile(password);
  // Programs that are started speak the language of the person, not ours.
  const ran = await commands.run(scriptCommand(script, { inEnglish: false }), {
    input,
    maxBytes: ANSWER_BYTES,
    timeoutMs: START_TIMEOUT_MS,
  });
  input.fill(0);
  if (!ran.ok) return ran;
  const said = ran.value.output.toString('utf8');
  if (said.includes(`${UP}\n`)) return ok();
  const words = said.split(`${DOWN}\n`).at(-1)?.trim() ?? '';
  return fail(
    'not-supported',
    'The server of the screen did not start on the machine.',
    'The details say what it complained of. The command can also be run in a terminal.',
    plainText(words === '' ? ran.value.errors : words, 1000),
  );
}
