import type { NodeState } from './node-state.js';

/** One of the places where this node can be reached: its mailbox on one interface. */
export interface Home {
  /** What our HELLO says there. */
  readonly endpoint: string;
  /** What our beacons announce there; without it none are sent. */
  readonly mailboxPort: number | undefined;
  /** On the loopback interface only loopback addresses are heard, on another only others. */
  readonly loopback: boolean;
  /** Which addresses are its neighbours. Told where there are several homes. */
  readonly network?: Network;
}

export type Network =
  | { readonly kind: 'ipv4'; readonly address: string; readonly netmask: string }
  /** Link-local addresses of IPv6, which mean something only together with an interface. */
  | { readonly kind: 'ipv6-link'; readonly scope: string };

/** Where a neighbour with this address finds us; the first home for everyone who is none. */
export function homeFacing(state: NodeState, host: string): Home | undefined {
  return state.homes.find(({ network }) => network !== undefined && covers(network, host)) ?? state.homes[0];
}

export function covers(network: Network, host: string): boolean {
  if (network.kind === 'ipv6-link') return host.endsWith(`%${network.scope}`);
  const mask = toNumber(network.netmask);
  return /^[\d.]+$/.test(host) && (toNumber(host) & mask) === (toNumber(network.address) & mask);
}

/** The host of a TCP endpoint: an address, with the interface behind % for IPv6, or a name. */
export function hostOf(endpoint: string): string | undefined {
  return /^tcp:\/\/\[?([^\s;/@|[\]]+)\]?:\d{1,5}$/.exec(endpoint)?.[1];
}

/** A link-local address is told without the interface, whose name is the sender's affair: here it is ours. */
export function localised(state: NodeState, endpoint: string): string {
  const host = hostOf(endpoint);
  if (host === undefined || !/^fe80:[^%]*$/i.test(host)) return endpoint;
  for (const { network } of state.homes) {
    if (network?.kind === 'ipv6-link') return endpoint.replace(host, `${host}%${network.scope}`);
  }
  return endpoint;
}

function toNumber(address: string): number {
  return address.split('.').reduce((value, octet) => (value << 8) | Number(octet), 0);
}
