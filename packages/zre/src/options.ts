import { limits } from './core/limits.js';
import { parseReach } from './core/reach.js';
import { defaultTimings, type Timings } from './core/timings.js';
import { curveKey, type ResolvedCurve, resolveCurve, type ZreCurveOptions } from './curve-options.js';
import { ZreOptionError } from './errors.js';
import { type ResolvedGuard, resolveGuard, type ZreGuardOptions } from './guard-options.js';
import type { Logger } from './logger.js';

/** Options of `ZreNode`; each has a default. All durations are in milliseconds. */
export interface ZreNodeOptions {
  /** What other nodes are told, at most 255 octets. Default: the first six characters of the UUID. */
  readonly name?: string;
  /** Static facts about this node, carried by its HELLO. Keys have at most 255 octets. */
  readonly headers?: Readonly<Record<string, string>>;
  /**
   * Interface name, IPv4 or link-local IPv6 address, or index among those not loopback; `*` for all of these, or a list
   * of interfaces to live on at once. Default: ZFARM_INTERFACE, else the first not loopback.
   */
  readonly interface?: string | number | readonly (string | number)[];
  /** Interfaces named otherwise than by address are used with IPv6: link-local addresses, beacons to ff02::1. Default false. */
  readonly ipv6?: boolean;
  /** UDP port of the beacons: nodes on different ports do not see each other. Default 5670. */
  readonly port?: number;
  /** From one beacon to the next, 10 to 3,600,000. Default 1000. */
  readonly intervalMs?: number;
  /** A peer unheard for so long is pinged and reported evasive. Default 5000. */
  readonly evasiveMs?: number;
  /** A peer unheard for so long is reported silent. Default: evasiveMs + 1000. */
  readonly silentMs?: number;
  /** A peer unheard for so long is given up. Default 30,000. */
  readonly expiredMs?: number;
  /** Where the mailbox is bound, as in `tcp://192.0.2.7:5671`. Default: a free port from 49152 on, on the interface. */
  readonly endpoint?: string;
  /** What HELLO tells instead of the bound endpoint, for a node behind address translation. */
  readonly advertisedEndpoint?: string;
  /** Announce this node by UDP and hear others. Without it only gossip, `staticEndpoints` and others' HELLO make nodes meet. Default true. */
  readonly beacon?: boolean;
  /** IPv4 multicast group for the beacons, as in 239.192.1.1, where broadcast does not reach everybody. Default: none, but on loopback off Linux. */
  readonly multicast?: string;
  /**
   * Learn of nodes from hubs, compatible with czmq's zgossip, also beside beacons; `bind` makes this node a hub. A hub that is a
   * CURVE node is named by `endpoint|publicKey`.
   */
  readonly gossip?: { readonly bind?: string; readonly connect?: readonly string[] };
  /** Endpoints of nodes to connect to, as these nodes tell them, for as long as this one runs; of CURVE nodes `endpoint|publicKey`. */
  readonly staticEndpoints?: readonly string[];
  /** Encrypt everything but beacons, and speak only with CURVE nodes that are admitted. Default: plain. */
  readonly curve?: ZreCurveOptions;
  /**
   * Speak only with nodes that know the same secret, without encryption: for the loopback interface, where nobody but this machine
   * listens, and other users of it are to be kept out. Nodes are found by beacons alone. Default: none.
   */
  readonly guard?: ZreGuardOptions;
  /** Groups to join and to stand for leader in. */
  readonly contest?: readonly string[];
  /** Told whom this node meets and loses. Default: nobody is. */
  readonly logger?: Logger;
}

export interface ResolvedOptions {
  readonly name: string | undefined;
  readonly headers: ReadonlyMap<string, string>;
  readonly interface: string | number | readonly (string | number)[] | undefined;
  readonly ipv6: boolean;
  readonly port: number;
  readonly timings: Timings;
  readonly endpoint: string | undefined;
  readonly advertisedEndpoint: string | undefined;
  readonly contest: readonly string[];
  readonly beacon: boolean;
  readonly multicast: string | undefined;
  readonly gossip: { readonly bind: string | undefined; readonly connect: readonly string[] } | undefined;
  readonly staticEndpoints: readonly string[];
  readonly security: ResolvedSecurity | undefined;
}

/** What keeps others out. */
export type ResolvedSecurity = ResolvedCurve | ResolvedGuard;

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** @throws ZreOptionError naming the option and what it accepts */
export function resolveOptions(options: ZreNodeOptions, env: NodeJS.ProcessEnv): ResolvedOptions {
  if (options.name !== undefined) shortText(options.name, 'name');
  return {
    name: options.name,
    headers: resolveHeaders(options.headers ?? {}),
    interface: resolveInterface(options.interface ?? env['ZFARM_INTERFACE']),
    ipv6: options.ipv6 ?? false,
    port: integer(options.port ?? 5670, 'port', 1, 65_535),
    timings: resolveTimings(options),
    endpoint: resolveEndpoint(options),
    advertisedEndpoint: optionalEndpoint(options.advertisedEndpoint, 'advertisedEndpoint'),
    beacon: options.beacon ?? true,
    multicast: multicastGroup(options.multicast),
    gossip: resolveGossip(options),
    staticEndpoints: (options.staticEndpoints ?? []).map((endpoint) =>
      reach(endpoint, 'staticEndpoints', options.curve !== undefined),
    ),
    security: resolveSecurity(options),
    contest: (options.contest ?? []).map((group) => shortText(group, 'a group of contest')),
  };
}

