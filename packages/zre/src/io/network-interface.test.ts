import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ZreTransportError } from '../errors.js';
import { chooseInterface } from './network-interface.js';

function ipv4(address: string, netmask: string, internal = false): NetworkInterfaceInfo {
  return { address, netmask, internal, family: 'IPv4', mac: '00:00:00:00:00:00', cidr: null };
}

const interfaces = {
  lo: [ipv4('127.0.0.1', '255.0.0.0', true)],
  tun0: [ipv4('10.8.0.2', '255.255.255.255')],
  eth0: [ipv4('192.0.2.2', '255.255.255.0'), ipv4('198.51.100.130', '255.255.255.128')],
};

describe('chooseInterface', () => {
  it.each([undefined, '', 'eth0', '192.0.2.2', '0', 0])('finds eth0 by %s', (wish) => {
    expect(chooseInterface(wish, interfaces)).toEqual({
      name: 'eth0',
      address: '192.0.2.2',
      broadcast: '192.0.2.255',
      loopback: false,
    });
  });

  it.each(['lo', '127.0.0.1'])('finds loopback by %s', (wish) => {
    expect(chooseInterface(wish, interfaces)).toMatchObject({ broadcast: '127.255.255.255', loopback: true });
  });

  it('finds a second address, by address and by index', () => {
    expect(chooseInterface('198.51.100.130', interfaces).broadcast).toBe('198.51.100.255');
    expect(chooseInterface(1, interfaces).address).toBe('198.51.100.130');
  });

  it.each(['eth9', 'tun0', '7'])('lists what there is when %s is not usable', (wish) => {
    expect(() => chooseInterface(wish, interfaces)).toThrow(ZreTransportError);
    expect(() => chooseInterface(wish, interfaces)).toThrow(/lo \(127\.0\.0\.1\), eth0 \(192\.0\.2\.2\)/);
  });

  it('has no default where there is only loopback', () => {
    expect(() => chooseInterface(undefined, { lo: interfaces.lo })).toThrow(/other than loopback/);
  });
});
