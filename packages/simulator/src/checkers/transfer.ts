import {
  ACK_BYTES,
  FRAGMENT_BYTES,
  FRAGMENT_BYTES_MAX,
  WINDOW_BYTES_MAX,
  WINDOW_MS,
} from '@zfarm/cluster-core/core';
import type { Connection } from '../network/connection.js';
import type { Setting } from '../setting.js';
import { Violation } from '../violation.js';

/** What is measured of a link's rate may be so much more than it is. */
const RATE_ERROR = 2;
/** A small message never takes longer: a quarter of the silence after which a worker is taken for frozen. */
const SMALL_MS_MAX = 500;

/**
 * Big values leave room for small messages: what is under way to a peer is bounded by what passes in a short time, so a
 * heartbeat arrives soon however much there is to send.
 */
export function transferCheck({
  faults,
  bytesPerMs = Number.POSITIVE_INFINITY,
}: Setting): (connection: Connection, rawBytes: number, inMs: number) => void {
  const isCalm = faults.length === 0;
  const window = Math.min(WINDOW_BYTES_MAX, Math.max(FRAGMENT_BYTES, RATE_ERROR * bytesPerMs * WINDOW_MS));
  const underWayMax = (isCalm ? window : WINDOW_BYTES_MAX) + ACK_BYTES + FRAGMENT_BYTES_MAX;
  return ({ owner, to, rawBytesUnderWay }, rawBytes, inMs) => {
    const where = `from ${owner.id} to ${to?.id}`;
    if (rawBytesUnderWay > underWayMax)
      throw new Violation('transfer', `${rawBytesUnderWay} bytes of values are under way ${where}`);
    if (isCalm && rawBytes === 0 && inMs > SMALL_MS_MAX)
      throw new Violation('transfer', `a small message takes ${inMs.toFixed(0)} ms ${where}`);
  };
}