/** A guarded mailbox takes only who knows whose it is, which a list of endpoints does not tell. */
function resolveSecurity(options: ZreNodeOptions): ResolvedSecurity | undefined {
  const { curve, guard, gossip, staticEndpoints = [] } = options;
  if (guard === undefined) return resolveCurve(curve);
  if (curve !== undefined || gossip !== undefined || staticEndpoints.length > 0)
    throw new ZreOptionError('guard goes with beacons alone: leave out curve, gossip and staticEndpoints');
  return resolveGuard(guard);
}

/** @throws ZreOptionError when it does not fit the wire's one length octet */
export function shortText(text: string, what: string): string {
  if (typeof text === 'string' && Buffer.byteLength(text) <= limits.shortStringBytesMax) return text;
  throw new ZreOptionError(`${what} must be text of at most ${limits.shortStringBytesMax} octets of UTF-8`);
}

function resolveInterface(wish: ZreNodeOptions['interface']): ResolvedOptions['interface'] {
  if (typeof wish !== 'object' || (wish.length > 0 && new Set(wish).size === wish.length)) return wish;
  throw new ZreOptionError('interface must list at least one interface, and none twice');
}

function resolveHeaders(headers: Readonly<Record<string, string>>): Map<string, string> {
  const resolved = new Map<string, string>();
  let bytes = 0;
  for (const [key, value] of Object.entries(headers)) {
    shortText(key, 'a key of headers');
    if (typeof value !== 'string')
      throw new ZreOptionError(`headers["${key}"] must be text, got ${typeof value}`);
    bytes += Buffer.byteLength(key) + Buffer.byteLength(value) + 5;
    resolved.set(key, value);
  }
  if (bytes <= limits.headFrameBytesMax / 2) return resolved;
  throw new ZreOptionError(
    `headers must have at most ${limits.headFrameBytesMax / 2} octets in all, got ${bytes}`,
  );
}

/** Each default gives way to a shorter period that was asked for. */
function resolveTimings(options: ZreNodeOptions): Timings {
  const expiredMs = integer(options.expiredMs ?? defaultTimings.expiredMs, 'expiredMs', 10, dayMs);
  const evasiveDefault = Math.min(defaultTimings.evasiveMs, options.silentMs ?? expiredMs, expiredMs);
  const evasiveMs = integer(options.evasiveMs ?? evasiveDefault, 'evasiveMs', 10, expiredMs);
  const silentDefault = evasiveMs + defaultTimings.silentMs - defaultTimings.evasiveMs;
  const silentMs = integer(
    options.silentMs ?? Math.min(silentDefault, expiredMs),
    'silentMs',
    evasiveMs,
    expiredMs,
  );
  const intervalMs = integer(options.intervalMs ?? defaultTimings.intervalMs, 'intervalMs', 10, hourMs);
  return { intervalMs, evasiveMs, silentMs, expiredMs };
}

function integer(value: number, what: string, min: number, max: number): number {
  if (Number.isInteger(value) && value >= min && value <= max) return value;
  throw new ZreOptionError(`${what} must be a whole number from ${min} to ${max}, got ${value}`);
}

/** Bound to all addresses, a node would tell its peers an endpoint that leads nowhere. */
function resolveEndpoint(options: ZreNodeOptions): string | undefined {
  const endpoint = optionalEndpoint(options.endpoint, 'endpoint');
  if (
    endpoint === undefined ||
    options.advertisedEndpoint !== undefined ||
    !/\/\/(0\.0\.0\.0|\*):/.test(endpoint)
  ) {
    return endpoint;
  }
  throw new ZreOptionError(`endpoint ${endpoint} needs an advertisedEndpoint, which peers can connect to`);
}

function resolveGossip({ gossip, curve }: ZreNodeOptions): ResolvedOptions['gossip'] {
  if (gossip === undefined) return undefined;
  const connect = (gossip.connect ?? []).map((hub) =>
    reach(hub, 'gossip.connect', curve !== undefined && hub.includes('|')),
  );
  return { bind: optionalEndpoint(gossip.bind, 'gossip.bind'), connect };
}

function multicastGroup(value: string | undefined): string | undefined {
  if (value === undefined || /^2(2[4-9]|3\d)(\.\d{1,3}){3}$/.test(value)) return value;
  throw new ZreOptionError(
    `multicast must be an IPv4 group between 224.0.0.0 and 239.255.255.255, got "${value}"`,
  );
}

function optionalEndpoint(value: string | undefined, what: string): string | undefined {
  return value === undefined ? undefined : tcpEndpoint(value, what);
}

/** @throws ZreOptionError for anything but TCP */
export function tcpEndpoint(value: string, what: string): string {
  if (/^tcp:\/\/[^\s;/@]+:(\d{1,5}|\*)$/.test(value)) return value;
  throw new ZreOptionError(`${what} must look like tcp://192.0.2.7:5671, got "${value}"`);
}

/** @throws ZreOptionError for anything but TCP, with the key of a CURVE node exactly where one is wanted */
function reach(value: string, what: string, withKey: boolean): string {
  const { endpoint, publicKey } = parseReach(value);
  tcpEndpoint(endpoint, what);
  if (withKey) curveKey(publicKey ?? '', `What follows | in ${what}`);
  else if (publicKey !== undefined)
    throw new ZreOptionError(`${what} has a key, which needs the option curve`);
  return value;
}
