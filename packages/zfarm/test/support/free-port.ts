import { randomInt } from 'node:crypto';

/** A beacon port that no other test uses at the same time, most likely: below the range the system hands out. */
export function beaconPort(): number {
  return randomInt(20_000, 32_000);
}
