import type { Result } from '../../contract/problem.ts';
import { fail, ok } from '../../lib/result.ts';
import type { Scripts } from './shell-script.ts';

/** What the commands of a machine can do; GNU's, BSD's (macOS) and busybox's differ. */
export interface Dialect {
  /** `-c FORMAT` of GNU and busybox, `-f FORMAT` of BSD. */
  stat: 'gnu' | 'bsd';
  /** `find -printf`, GNU only. */
  hasPrintf: boolean;
  /** `mv -T`: the target is never taken for a folder to move into. */
  hasMoveOnto: boolean;
  /** `link`, which is link(2) and nothing else. */
  hasLink: boolean;
  /** `dd` that counts in bytes. */
  hasByteOffsets: boolean;
}

const PROBE = [
  'if stat -c %f / >/dev/null 2>&1; then echo stat=gnu; elif stat -f %Xp / >/dev/null 2>&1; then echo stat=bsd; fi',
  'if find / -maxdepth 0 -printf "" >/dev/null 2>&1; then echo printf',
  'elif find / -prune >/dev/null 2>&1; then echo find; fi',
  // What does not know the option complains of an "option", whatever else is wrong.
  'case $(mv -T ./none-jumpseat-1 ./none-jumpseat-2 2>&1) in *ption*) ;; *) echo onto ;; esac',
  'command -v link >/dev/null 2>&1 && echo link',
  'dd if=/dev/null of=/dev/null iflag=skip_bytes oflag=seek_bytes conv=notrunc 2>/dev/null && echo bytes',
  'exit 0',
].join('\n');

/** Asks the machine. `not-supported` names the command it lacks. */
export async function findDialect(scripts: Scripts): Promise<Result<Dialect>> {
  const probed = await scripts.must(PROBE);
  if (!probed.ok) return probed;
  const said = new Set(probed.value.toString('utf8').split('\n'));
  const stat = said.has('stat=gnu') ? 'gnu' : said.has('stat=bsd') ? 'bsd' : undefined;
  const hasPrintf = said.has('printf');
  const missing = stat === undefined ? 'stat' : hasPrintf || said.has('find') ? undefined : 'find';
  if (stat === undefined || missing !== undefined) {
    return fail(
      'not-supported',
      `This machine has no SFTP, and its shell has no command "${missing}".`,
      `Install an SFTP server or "${missing}" on the machine.`,
    );
  }
  return ok({
    stat,
    hasPrintf,
    hasMoveOnto: said.has('onto'),
    hasLink: said.has('link'),
    hasByteOffsets: said.has('bytes'),
  });
}
