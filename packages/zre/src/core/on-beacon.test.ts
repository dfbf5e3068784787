import { beforeEach, describe, expect, it } from 'vitest';
import {
  beacon,
  counted,
  handle,
  hello,
  kinds,
  other,
  otherEndpoint,
  own,
  ownHome,
  reset,
  scene,
  sent,
  start,
  third,
} from '../../test/core-scene.js';
import { encodeBeacon } from './beacon-codec.js';
import { limits } from './limits.js';

beforeEach(reset);

describe('beacons', () => {
  it('go out at once and then every interval', () => {
    handle({ kind: 'start', homes: [ownHome] });
    expect(scene.core.nextDeadline()).toBe(scene.now);
    expect(handle({ kind: 'tick' })).toEqual([
      { kind: 'send-beacon', home: 0, datagram: encodeBeacon({ id: own, port: 50_000 }) },
    ]);
    expect(scene.core.nextDeadline()).toBe(scene.now + 1_000);
  });

  it('of a stranger make us connect and say HELLO as message 1', () => {
    scene.core.handle({ kind: 'join', group: 'G' }, scene.now);
    start();
    const outputs = beacon();
    expect(outputs[0]).toEqual({ kind: 'connect-peer', connection: 1, peer: other, endpoint: otherEndpoint });
    expect(sent(outputs)).toEqual([
      {
        kind: 'hello',
        sequence: 1,
        endpoint: 'tcp://127.0.0.1:50000',
        groups: ['G'],
        status: 1,
        name: 'own',
        headers: new Map([['K', 'v']]),
      },
    ]);
    expect(scene.core.peers()).toEqual([]);
    expect(beacon()).toEqual([]);
  });

  it('of our own are ignored, also our goodbye', () => {
    start();
    expect(beacon(own)).toEqual([]);
    expect(beacon(own, 0)).toEqual([]);
  });

  it('from another kind of interface are counted', () => {
    start();
    expect(counted(beacon(other, 50_001, '192.0.2.1'))).toEqual(['foreign-interface']);
  });

  it('do not displace the peer we know at an endpoint', () => {
    start();
    hello();
    expect(counted(beacon(third))).toEqual(['endpoint-taken']);
    expect(scene.core.peers()).toEqual([other]);
  });

  it('with port 0 make the peer exit, from its own address only', () => {
    start();
    hello();
    expect(counted(beacon(other, 0, '127.0.0.9'))).toEqual(['goodbye-from-elsewhere']);
    expect(kinds(beacon(other, 0))).toEqual(['disconnect-peer', 'exit']);
    expect(beacon(third, 0)).toEqual([]);
  });

  it('of made-up nodes fill a bounded table', () => {
    start();
    const ids = Array.from({ length: limits.pendingPeersMax + 1 }, (_, index) =>
      index.toString(16).toUpperCase().padStart(32, '0'),
    );
    const last = ids.map((id, index) => beacon(id, 50_001 + index)).at(-1) ?? [];
    expect(counted(last)).toEqual(['too-many-peers']);
    expect(kinds(hello({ endpoint: 'tcp://127.0.0.1:40000' }))).toContain('enter');
  });
});
