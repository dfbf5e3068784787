import type { NetworkSecurity } from './network-security.js';

/** What a node has heard by beacon and not spoken with, as its counters tell. */
export interface HeardStrangers {
  /** Nodes with a key that is not admitted. */
  readonly 'key-refused'?: number;
  /** Nodes without a key where there should be one, or with one where there should be none. */
  readonly 'security-mismatch'?: number;
}

const OF_OTHER_KEY: Readonly<Record<NetworkSecurity['kind'], string>> = {
  keyed:
    'Nodes with another key are there and are refused. If they belong here, give them the key of this cluster (docs/security.md).',
  guarded: 'Nodes of other users, or with a key of a cluster, are there and are kept out.',
  open: 'Nodes with a key are there and refuse this one, which has none. Give it their key, by ZFARM_KEY_FILE or --key.',
};

const OF_OTHER_KIND: Readonly<Record<NetworkSecurity['kind'], string>> = {
  keyed:
    'Nodes without a key are there and are refused. If they belong here, give them the key of this cluster.',
  guarded: 'Insecure nodes are there and are kept out.',
  open: OF_OTHER_KEY.open,
};

/** Tells a user of nodes that are there but not seen; undefined if there are none. */
export function strangerNotice(kind: NetworkSecurity['kind'], heard: HeardStrangers): string | undefined {
  if ((heard['key-refused'] ?? 0) > 0) return OF_OTHER_KEY[kind];
  return (heard['security-mismatch'] ?? 0) > 0 ? OF_OTHER_KIND[kind] : undefined;
}
