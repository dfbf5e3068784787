import type { NetworkInterfaceInfo } from 'node:os';
import { ZreTransportError } from '../errors.js';

/** Where a node lives: one IPv4 address of one interface. */
export interface ChosenInterface {
  readonly name: string;
  readonly address: string;
  /** Where beacons go, so that everyone on this network hears them. */
  readonly broadcast: string;
  readonly loopback: boolean;
}

/**
 * Picks by interface name, address, or index among the interfaces that are not loopback. Without a wish it is the
 * first that is not loopback, as in libzyre; `lo` and `127.0.0.1`, which libzyre never matches, are usable here.
 * @param interfaces what `os.networkInterfaces()` says
 * @throws ZreTransportError when there is no such interface; the message lists what there is
 */
export function chooseInterface(
  wish: string | number | undefined,
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>,
): ChosenInterface {
  const usable = Object.entries(interfaces).flatMap(([name, addresses]) =>
    (addresses ?? []).filter(isBroadcastable).map((info) => toChosen(name, info)),
  );
  const chosen = pick(wish === '' ? undefined : wish, usable);
  if (chosen !== undefined) return chosen;
  const asked = wish === undefined ? 'other than loopback' : `"${wish}"`;
  const list = usable.map(({ name, address }) => `${name} (${address})`).join(', ') || 'none';
  throw new ZreTransportError(
    `No IPv4 network interface ${asked}. There are: ${list}. Name one of them by the option "interface" or by ZFARM_INTERFACE.`,
  );
}

function pick(
  wish: string | number | undefined,
  usable: readonly ChosenInterface[],
): ChosenInterface | undefined {
  const outward = usable.filter(({ loopback }) => !loopback);
  if (wish === undefined) return outward[0];
  if (/^\d{1,2}$/.test(String(wish))) return outward[Number(wish)];
  return usable.find(({ name, address }) => name === wish || address === wish);
}

/** A point-to-point link (netmask of 32 bits) has no broadcast address. */
function isBroadcastable(info: NetworkInterfaceInfo): boolean {
  return info.family === 'IPv4' && info.netmask !== '255.255.255.255';
}

function toChosen(name: string, info: NetworkInterfaceInfo): ChosenInterface {
  const mask = info.netmask.split('.').map(Number);
  const broadcast = info.address
    .split('.')
    .map((octet, index) => Number(octet) | (~(mask[index] ?? 0) & 0xff))
    .join('.');
  return { name, address: info.address, broadcast, loopback: info.internal };
}
