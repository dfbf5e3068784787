import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import type { Network } from '../core/home.js';
import { ZreTransportError } from '../errors.js';

type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** An interface as the application names it: by name, address, or index among those that are not loopback. */
export type InterfaceWish = string | number | undefined;

/** Where a node lives: one address of one interface. */
export interface ChosenInterface {
  readonly name: string;
  /** IPv6: link-local, with the interface's name behind %. */
  readonly address: string;
  /** Where beacons go, so that everyone on this network hears them. */
  readonly broadcast: string;
  readonly loopback: boolean;
  readonly network: Network;
}

/** Every interface that is not loopback. */
export const allInterfaces = '*';
const allNodes = 'ff02::1';

/** Undefined when the process has no file descriptor left to ask with. */
export function interfacesNow(): Interfaces | undefined {
  try {
    return networkInterfaces();
  } catch {
    return undefined;
  }
}

/**
 * Without a wish it is the first interface that is not loopback, as in libzyre; `lo` and `127.0.0.1`, which libzyre never
 * matches, are usable here. IPv6 is chosen by an address, or for all by `ipv6`.
 * @param interfaces what `os.networkInterfaces()` says
 * @throws ZreTransportError when there is no such interface; the message lists what there is
 */
export function chooseInterface(wish: InterfaceWish, interfaces: Interfaces, ipv6 = false): ChosenInterface {
  const byAddress6 = typeof wish === 'string' && wish.includes(':');
  const usable = usableInterfaces(interfaces, ipv6 || byAddress6);
  const chosen = pick(wish === '' ? undefined : wish, usable);
  if (chosen !== undefined) return chosen;
  const asked = wish === undefined ? 'other than loopback' : `"${wish}"`;
  const list = usable.map(({ name, address }) => `${name} (${address})`).join(', ') || 'none';
  const family = ipv6 || byAddress6 ? 'IPv6 link-local' : 'IPv4';
  throw new ZreTransportError(
    `No ${family} network interface ${asked}. There are: ${list}. Name one of them by the option "interface" or by ZFARM_INTERFACE.`,
  );
}

/** What each wish leads to; `*` stands for the name of every interface that is not loopback. */
export function expandWishes(
  wish: InterfaceWish | readonly (string | number)[],
  interfaces: Interfaces,
  ipv6 = false,
): readonly InterfaceWish[] {
  if (typeof wish === 'object') return wish;
  if (wish !== allInterfaces) return [wish];
  const names = usableInterfaces(interfaces, ipv6).flatMap(({ name, loopback }) => (loopback ? [] : [name]));
  return names.length > 0 ? [...new Set(names)] : [undefined];
}

/** False when the interface has vanished, or has another address now. */
export function isPresent({ name, address }: ChosenInterface, interfaces: Interfaces): boolean {
  return (interfaces[name] ?? []).some((info) => address === info.address || address === scoped(name, info));
}

function usableInterfaces(interfaces: Interfaces, ipv6: boolean): ChosenInterface[] {
  return Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).flatMap((info) => {
      const chosen = ipv6 ? toChosen6(name, info) : toChosen4(name, info);
      return chosen === undefined ? [] : [chosen];
    }),
  );
}

function pick(
  wish: string | number | undefined,
  usable: readonly ChosenInterface[],
): ChosenInterface | undefined {
  const outward = usable.filter(({ loopback }) => !loopback);
  if (wish === undefined) return outward[0];
  if (/^\d{1,2}$/.test(String(wish))) return outward[Number(wish)];
  return usable.find(({ name, address }) => [name, address, address.split('%')[0]].includes(String(wish)));
}

/** A point-to-point link (netmask of 32 bits) has no broadcast address. */
function toChosen4(name: string, info: NetworkInterfaceInfo): ChosenInterface | undefined {
  const { family, address, netmask, internal: loopback } = info;
  if (family !== 'IPv4' || netmask === '255.255.255.255') return undefined;
  const mask = netmask.split('.').map(Number);
  const broadcast = address
    .split('.')
    .map((octet, index) => Number(octet) | (~(mask[index] ?? 0) & 0xff))
    .join('.');
  return { name, address, broadcast, loopback, network: { kind: 'ipv4', address, netmask } };
}

function toChosen6(name: string, info: NetworkInterfaceInfo): ChosenInterface | undefined {
  if (info.family !== 'IPv6' || !info.address.startsWith('fe80:')) return undefined;
  return {
    name,
    address: scoped(name, info),
    broadcast: `${allNodes}%${name}`,
    loopback: info.internal,
    network: { kind: 'ipv6-link', scope: name },
  };
}

function scoped(name: string, { address }: NetworkInterfaceInfo): string {
  return `${address}%${name}`;
}
