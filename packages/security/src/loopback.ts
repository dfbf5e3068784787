import { networkInterfaces } from 'node:os';
import type { Interfaces } from './interface-address.js';

/**
 * Where a node on this interface can be reached from: this machine alone, or others as well. `unknown` if there is none of that
 * name or address here.
 */
export function reachOf(
  wish: string | number,
  interfaces: Interfaces = networkInterfaces(),
): 'loopback' | 'network' | 'unknown' {
  if (typeof wish === 'number' || wish === '*' || /^\d{1,2}$/.test(wish)) return 'network';
  const named = Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses.filter(({ address }) => [name, address, `${address}%${name}`].includes(wish)),
  );
  if (named.length === 0) return /^127(\.\d{1,3}){3}$/.test(wish) ? 'loopback' : 'unknown';
  return named.every(({ internal }) => internal) ? 'loopback' : 'network';
}
