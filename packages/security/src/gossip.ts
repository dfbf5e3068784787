import type { Environment } from './config-folder.js';
import { interfaceAddress } from './interface-address.js';
import { reachOf } from './loopback.js';
import { isOnLoopback, isPort, MeetingOptionError } from './meeting-option-error.js';
import type { NetworkSecurity } from './network-security.js';

/** How nodes meet where no broadcast passes; beacons go on beside it. */
export interface GossipWish {
  /** Be a hub, at a TCP port of its interface, as in `5700`; of another address of this machine, as in `10.0.0.5:5700`; or of all, as in `*:5700`. */
  readonly bind?: string | undefined;
  /**
   * Hubs, as in `hub.example:5700`. A name is looked up at each attempt to connect. With a key, a hub is taken to have that of the
   * cluster; another one follows, as in `hub.example:5700|key`. Default: `ZFARM_GOSSIP`, separated by commas.
   */
  readonly connect?: readonly string[] | undefined;
}

/** Options of a ZRE node. */
export interface GossipNodeOptions {
  /** Where to be a hub, and the hubs to ask, as endpoints of ZeroMQ; absent without any. */
  readonly gossip?: { readonly bind?: string; readonly connect: readonly string[] };
}

const HUB = /^(?:tcp:\/\/)?([A-Za-z0-9][A-Za-z0-9._-]{0,252}):(\d{1,5})(?:\|([^\s|,]{40}))?$/;
const BIND = /^(?:(?:tcp:\/\/)?(\*|\d{1,3}(?:\.\d{1,3}){3}):)?(\d{1,5})$/;
const HUBS_MAX = 16;

/**
 * How a ZRE node is told of hubs.
 *
 * @throws MeetingOptionError
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
    throw wrong(
      'Gossip is for networks: on loopback without a key, programs of this user find each other without it. ' +
        'Name the interface that other machines reach (--interface, ZFARM_INTERFACE) or a key file, or leave gossip out.',
    );
  const loopback = reachOf(on) === 'loopback';
  return {
    gossip: {
      ...(bind === undefined ? {} : { bind: bindEndpoint(bind, on, loopback) }),
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
  throw wrong(
    `Option 'gossip' accepts { bind?: '10.0.0.5:5700', connect?: ['hub.example:5700'] }, with at most ${HUBS_MAX} hubs.`,
  );
}

function hubsOf(list: string): readonly string[] {
  return list
    .split(',')
    .map((hub) => hub.trim())
    .filter((hub) => hub !== '');
}

function bindEndpoint(text: string, on: string | number, loopback: boolean): string {
  const [, named, port = ''] = BIND.exec(text) ?? [];
  if (!isPort(port))
    throw wrong(
      `A gossip hub listens at a port, as in 5700, or also at an IPv4 address of this machine or *, as in 10.0.0.5:5700 or *:5700; not '${text}'.`,
    );
  const host = named ?? interfaceAddress(on);
  if (host === undefined)
    throw wrong(
      `Interface ${on} is not one with one IPv4 address: say where the hub is to listen, as in *:${port}.`,
    );
  checkReach(host, text, loopback);
  return `tcp://${host}:${port}`;
}

function hubEndpoint(text: unknown, loopback: boolean, security: NetworkSecurity): string {
  const [, host = '', port = '', named] = (typeof text === 'string' && HUB.exec(text)) || [];
  if (host === '' || !isPort(port))
    throw wrong(
      `A gossip hub is named by host and port, as in 10.0.0.5:5700 or hub.example:5700, several separated by commas; not '${text}'.`,
    );
  checkReach(host, String(text), loopback);
  const key = named ?? clusterKey(security, String(text));
  if (named !== undefined && security.kind !== 'keyed')
    throw wrong(
      `The gossip hub '${text}' has a key, and this node has none: name its key file, or leave out | and what follows.`,
    );
  return `tcp://${host}:${port}${key === undefined ? '' : `|${key}`}`;
}

function clusterKey(security: NetworkSecurity, hub: string): string | undefined {
  if (security.kind !== 'keyed') return undefined;
  const key = security.ring.clusterKey;
  if (key !== undefined) return key;
  throw wrong(
    `${security.ring.path} does not tell which key the gossip hub has: write '${hub}|' and its public key, 40 characters.`,
  );
}

/** A node on loopback would tell others an endpoint that leads them to themselves. */
function checkReach(host: string, text: string, loopback: boolean): void {
  if (!loopback || isOnLoopback(host)) return;
  throw wrong(
    `The gossip hub '${text}' is for a network, and this node is on loopback, where nobody else reaches it: ` +
      'name the interface that other machines reach (--interface, ZFARM_INTERFACE).',
  );
}

function wrong(message: string): MeetingOptionError {
  return new MeetingOptionError('gossip', message);
}
