import { expect, test } from 'vitest';
import { mailboxNodeOptions } from './mailbox-place.js';
import { MeetingOptionError } from './meeting-option-error.js';
import type { NetworkSecurity } from './network-security.js';

const open: NetworkSecurity = { kind: 'open' };
const ipv4 = { family: 'IPv4' as const, netmask: '255.255.255.0', mac: '', internal: false, cidr: null };
const interfaces = {
  eth0: [{ ...ipv4, address: '10.0.0.5' }],
  two: [
    { ...ipv4, address: '10.0.1.5' },
    { ...ipv4, address: '10.0.2.5' },
  ],
};

const place = (wish: object, on: string | number = 'eth0', environment = {}): object =>
  mailboxNodeOptions(wish, on, open, environment, interfaces);

test('a port is one of the address of the interface, unless another is named', () => {
  expect(place({})).toEqual({});
  expect(place({ listen: '5671' })).toEqual({ endpoint: 'tcp://10.0.0.5:5671' });
  expect(place({ listen: '5671' }, '10.9.9.9')).toEqual({ endpoint: 'tcp://10.9.9.9:5671' });
  expect(place({ listen: '10.0.2.5:5671' }, 'two')).toEqual({ endpoint: 'tcp://10.0.2.5:5671' });
  for (const on of ['two', '*', 2, 'nope0'])
    expect(() => place({ listen: '5671' }, on)).toThrow(/say at which to listen, as in 10\.0\.0\.5:5671/);
});

test('options come before variables; what leads there is told to others', () => {
  const environment = { ZFARM_LISTEN: '5671', ZFARM_ADVERTISE: 'host.example:40001' };
  expect(place({}, 'eth0', environment)).toEqual({
    endpoint: 'tcp://10.0.0.5:5671',
    advertisedEndpoint: 'tcp://host.example:40001',
  });
  expect(place({ listen: '1', advertise: '203.0.113.7:2' }, 'eth0', environment)).toEqual({
    endpoint: 'tcp://10.0.0.5:1',
    advertisedEndpoint: 'tcp://203.0.113.7:2',
  });
  expect(place({}, 'eth0', { ZFARM_LISTEN: '', ZFARM_ADVERTISE: '' })).toEqual({});
  expect(() => place({ advertise: 'host:1' })).toThrow(/to which port\? .*--listen 5671/);
});

test.each(['0', '65536', '*:5671', 'eth0:5671', 'tcp://10.0.0.5:1', '10.0.0.5', 5671, 'port'])(
  'nobody listens at %j',
  (listen) => {
    expect(() => place({ listen })).toThrow(MeetingOptionError);
    expect(() => place({ listen })).toThrow(/as in 5671, or also .* not '/);
  },
);

test.each(['host', 'host:0', '*:1', 'tcp://host:1', 'a b:1', '-x:1', 'host:*', 7])(
  '%j leads nowhere',
  (advertise) => {
    expect(() => place({ listen: '1', advertise })).toThrow(/as in host\.example:5671/);
  },
);

test('on loopback only loopback listens and is advertised, and nobody by a secret', () => {
  const there = (listen: string, advertise?: string): object => place({ listen, advertise }, '127.0.0.1');
  expect(there('1', '127.0.0.2:9')).toEqual({
    endpoint: 'tcp://127.0.0.1:1',
    advertisedEndpoint: 'tcp://127.0.0.2:9',
  });
  expect(() => there('10.0.0.5:1')).toThrow(/on loopback.*--interface/);
  expect(() => there('1', 'host.example:9')).toThrow(/on loopback.*--interface/);
  const guarded: NetworkSecurity = { kind: 'guarded', secret: 's' };
  expect(() => mailboxNodeOptions({ listen: '1' }, '127.0.0.1', guarded, {})).toThrow(/on loopback/);
});
