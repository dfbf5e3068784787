import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, it } from 'vitest';
import { ZreTransportError } from '../errors.js';
import { chooseInterface, expandWishes, isPresent } from './network-interface.js';

function ipv4(address: string, netmask: string, internal = false): NetworkInterfaceInfo {
  return { address, netmask, internal, family: 'IPv4', mac: '00:00:00:00:00:00', cidr: null };
}

function ipv6(address: string): NetworkInterfaceInfo {
  const netmask = 'ffff:ffff:ffff:ffff::';
  return {
    address,
    netmask,
    internal: false,
    family: 'IPv6',
    mac: '00:00:00:00:00:00',
    cidr: null,
    scopeid: 2,
  };
}

const interfaces = {
  lo: [ipv4('127.0.0.1', '255.0.0.0', true)],
  tun0: [ipv4('10.8.0.2', '255.255.255.255')],
  eth0: [
    ipv4('192.0.2.2', '255.255.255.0'),
    ipv4('198.51.100.130', '255.255.255.128'),
    ipv6('2001:db8::2'),
    ipv6('fe80::2'),
  ],
  wlan0: [ipv4('203.0.113.9', '255.255.255.0')],
};

describe('chooseInterface', () => {
  it.each([undefined, '', 'eth0', '192.0.2.2', '0', 0])('finds eth0 by %s', (wish) => {
    expect(chooseInterface(wish, interfaces)).toEqual({
      name: 'eth0',
      address: '192.0.2.2',
      broadcast: '192.0.2.255',
      loopback: false,
      network: { kind: 'ipv4', address: '192.0.2.2', netmask: '255.255.255.0' },
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

  it.each<[string | undefined, boolean]>([
    [undefined, true],
    ['eth0', true],
    ['fe80::2', false],
    ['fe80::2%eth0', false],
  ])('finds the link-local address by %s', (wish, all) => {
    expect(chooseInterface(wish, interfaces, all)).toEqual({
      name: 'eth0',
      address: 'fe80::2%eth0',
      broadcast: 'ff02::1%eth0',
      loopback: false,
      network: { kind: 'ipv6-link', scope: 'eth0' },
    });
  });

  it('has no link-local address on wlan0', () => {
    expect(() => chooseInterface('wlan0', interfaces, true)).toThrow(/IPv6.*fe80::2%eth0/);
  });
});

describe('expandWishes', () => {
  it('takes * for all that are not loopback, and a list as it is', () => {
    expect(expandWishes('*', interfaces)).toEqual(['eth0', 'wlan0']);
    expect(expandWishes('*', interfaces, true)).toEqual(['eth0']);
    expect(expandWishes(['lo', 1], interfaces)).toEqual(['lo', 1]);
    expect(expandWishes(undefined, interfaces)).toEqual([undefined]);
  });

  it('leaves it to the choice to say that there is none', () => {
    const [wish] = expandWishes('*', { lo: interfaces.lo });
    expect(() => chooseInterface(wish, { lo: interfaces.lo })).toThrow(/other than loopback/);
  });
});

describe('isPresent', () => {
  it('is false for one that vanished or moved', () => {
    for (const all of [false, true]) {
      const chosen = chooseInterface('eth0', interfaces, all);
      expect(isPresent(chosen, interfaces)).toBe(true);
      expect(isPresent(chosen, { eth0: [ipv4('192.0.2.3', '255.255.255.0')] })).toBe(false);
      expect(isPresent(chosen, {})).toBe(false);
    }
  });
});
