import type { Neighbour, NetworkFacts } from './facts.js';
import { type Finding, note, problem } from './finding.js';

const NAMED_MAX = 3;

/** Why a node that is heard and says no HELLO does not speak with this program, if it is for its key; undefined if it is not. */
export function diagnoseKey(
  who: string,
  { refuses }: Neighbour,
  { secure }: NonNullable<Neighbour['beacon']>,
  { security }: NetworkFacts,
): Finding | undefined {
  if (secure && security === 'open')
    return problem(
      'needs-key',
      `${who} speaks only with holders of its cluster's key; here there is none`,
      'name the key file: --key or ZFARM_KEY_FILE; it is that of zfarm keygen on the other machine',
    );
  if (!secure && security !== 'open') return hasNoKey(who, security);
  if (!refuses) return undefined;
  return problem(
    'key-refused',
    `${who} does not accept the key of this machine, which accepts its own`,
    'give both the same key file; or, if its key was changed or taken away there, finish that on both, see docs/security.md',
  );
}

function hasNoKey(who: string, security: 'keyed' | 'guarded'): Finding {
  if (security === 'guarded')
    return problem(
      'has-no-key',
      `${who} runs with --insecure, and here only programs of this user are spoken with`,
      'start it without --insecure; or, if everybody there may run code, say --insecure here too',
    );
  return problem(
    'has-no-key',
    `${who} has no key, and here only holders of one are spoken with`,
    'start it with the cluster key: --key or ZFARM_KEY_FILE; or leave the key out here',
  );
}

/** Nodes with a key that is not admitted here. They may belong to somebody else: beside members of the cluster, nothing is wrong with that. */
export function otherKeys(
  { security }: NetworkFacts,
  strangers: readonly Neighbour[],
  isAlone: boolean,
): Finding[] {
  if (strangers.length === 0) return [];
  const { what, remedy } = security === 'guarded' ? OF_ANOTHER_USER : OF_ANOTHER_CLUSTER;
  const text = `${listed(strangers)} ${strangers.length === 1 ? 'has' : 'have'} another key ${what}`;
  return [isAlone ? problem('other-key', text, remedy) : note('other-key', text, remedy)];
}

const OF_ANOTHER_CLUSTER = {
  what: 'than this machine, and none that is admitted here',
  remedy:
    'if that belongs here, give both machines the same key file (--key, ZFARM_KEY_FILE), or admit its public key in authorized-keys.d, see docs/security.md',
} as const;

const OF_ANOTHER_USER = {
  what: 'than programs of this user: it is that of another user of this machine, or of a cluster',
  remedy:
    'if that is yours, run both as the same user; or, if it was started with a key file, name it here: --key',
} as const;

function listed(nodes: readonly Neighbour[]): string {
  const [first] = nodes;
  const places = nodes.slice(0, NAMED_MAX).map(({ beacon }) => `${beacon?.address}:${beacon?.port}`);
  if (nodes.length === 1) return `node ${first?.id.slice(0, 6)} at ${places[0]}`;
  const more = nodes.length > NAMED_MAX ? ` and ${nodes.length - NAMED_MAX} more` : '';
  return `${nodes.length} nodes at ${places.join(', ')}${more}`;
}
