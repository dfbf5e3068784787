import { simulate } from '../simulate.js';
import { nodeBugs } from './node-bugs.js';
import type { PlantedBug } from './planted-bug.js';
import { schedulerBugs } from './scheduler-bugs.js';
import { sessionBugs } from './session-bugs.js';
import { workerBugs } from './worker-bugs.js';

export const plantedBugs: readonly PlantedBug[] = [
  ...workerBugs,
  ...schedulerBugs,
  ...nodeBugs,
  ...sessionBugs,
];

export interface Found {
  readonly seed: number;
  readonly checker: string;
}

/** The first seed that shows the bug, and who found it. */
export function findBug({ cores }: Pick<PlantedBug, 'cores'>, seedsMax: number): Found | undefined {
  for (let seed = 1; seed <= seedsMax; seed += 1) {
    const { violation } = simulate(seed, { cores });
    if (violation !== undefined) return { seed, checker: violation.checker };
  }
  return undefined;
}
