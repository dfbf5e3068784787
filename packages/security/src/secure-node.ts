import type { KeyPair } from './key-file.js';
import type { NetworkSecurity } from './network-security.js';
import { refusalNotice } from './refusal-notice.js';

/** HELLO tells a node's public key in this header (ZRE), and the connection to it proves that. */
const PUBLIC_KEY_HEADER = 'X-PUBLICKEY';

/** What part a node wants to play in a cluster. */
export type NodeRole = 'worker' | 'client' | 'observer';

/** Options of a ZRE node. */
export interface SecureNodeOptions {
  /** On loopback: the secret of this user. */
  readonly guard?: { readonly secret: string; readonly frameBytesMax: number };
  /** With a key file: our key, and whom it admits. */
  readonly curve?: KeyPair & {
    readonly admit: (publicKey: string) => boolean;
    readonly frameBytesMax: number;
  };
}

/** No frame of the task protocol is longer: what is big travels in fragments. More than that nobody makes a node keep. */
const FRAME_BYTES_MAX = 32 * 1024 * 1024;

/** How often it is looked whether others still let this node in. */
const REFUSALS_LOOK_MS = 1000;

/** What of a ZRE node it takes to part with those whose key was taken away. */
export interface KeyedPeers {
  /** Endpoints of those that do not let this one in. */
  readonly refusedBy: readonly string[];
  /** UUIDs of the peers that are here. */
  peers(): readonly string[];
  /** One header of a peer. */
  peerHeader(peer: string, key: string): string | undefined;
  /** Ends the conversation with a peer. */
  dismiss(peer: string): void;
}

/** How a ZRE node is told to keep others out. */
export function secureNodeOptions(security: NetworkSecurity): SecureNodeOptions {
  switch (security.kind) {
    case 'guarded':
      return { guard: { secret: security.secret, frameBytesMax: FRAME_BYTES_MAX } };
    case 'keyed': {
      const { ring } = security;
      return {
        curve: {
          ...ring.pair,
          admit: (key) => ring.roleOf(key) !== undefined,
          frameBytesMax: FRAME_BYTES_MAX,
        },
      };
    }
    case 'open':
      return {};
  }
}

/** Who this node is to those it greets: for sessions. Absent where nodes have no keys. */
export function sessionIdentity(
  security: NetworkSecurity,
  endpoints: () => readonly string[],
): (() => { readonly publicKey: string; readonly endpoints: readonly string[] }) | undefined {
  if (security.kind !== 'keyed') return undefined;
  const { publicKey } = security.ring.pair;
  return () => ({ publicKey, endpoints: endpoints() });
}

/** Whether the owner of that key may play that role: for sessions. Absent: everyone who is admitted may. */
export function rolePermission(
  security: NetworkSecurity,
): ((role: NodeRole, publicKey: string | undefined) => boolean) | undefined {
  if (security.kind !== 'keyed') return undefined;
  return (role, publicKey) => {
    const permitted = publicKey === undefined ? undefined : security.ring.roleOf(publicKey);
    return permitted === 'member' || (permitted === 'worker' && role !== 'client');
  };
}

/**
 * From now on, ends the conversations with those whose key is taken away or given another role.
 *
 * @param tell the user that others do the same to this node: once, and again after all have let it in meanwhile
 */
export function followKeys(
  security: NetworkSecurity,
  node: KeyedPeers,
  tell?: (notice: string) => void,
): { stop(): void } {
  if (security.kind !== 'keyed') return { stop: () => undefined };
  const ours = security.ring.follow((changed) => {
    for (const peer of node.peers()) {
      const key = node.peerHeader(peer, PUBLIC_KEY_HEADER);
      if (key !== undefined && changed(key)) node.dismiss(peer);
    }
  });
  let told = false;
  const theirs = setInterval(() => {
    const notice = refusalNotice(node.refusedBy);
    if (notice !== undefined && !told) tell?.(notice);
    told = notice !== undefined;
  }, REFUSALS_LOOK_MS).unref();
  return {
    stop: () => {
      ours.stop();
      clearInterval(theirs);
    },
  };
}
