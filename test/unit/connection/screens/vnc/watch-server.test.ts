import { PassThrough } from 'node:stream';
import { describe, expect, it, vi } from 'vitest';
import { watchServer } from '../../../../../main/connection/screens/vnc/watch-server.ts';
import { StepClock } from '../../../../fixtures/step-clock.ts';

/** A server whose words a test writes to `incoming`, and what it was told in `asked`. */
function setUp() {
  const [server, viewer, clock] = [new PassThrough(), new PassThrough(), new StepClock()];
  const asked = vi.spyOn(server, 'write').mockReturnValue(true);
  const onSilent = vi.fn<() => void>();
  const stop = watchServer(server, viewer, clock, onSilent);
  const says = (text: string) => server.emit('data', Buffer.from(text));
  const answersFence = () => viewer.emit('data', Buffer.from([248, 0, 0, 0, 0, 0, 0, 0, 0]));
  return { server, viewer, clock, asked, onSilent, stop, says, answersFence };
}

describe('a server that is watched', () => {
  it('is asked after ten seconds without a word, and silent after fifteen more', async () => {
    const { clock, asked, onSilent, answersFence, stop } = setUp();
    answersFence();
    await clock.pass(9000);
    expect(asked).not.toHaveBeenCalled();
    await clock.pass(1000);
    expect(asked).toHaveBeenCalledTimes(1);
    await clock.pass(14_000);
    expect(onSilent).not.toHaveBeenCalled();
    await clock.pass(1000);
    expect(onSilent).toHaveBeenCalledTimes(1);
    stop();
    expect(clock.waiting).toBe(0);
  });

  it('is not silent when it says anything', async () => {
    const { clock, asked, onSilent, answersFence, says } = setUp();
    answersFence();
    for (let round = 0; round < 10; round += 1) {
      await clock.pass(20_000);
      says('x');
    }
    expect(asked).toHaveBeenCalledTimes(10);
    expect(onSilent).not.toHaveBeenCalled();
  });

  it('is let alone when it may be silent, when the viewer is busy, and in the middle of a message', async () => {
    const { clock, asked, server, viewer, answersFence } = setUp();
    await clock.pass(60_000);
    answersFence();
    server.pause();
    await clock.pass(60_000);
    server.resume();
    viewer.emit('data', Buffer.from([4, 1]));
    await clock.pass(60_000);
    expect(asked).not.toHaveBeenCalled();
    viewer.emit('data', Buffer.alloc(6));
    await clock.pass(10_000);
    expect(asked).toHaveBeenCalledTimes(1);
  });
});
