import { describe, expect, it } from 'vitest';
import type { Forward } from '../../../../main/contract/forward.ts';
import { emptyDraft, readDraft } from '../../../../renderer/features/ports/forward-form.ts';
import { forwardEnds, trafficText } from '../../../../renderer/features/ports/forward-text.ts';
import { portRows, reachText } from '../../../../renderer/features/ports/port-rows.ts';
import { connectedMachine } from '../../../fixtures/fake-main/entries.ts';
import { sampleListening } from '../../../fixtures/fake-main/port-handlers.ts';

const figures = { connections: 0, connectionsEver: 0, bytesUp: 0, bytesDown: 0 };
const local = (port: number, host = 'localhost', open = port): Forward => ({
  id: `f${port}`,
  machine: 0,
  order: { kind: 'local', localPort: port, target: { host, port } },
  state: 'open',
  port: open,
  ...figures,
});
const away = connectedMachine({ endpoints: [{ kind: 'ssh', host: '10.0.4.7', port: 64535, user: 'ada' }] });

describe('ports of a machine', () => {
  it('stand there once each, SSH last, with what brings them here', () => {
    const rows = portRows([...sampleListening, { port: 64535, address: '0.0.0.0' }], away, [
      local(3000, 'localhost', 4000),
    ]);
    expect(rows.map(({ listening, isSsh }) => [listening.port, isSsh])).toEqual([
      [3000, false],
      [5432, false],
      [8080, false],
      [9229, false],
      [22, true],
      [64535, true],
    ]);
    expect(rows[0]?.forward?.port).toBe(4000);
    expect(rows[1]).toMatchObject({ addresses: ['127.0.0.1', '::1'], program: 'postgres', forward: undefined });
    expect(rows.map(({ addresses }) => reachText(addresses))).toEqual([
      'the machine only',
      'the machine only',
      'all addresses',
      '172.17.0.1',
      'all addresses',
      'all addresses',
    ]);
  });

  it('are without our own where the machine is this computer, and remote forwards are no SSH', () => {
    const here = connectedMachine({ endpoints: [{ kind: 'ssh', host: '127.0.0.1', port: 2222, user: 'ada' }] });
    const ports = [
      { port: 3000, address: '127.0.0.1' },
      { port: 4000, address: '127.0.0.1' },
      { port: 9000, address: '127.0.0.1', program: 'sshd' },
    ];
    const remote: Forward = {
      ...local(9000),
      order: { kind: 'remote', remoteHost: '127.0.0.1', remotePort: 0, target: { host: 'localhost', port: 80 } },
    };
    const rows = portRows(ports, here, [local(3000, 'localhost', 4000), remote]);
    expect(rows.map(({ listening, isSsh }) => [listening.port, isSsh])).toEqual([
      [3000, false],
      [9000, false],
    ]);
  });
});

describe('a forward by hand', () => {
  const read = (part: Partial<typeof emptyDraft>) => readDraft({ ...emptyDraft, ...part });

  it('takes the same number here, or another, unless one is asked for', () => {
    expect(read({ targetPort: '3000' })).toEqual({
      order: { kind: 'local', localPort: 3000, target: { host: 'localhost', port: 3000 } },
      isNear: true,
    });
    expect(read({ targetPort: ' 3000 ', listenPort: '80', targetHost: '[fe80::1]' })).toEqual({
      order: { kind: 'local', localPort: 80, target: { host: 'fe80::1', port: 3000 } },
      isNear: false,
    });
    expect(read({ kind: 'socks' })).toEqual({ order: { kind: 'socks', localPort: 1080 }, isNear: true });
    expect(read({ kind: 'remote', targetPort: '443', remoteHost: '0.0.0.0' })).toEqual({
      order: { kind: 'remote', remoteHost: '0.0.0.0', remotePort: 0, target: { host: 'localhost', port: 443 } },
      isNear: false,
    });
  });

  it('says which field is wrong', () => {
    const errorsOf = (part: Partial<typeof emptyDraft>) => {
      const answer = read(part);
      return 'errors' in answer ? Object.keys(answer.errors).toSorted() : [];
    };
    expect(errorsOf({})).toEqual(['targetPort']);
    expect(errorsOf({ targetPort: '0' })).toEqual(['targetPort']);
    expect(errorsOf({ targetPort: '65536', listenPort: '-1', targetHost: '-oProxyCommand=x' })).toEqual([
      'listenPort',
      'targetHost',
      'targetPort',
    ]);
    expect(errorsOf({ kind: 'socks', listenPort: '1e3' })).toEqual(['listenPort']);
    expect(errorsOf({ kind: 'socks', targetHost: '' })).toEqual([]);
  });

  it('is told by both of its ends, and what went through', () => {
    expect(forwardEnds(local(3000, '::1', 4000), 'web-1')).toEqual({
      from: '127.0.0.1:4000',
      to: '[::1]:3000 on web-1',
    });
    expect(trafficText(local(1))).toBe('Not used yet.');
    expect(trafficText({ ...local(1), connections: 1, connectionsEver: 2, bytesUp: 1024, bytesDown: 5 })).toBe(
      '2 connections so far, 1 open; 1 KB to the machine, 5 B from it.',
    );
  });
});
