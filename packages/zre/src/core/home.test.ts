import { beforeEach, describe, expect, it } from 'vitest';
import { counted, handle, hello, kinds, other, reset, sent, third } from '../../test/core-scene.js';
import { encodeBeacon } from './beacon-codec.js';
import { covers, type Home, hostOf } from './home.js';

const netmask = '255.255.255.0';
const eth: Home = {
  endpoint: 'tcp://192.0.2.1:5001',
  mailboxPort: 5_001,
  loopback: false,
  network: { kind: 'ipv4', address: '192.0.2.1', netmask },
};
const wlan: Home = {
  endpoint: 'tcp://203.0.113.1:5002',
  mailboxPort: 5_002,
  loopback: false,
  network: { kind: 'ipv4', address: '203.0.113.1', netmask },
};
const link: Home = {
  endpoint: 'tcp://fe80::1:5003',
  mailboxPort: 5_003,
  loopback: false,
  network: { kind: 'ipv6-link', scope: 'eth0' },
};

function beaconFrom(address: string, id = other): readonly unknown[] {
  return handle({ kind: 'beacon-received', datagram: encodeBeacon({ id, port: 6_000 }), address });
}

describe('a node with several homes', () => {
  beforeEach(() => {
    reset();
    handle({ kind: 'start', homes: [eth, wlan, link] });
  });

  it('announces on each the port it has there, and says goodbye on each', () => {
    expect(handle({ kind: 'tick' })).toMatchObject([
      { kind: 'send-beacon', home: 0 },
      { kind: 'send-beacon', home: 1 },
      { kind: 'send-beacon', home: 2 },
    ]);
    const datagrams = handle({ kind: 'stop' }).filter(({ kind }) => kind === 'send-beacon');
    expect(datagrams).toHaveLength(3);
  });

  it.each([
    ['192.0.2.77', eth.endpoint],
    ['203.0.113.77', wlan.endpoint],
    ['fe80::77%eth0', link.endpoint],
    // From elsewhere: the first.
    ['198.51.100.7', eth.endpoint],
  ])('tells %s to answer to %s', (address, endpoint) => {
    const outputs = handle({
      kind: 'beacon-received',
      datagram: encodeBeacon({ id: other, port: 6_000 }),
      address,
    });
    expect(outputs[0]).toMatchObject({ kind: 'connect-peer', endpoint: `tcp://${address}:6000` });
    expect(sent(outputs)).toMatchObject([{ kind: 'hello', endpoint }]);
  });

  it('knows a peer that it hears on two networks as one', () => {
    beaconFrom('192.0.2.77');
    expect(beaconFrom('203.0.113.77')).toEqual([]);
    expect(kinds(hello({ endpoint: 'tcp://203.0.113.77:6000' }))).toEqual(['enter']);
    expect(beaconFrom('203.0.113.77')).toEqual([]);
  });

  it('connects to a link-local stranger through its own interface', () => {
    const outputs = hello({ endpoint: 'tcp://fe80::77:6000' });
    expect(outputs[0]).toMatchObject({ kind: 'connect-peer', endpoint: 'tcp://fe80::77%eth0:6000' });
  });

  it('believes a link-local goodbye from the peer’s own address only', () => {
    beaconFrom('fe80::77%eth0');
    hello({ endpoint: 'tcp://fe80::77:6000' });
    const goodbye = encodeBeacon({ id: other, port: 0 });
    const from = (address: string) => handle({ kind: 'beacon-received', datagram: goodbye, address });
    expect(counted(from('fe80::78%eth0'))).toEqual(['goodbye-from-elsewhere']);
    expect(kinds(from('fe80::77%eth0'))).toEqual(['disconnect-peer', 'exit']);
  });

  it('answers to none of its own endpoints', () => {
    for (const { endpoint } of [eth, wlan, link])
      expect(counted(hello({ endpoint }, third))).toEqual(['endpoint-unusable']);
  });

  it('gets one more while it runs, and announces it at once on all', () => {
    handle({ kind: 'tick' });
    const later: Home = { ...eth, endpoint: 'tcp://198.51.100.1:5004', mailboxPort: 5_004 };
    handle({ kind: 'move', index: 3, home: later });
    expect(handle({ kind: 'tick' })).toMatchObject(
      [0, 1, 2, 3].map((home) => ({ kind: 'send-beacon', home })),
    );
  });

  it('moves one home and leaves the others', () => {
    handle({ kind: 'tick' });
    handle({ kind: 'move', index: 1, home: { ...wlan, endpoint: 'tcp://203.0.113.2:5004' } });
    expect(handle({ kind: 'tick' })).toHaveLength(3);
    expect(
      sent(handle({ kind: 'peer-announced', endpoint: 'tcp://203.0.113.9:1', required: true })),
    ).toMatchObject([{ kind: 'hello', endpoint: 'tcp://203.0.113.2:5004' }]);
  });
});

describe('networks', () => {
  it('cover their addresses', () => {
    const half = { kind: 'ipv4', address: '198.51.100.130', netmask: '255.255.255.128' } as const;
    expect(
      ['198.51.100.129', '198.51.100.1', 'fe80::1%eth0', 'host'].map((host) => covers(half, host)),
    ).toEqual([true, false, false, false]);
    const scope = { kind: 'ipv6-link', scope: 'eth0' } as const;
    expect(['fe80::1%eth0', 'fe80::1%eth1', '198.51.100.1'].map((host) => covers(scope, host))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('hosts are read from endpoints with and without brackets', () => {
    expect(
      ['tcp://h:1', 'tcp://[fe80::1%e]:1', 'tcp://fe80::1:1', 'ipc://x', 'tcp://a/b:1'].map(hostOf),
    ).toEqual(['h', 'fe80::1%e', 'fe80::1', undefined, undefined]);
  });
});
