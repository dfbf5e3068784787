import type { Cluster } from '../cluster.js';
import { type Checker, type Observation, show } from '../observation.js';
import type { Setting } from '../setting.js';
import { WindowChecker } from './bounds.js';
import { CapacityChecker } from './capacity.js';
import { ExecutionChecker } from './execution.js';
import { FailureChecker } from './failure.js';
import { FairShareChecker } from './fair-share.js';
import { checkLeftovers } from './leftovers.js';
import { checkSettled } from './liveness.js';
import { checkMembership } from './membership.js';
import { NestingChecker } from './nesting.js';
import { PlacementChecker } from './placement.js';
import { PresenceChecker } from './presence.js';
import { ReportChecker } from './report.js';
import { SettlementChecker } from './settlement.js';

/** All that look on while a run goes, and what must hold when it has come to rest. */
export class Judges {
  readonly #setting: Setting;
  readonly #settlement: SettlementChecker = new SettlementChecker();
  readonly #capacity: CapacityChecker = new CapacityChecker();
  readonly #presence: PresenceChecker;
  readonly #nesting: NestingChecker = new NestingChecker();
  readonly #checkers: readonly Checker[];

  constructor(setting: Setting, now: () => number) {
    this.#setting = setting;
    this.#presence = new PresenceChecker(setting.faults.length === 0, now);
    this.#checkers = [
      this.#settlement,
      new FailureChecker(),
      new ExecutionChecker(),
      this.#capacity,
      this.#nesting,
      new PlacementChecker(setting, now),
      new WindowChecker(),
      new ReportChecker(setting.faults.length === 0),
      new FairShareChecker(now),
      this.#presence,
    ];
  }

  observe(event: Observation): void {
    for (const checker of this.#checkers) show(checker, event);
  }

  /** From here on nothing may go wrong by itself. */
  calm(): void {
    this.#presence.calm();
  }

  checkEnd(cluster: Cluster): void {
    const settlement = this.#settlement;
    checkSettled(cluster, settlement.unfinished(), (plan) => settlement.hasEnded(plan), this.#setting);
    checkLeftovers(cluster);
    this.#capacity.checkAtRest();
    this.#nesting.checkAtRest();
    checkMembership(cluster);
  }
}
