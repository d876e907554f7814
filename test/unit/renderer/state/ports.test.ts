// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { attachTerminal, onPort } from '../../../../renderer/state/ports.ts';
import { session } from '../../../fixtures/fake-main/entries.ts';
import { FakeMain } from '../../../fixtures/fake-main/fake-main.ts';

let main: FakeMain;

/** jsdom moves no ports, so the event is made as the browser would make it. */
function post(data: unknown, ports: MessagePort[], source: unknown = window): void {
  const event = new Event('message');
  Object.assign(event, { data, ports });
  Object.defineProperty(event, 'source', { value: source });
  window.dispatchEvent(event);
}

beforeEach(() => {
  main = new FakeMain();
  main.put('sessions', { s1: session({ id: 's1' }) });
  window.jumpseat = main.bridge;
});

const opened: MessagePort[] = [];
function port(): MessagePort {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1, port2);
  return port1;
}
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

describe('ports', () => {
  it('reach the listener from our own window only', () => {
    const seen: string[] = [];
    const stop = onPort((nonce) => seen.push(nonce));
    post({ channel: 'stream.port', nonce: 'ours' }, [port()]);
    post({ channel: 'stream.port', nonce: 'of another frame' }, [port()], {});
    post({ channel: 'another', nonce: 'of another channel' }, [port()]);
    post('not an object', [port()]);
    post({ channel: 'stream.port', nonce: 'without a port' }, []);
    stop();
    post({ channel: 'stream.port', nonce: 'too late' }, [port()]);
    expect(seen).toEqual(['ours']);
  });

  it('of a terminal is the one with the nonce that was asked with', async () => {
    const right = port();
    main.deliverPort = (nonce) => {
      post({ channel: 'stream.port', nonce: 'of another terminal' }, [port()]);
      post({ channel: 'stream.port', nonce }, [right]);
    };
    expect(await attachTerminal('s1', 't1', { columns: 80, rows: 24 })).toBe(right);
    expect(main.callsOf('terminals.attach')[0]).toMatchObject({ terminalId: 't1', size: { columns: 80, rows: 24 } });
  });

  it('that cannot be had is a sentence with what to do', async () => {
    main.refuse('terminals.attach', { code: 'process-crashed', message: 'The link died.', hint: 'Reconnect.' });
    await expect(attachTerminal('s1', 't1', { columns: 80, rows: 24 })).rejects.toThrow('The link died. Reconnect.');
  });
});
