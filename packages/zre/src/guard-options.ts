import { createHmac } from 'node:crypto';
import { type CurveKey, curveKeyFromBytes } from './core/curve-key.js';
import { ZreOptionError } from './errors.js';
import { frameBound } from './frame-bound.js';

/** A secret shared by nodes of one machine, that keeps its other users out. */
export interface ZreGuardOptions {
  /** What only the nodes concerned know: at least 32 characters that cannot be guessed. It never leaves the process. */
  readonly secret: string;
  /**
   * The longest frame that the mailbox takes, in bytes. libzmq keeps all of a frame before it looks at it, also of somebody
   * who is not let in yet: a node that hears of no long ones is safer with a small bound. Default: 1 GiB.
   */
  readonly frameBytesMax?: number;
}

export interface ResolvedGuard {
  readonly kind: 'guard';
  readonly frameBytesMax: number;
  readonly secret: string;
  /** Stands where CURVE nodes have their public key: it tells nodes of the same secret from others, and proves nothing. */
  readonly publicKey: CurveKey;
  readonly admits: (publicKey: CurveKey) => boolean;
}

/** A connection from one node to the mailbox of another. */
export interface GuardedPassage {
  readonly from: string;
  readonly to: string;
  /** As the mailbox is bound, and as the other connects. */
  readonly endpoint: string;
}

const secretCharactersMin = 32;

/** @throws ZreOptionError when the secret is too short */
export function resolveGuard(guard: ZreGuardOptions): ResolvedGuard {
  const { secret } = guard;
  if (typeof secret !== 'string' || secret.length < secretCharactersMin)
    throw new ZreOptionError(`guard.secret must be text of at least ${secretCharactersMin} characters`);
  const publicKey = curveKeyFromBytes(createHmac('sha256', secret).update('zre guard tag').digest());
  const frameBytesMax = frameBound(guard.frameBytesMax, 'guard.frameBytesMax');
  return { kind: 'guard', secret, frameBytesMax, publicKey, admits: (key) => key === publicKey };
}

/**
 * What lets a node pass there, and nowhere else: whoever has a connection made to a mailbox of its own by a forged beacon, learns
 * nothing that another mailbox would take.
 */
export function guardPass(secret: string, { from, to, endpoint }: GuardedPassage): string {
  return createHmac('sha256', secret).update(`zre guard pass ${from} ${to} ${endpoint}`).digest('hex');
}
