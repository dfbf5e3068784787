import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** The interfaces of a machine, as Node.js tells of them. */
export type Interfaces = NodeJS.Dict<NetworkInterfaceInfo[]>;

/** The IPv4 address of an interface that is named by it, or that has only one; undefined where that is not one address. */
export function interfaceAddress(
  on: string | number,
  interfaces: Interfaces = networkInterfaces(),
): string | undefined {
  if (typeof on === 'string' && /^\d{1,3}(\.\d{1,3}){3}$/.test(on)) return on;
  const found = (interfaces[on] ?? []).filter(({ family }) => family === 'IPv4');
  return found.length === 1 ? found[0]?.address : undefined;
}
