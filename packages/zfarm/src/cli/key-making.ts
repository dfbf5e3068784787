import type { KeyFile, KeyPair, KeyRole } from '@zfarm/security';
import { generateCurveKeyPair } from '@zfarm/zre';
import { CliError } from './exit.js';

/** Files of the three steps from an old key to a new one. */
export type RotationSteps = readonly [KeyFile, KeyFile, KeyFile];

/** A cluster's key: a pair for all who may submit, and one for all who only serve. */
export function clusterKey(): KeyFile {
  const member = generateCurveKeyPair();
  const workerKey = generateCurveKeyPair();
  return {
    role: 'member',
    ...member,
    members: [member.publicKey],
    workers: [workerKey.publicKey],
    workerKey,
  };
}

/** What of it goes to machines that only serve. */
export function workerOnly(path: string, { members, workers, workerKey }: KeyFile): KeyFile {
  return { role: 'worker', ...workerPair(path, workerKey), members, workers };
}

/** A pair of its own for one node. Besides it admits whom the cluster's key admits, if one is given. */
export function nodeKey(role: KeyRole, cluster: KeyFile | undefined): KeyFile {
  const { members = [], workers = [] } = cluster ?? {};
  return { role, ...generateCurveKeyPair(), members, workers };
}

/** First every node accepts the new key, then each uses it, then none accepts the old one. */
export function rotationOf(path: string, old: KeyFile): RotationSteps {
  workerPair(path, old.workerKey);
  const fresh = clusterKey();
  const members = [...fresh.members, ...old.members];
  const workers = [...fresh.workers, ...old.workers];
  return [{ ...old, members, workers }, { ...fresh, members, workers }, fresh];
}

function workerPair(path: string, pair: KeyPair | undefined): KeyPair {
  if (pair !== undefined) return pair;
  throw new CliError(`${path} is not the key of a whole cluster: take the file that zfarm keygen made first`);
}
