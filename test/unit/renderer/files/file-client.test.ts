// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileMessage, FileRequest } from '../../../../main/contract/file-port.ts';
import { FileClient } from '../../../../renderer/state/file-client.ts';
import { FakeFileMachine } from '../../../fixtures/fake-main/files/fake-file-machine.ts';

let machine: FakeFileMachine;
let client: FileClient;
let attachCount: number;

beforeEach(() => {
  machine = new FakeFileMachine();
  attachCount = 0;
  client = new FileClient(() => {
    attachCount += 1;
    const { port1, port2 } = new MessageChannel();
    machine.serve(port1);
    return Promise.resolve({ ok: true, value: port2 });
  });
});
afterEach(() => client[Symbol.dispose]());

/** A client whose other side does what it is told. */
function withAnswers(answer: (request: FileRequest, say: (message: unknown) => void) => void): FileClient {
  return new FileClient(() => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', ({ data }: MessageEvent<FileRequest>) =>
      answer(data, (message) => port1.postMessage(message)),
    );
    port1.start();
    return Promise.resolve({ ok: true, value: port2 });
  });
}

describe('a client of files', () => {
  it('asks for one port and gives each answer to its question', async () => {
    machine.tree.file('/home/ada/a', 'a');
    const [home, info, missing] = await Promise.all([
      client.call('locate', {}),
      client.call('info', { path: '/home/ada/a' }),
      client.call('info', { path: '/nowhere' }),
    ]);
    expect(home).toMatchObject({ ok: true, value: { path: '/home/ada' } });
    expect(info).toMatchObject({ ok: true, value: { name: 'a', sizeBytes: 1 } });
    expect(missing).toMatchObject({ ok: false, problem: { code: 'not-found' } });
    expect(attachCount).toBe(1);
  });

  it('lists as entries come, and stops when they are not wanted', async () => {
    for (let number = 0; number < 30; number += 1) machine.tree.file(`/home/ada/${number}`, '');
    machine.chunk = 10;
    const goOn = machine.hold('entries');
    const stopping = new AbortController();
    const first = Promise.withResolvers<number>();
    const listing = client.list('/home/ada', (entries) => first.resolve(entries.length), stopping.signal);
    expect(await first.promise).toBe(10);
    stopping.abort();
    expect(await listing).toMatchObject({ ok: false, problem: { code: 'cancelled' } });
    goOn();
  });

  it('answers what changes things with a problem when the port is lost, and asks for another one next time', async () => {
    machine.hold('makeFolder');
    const making = client.call('makeFolder', { path: '/home/ada/new' });
    await expect.poll(() => machine.callsOf('makeFolder')).toHaveLength(1);
    machine.drop();
    expect(await making).toMatchObject({ ok: false, problem: { code: 'process-crashed' } });
    expect(machine.callsOf('makeFolder')).toHaveLength(1);
    expect(await client.call('locate', {})).toMatchObject({ ok: true });
    expect(attachCount).toBe(2);
  });

  it('says why there is no port', async () => {
    const without = new FileClient(() =>
      Promise.resolve({ ok: false, problem: { code: 'session-ended', message: 'The session is over.' } }),
    );
    expect(await without.call('locate', {})).toMatchObject({ ok: false, problem: { code: 'session-ended' } });
  });

  it('takes no answer of another form, and lets strange messages be', async () => {
    const strange = withAnswers(({ id }, say) => {
      say('not an object');
      say({ type: 'event', name: 'unknown', payload: 1 });
      say({ type: 'event', name: 'entries', payload: { listingId: 'x' } });
      say({ type: 'reply', id: id + 100, ok: true, value: 1 } satisfies FileMessage);
      say({ type: 'reply', id, ok: true, value: { path: 1 } } satisfies FileMessage);
    });
    expect(await strange.call('locate', {})).toMatchObject({ ok: false, problem: { code: 'protocol-error' } });
    strange[Symbol.dispose]();
  });

  it('answers nothing any more once it was let go', async () => {
    machine.hold('locate');
    const asked = client.call('locate', {});
    await expect.poll(() => machine.callsOf('locate')).toHaveLength(1);
    client[Symbol.dispose]();
    expect(await asked).toMatchObject({ ok: false });
    expect(await client.call('locate', {})).toMatchObject({ ok: false, problem: { code: 'process-crashed' } });
    expect(attachCount).toBe(1);
  });
});
