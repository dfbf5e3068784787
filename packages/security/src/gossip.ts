import type { Environment } from './config-folder.js';
import { reachOf } from './loopback.js';
import type { NetworkSecurity } from './network-security.js';

/** How nodes meet where no broadcast passes; beacons go on beside it. */
export interface GossipWish {
  /** Be a hub, at an IPv4 address of this machine or `*`, as in `10.0.0.5:5700`. */
  readonly bind?: string | undefined;
  /**
   * Hubs, as in `hub.example:5700`. A name is looked up at each attempt to connect. With a key, a hub is taken to have that of the
   * cluster; another one follows, as in `hub.example:5700|key`. Default: `ZFARM_GOSSIP`, separated by commas.
   */
  readonly connect?: readonly string[] | undefined;
}

/** Options of a ZRE node. */
export interface GossipNodeOptions {
  readonly gossip?: { readonly bind?: string; readonly connect: readonly string[] };
}

/** What was said of gossip cannot be; the message says what to write instead. */
export class GossipOptionError extends TypeError {
  override readonly name = 'GossipOptionError';
  readonly code = 'ZFARM_OPTION';
  readonly option = 'gossip';
}

const HUB = /^(?:tcp:\/\/)?([A-Za-z0-9][A-Za-z0-9._-]{0,252}):(\d{1,5})(?:\|([^\s|,]{40}))?$/;
const BIND = /^(?:tcp:\/\/)?(\*|\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})$/;
const HUBS_MAX = 16;

/**
 * How a ZRE node is told of hubs.
 *
 * @throws GossipOptionError
 */
export function gossipNodeOptions(
  wish: GossipWish | undefined,
  on: string | number,
  security: NetworkSecurity,
  environment: Environment,
): GossipNodeOptions {
  const { bind, connect } = checkShape(wish);
  const hubs = connect ?? hubsOf(environment['ZFARM_GOSSIP'] ?? '');
  if (bind === undefined && hubs.length === 0) return {};
  if (security.kind === 'guarded')
    throw new GossipOptionError(
      'Gossip is for networks: on loopback without a key, programs of this user find each other without it. ' +
        'Name the interface that other machines reach (--interface, ZFARM_INTERFACE) or a key file, or leave gossip out.',
    );
  const loopback = reachOf(on) === 'loopback';
  return {
    gossip: {
      ...(bind === undefined ? {} : { bind: bindEndpoint(bind, loopback) }),
      connect: hubs.map((hub) => hubEndpoint(hub, loopback, security)),
    },
  };
}

function checkShape(wish: GossipWish = {}): GossipWish {
  const { bind, connect, ...rest } = typeof wish === 'object' && wish !== null ? wish : { wish };
  const fits =
    Object.keys(rest).length === 0 &&
    (bind === undefined || typeof bind === 'string') &&
    (connect === undefined || (Array.isArray(connect) && connect.length <= HUBS_MAX));
  if (fits) return { bind, connect };
  throw new GossipOptionError(
    `Option 'gossip' accepts { bind?: '10.0.0.5:5700', connect?: ['hub.example:5700'] }, with at most ${HUBS_MAX} hubs.`,
  );
}

function hubsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((hub) => hub.trim())
    .filter((hub) => hub !== '');
}

function bindEndpoint(text: string, loopback: boolean): string {
  const [, host = '', port = ''] = BIND.exec(text) ?? [];
  if (host === '' || !isPort(port))
    throw new GossipOptionError(
      `A gossip hub listens at an IPv4 address of this machine or *, and a port, as in 10.0.0.5:5700 or *:5700; not '${text}'.`,
    );
  checkReach(host, text, loopback);
  return `tcp://${host}:${port}`;
}

function hubEndpoint(text: unknown, loopback: boolean, security: NetworkSecurity): string {
  const [, host = '', port = '', named] = (typeof text === 'string' && HUB.exec(text)) || [];
  if (host === '' || !isPort(port))
    throw new GossipOptionError(
      `A gossip hub is named by host and port, as in 10.0.0.5:5700 or hub.example:5700, several separated by commas; not '${text}'.`,
    );
  checkReach(host, String(text), loopback);
  const key = named ?? clusterKey(security, String(text));
  if (named !== undefined && security.kind !== 'keyed')
    throw new GossipOptionError(
      `The gossip hub '${text}' has a key, and this node has none: name its key file, or leave out | and what follows.`,
    );
  return `tcp://${host}:${port}${key === undefined ? '' : `|${key}`}`;
}

function clusterKey(security: NetworkSecurity, hub: string): string | undefined {
  if (security.kind !== 'keyed') return undefined;
  const key = security.ring.clusterKey;
  if (key !== undefined) return key;
  throw new GossipOptionError(
    `${security.ring.path} does not tell which key the gossip hub has: write '${hub}|' and its public key, 40 characters.`,
  );
}

/** A node on loopback would tell others an endpoint that leads them to themselves. */
function checkReach(host: string, text: string, loopback: boolean): void {
  if (!loopback || host === 'localhost' || host.startsWith('127.')) return;
  throw new GossipOptionError(
    `The gossip hub '${text}' is for a network, and this node is on loopback, where nobody else reaches it: ` +
      'name the interface that other machines reach (--interface, ZFARM_INTERFACE).',
  );
}

function isPort(text: string): boolean {
  return Number(text) >= 1 && Number(text) <= 65_535;
}
