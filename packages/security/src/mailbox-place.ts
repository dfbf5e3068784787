import type { Environment } from './config-folder.js';
import { type Interfaces, interfaceAddress } from './interface-address.js';
import { reachOf } from './loopback.js';
import { isOnLoopback, isPort, MeetingOptionError } from './meeting-option-error.js';
import type { NetworkSecurity } from './network-security.js';

/** Where others connect to a node: what a firewall lets through, or what leads to it from behind address translation. */
export interface MailboxWish {
  /**
   * TCP port at which it takes connections, on the address of its interface, as in `5671`; or an IPv4 address of this machine as well, as in
   * `10.0.0.5:5671`. `ZFARM_LISTEN`; default: a free port from 49152 on.
   */
  readonly listen?: string | undefined;
  /**
   * What it tells others to connect to instead, as in `host.example:5671`, where that leads to `listen`: a published port of a container, a
   * forwarded one of a router. `ZFARM_ADVERTISE`; default: where it listens.
   */
  readonly advertise?: string | undefined;
}

/** Options of a ZRE node. */
export interface MailboxNodeOptions {
  /** Where the mailbox is bound, as an endpoint of ZeroMQ. */
  readonly endpoint?: string;
  /** What others are told instead, as an endpoint of ZeroMQ. */
  readonly advertisedEndpoint?: string;
}

const LISTEN = /^(?:(\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5})$/;
const ADVERTISE = /^([A-Za-z0-9][A-Za-z0-9._-]{0,252}):(\d{1,5})$/;

/**
 * How a ZRE node is told where it is.
 *
 * @throws MeetingOptionError
 */
export function mailboxNodeOptions(
  wish: MailboxWish,
  on: string | number,
  security: NetworkSecurity,
  environment: Environment,
  interfaces?: Interfaces,
): MailboxNodeOptions {
  const listen = wish.listen ?? (environment['ZFARM_LISTEN'] || undefined);
  const advertise = wish.advertise ?? (environment['ZFARM_ADVERTISE'] || undefined);
  if (listen === undefined) {
    if (advertise === undefined) return {};
    throw new MeetingOptionError(
      'advertise',
      `'${advertise}' is to lead here, but to which port? Say that as well: --listen 5671, option listen or ZFARM_LISTEN.`,
    );
  }
  const loopback = reachOf(on) === 'loopback';
  if (security.kind === 'guarded') throw forNetworks('listen', listen);
  const endpoint = endpointAt(listen, on, interfaces);
  if (loopback && !isOnLoopback(endpoint.host)) throw forNetworks('listen', listen);
  return {
    endpoint: `tcp://${endpoint.host}:${endpoint.port}`,
    ...(advertise === undefined ? {} : { advertisedEndpoint: advertisedEndpoint(advertise, loopback) }),
  };
}

function endpointAt(
  text: unknown,
  on: string | number,
  interfaces: Interfaces | undefined,
): { readonly host: string; readonly port: string } {
  const [, named, port = ''] = (typeof text === 'string' && LISTEN.exec(text)) || [];
  if (!isPort(port))
    throw new MeetingOptionError(
      'listen',
      `A node listens at a TCP port from 1 to 65535, as in 5671, or also at one IPv4 address of this machine, as in 10.0.0.5:5671; not '${text}'.`,
    );
  const host = named ?? interfaceAddress(on, interfaces);
  if (host !== undefined) return { host, port };
  throw new MeetingOptionError(
    'listen',
    `Interface ${on} is not one with one IPv4 address: say at which to listen, as in 10.0.0.5:${port}.`,
  );
}

function advertisedEndpoint(text: unknown, loopback: boolean): string {
  const [, host = '', port = ''] = (typeof text === 'string' && ADVERTISE.exec(text)) || [];
  if (!isPort(port))
    throw new MeetingOptionError(
      'advertise',
      `A node is advertised by host and port, as in host.example:5671 or 203.0.113.7:5671; not '${text}'.`,
    );
  if (loopback && !isOnLoopback(host)) throw forNetworks('advertise', text);
  return `tcp://${host}:${port}`;
}

function forNetworks(option: 'listen' | 'advertise', text: unknown): MeetingOptionError {
  return new MeetingOptionError(
    option,
    `To ${option} at '${text}' is for a network, and this node is on loopback, where programs of this user find each other without it: ` +
      'name the interface that other machines reach (--interface, ZFARM_INTERFACE).',
  );
}
