import { join } from 'node:path';
import type { ServerChannel } from 'ssh2';
import { expect, test } from 'vitest';
import { startHostileSftp } from '../../fixtures/hostile-sftp/hostile-sftp.ts';
import { statusReply } from '../../fixtures/hostile-sftp/packets.ts';
import { folder } from '../../fixtures/hostile-sftp/tree.ts';
import { Grounds, TEST_LIMIT_MS, TransferHarness, put } from './harness.ts';

/** SSH_FX_DIR_NOT_EMPTY (draft-ietf-secsh-filexfer-13, section 9.1). */
const DIR_NOT_EMPTY = 18;
const HOME = '/home/victim';
const able = `jumpseat-probe-begin\n${HOME}\n${HOME}\ntar\n---\ntar (GNU tar) 1.34\njumpseat-probe-end\n`;

test(
  'a cancelled upload of many files leaves nothing there, however long tar goes on',
  { timeout: TEST_LIMIT_MS },
  async () => {
    using grounds = new Grounds();
    const isUnpacking = Promise.withResolvers<void>();
    let refusals = 0;
    await using server = await startHostileSftp({
      home: HOME,
      tree: folder({ home: folder({ victim: folder() }) }),
      exec(command: string, channel: ServerChannel) {
        if (command.includes('tar -x')) {
          channel.resume();
          isUnpacking.resolve();
        } else {
          channel.end(able);
          channel.exit(0);
        }
      },
      onRequest({ type, path, id }, right) {
        // Between the look into it and its removal there was one file more, again and again.
        if (type !== 'RMDIR' || !path.endsWith('.part') || path.endsWith('/.part') || refusals === 12) return right();
        refusals += 1;
        return statusReply(id, DIR_NOT_EMPTY, 'Directory not empty');
      },
    });
    await using harness = new TransferHarness();
    await harness.connect(server);
    for (let index = 0; index < 400; index += 1) put(join(grounds.here, `many/${index}`), 'content');
    const id = await harness.start(grounds, 'upload', [join(grounds.here, 'many')], HOME);
    await isUnpacking.promise;
    await harness.control(id, 'cancel');
    const { state, problem } = await harness.reaches(id, 'cancelled', 'done', 'stopped');
    expect([state, problem]).toEqual(['cancelled', undefined]);
    expect(refusals).toBe(12);
  },
);
