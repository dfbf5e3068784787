import type { Assign, AttemptId, CodeHash, NodeId, ToWorker } from '@zfarm/cluster-core/core';
import type { Checker, ItemRun } from '../observation.js';
import { Violation } from '../violation.js';

/** Work that a slot may be given ahead of time, before it is known who else will want it. */
const AHEAD_MS = 100;
/** What was handed to a slot behind a task that outlasts its time may be handed over a few times before it runs. */
const SLACK = 2;

/** What travels in fragments comes when it can. */
const BIG_BYTES = 100_000;
const BIG_RESULT_BYTES = 1000;

interface ClientShare {
  readonly client: NodeId;
  weight: number;
  servedMs: number;
  /** When what it has running here began, by attempt and item. */
  readonly running: Map<string, number>;
  /** Attempts here that could run and have not begun. */
  readonly waiting: Set<AttemptId>;
  waitsSince: Account | undefined;
}

/** What each client had been served when one began to wait. */
interface Account {
  readonly at: number;
  readonly servedMs: ReadonlyMap<NodeId, number>;
}

interface WorkerShares {
  readonly slots: number;
  /**
   * Somebody reserves what is scarce: who waits for that is passed by, and who needs several slots holds all up. Or values
   * are so big that a client whose results don't leave is passed by.
   */
  uneven: boolean;
  readonly clients: Map<NodeId, ClientShare>;
  readonly codes: Set<CodeHash>;
  readonly withoutCode: Map<Assign, NodeId>;
  longestMs: number;
  /** When what runs here began, whoever it belongs to: what was handed over behind it waits, though others are served. */
  readonly began: Map<string, number>;
}

/**
 * While two clients both have something waiting at a worker, neither is served much more than the other for its
 * weight: more than what slots were given ahead, and what the longest piece of work took.
 */
export class FairShareChecker implements Checker {
  readonly #workers: Map<NodeId, WorkerShares> = new Map();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  readonly on: Checker['on'] = {
    'worker-heard': (event) => {
      this.#heard(this.#shares(event.worker, event.slots), event.client, event.message);
    },
    'worker-said': ({ worker, slots, client, message }) => {
      if (message.kind === 'done' || message.kind === 'cut')
        this.#settle(this.#shares(worker, slots), client, message.attempt);
    },
    'worker-lost': ({ worker, client }) => {
      this.#workers.get(worker)?.clients.delete(client);
    },
    'item-began': ({ run }) => {
      const shares = this.#workers.get(run.worker);
      if (shares === undefined) return;
      shares.uneven ||= (run.plan.resultWidth ?? 0) > BIG_RESULT_BYTES;
      shares.began.set(`${run.plan.client}:${runName(run)}`, this.#now());
      shares.clients.get(run.plan.client)?.running.set(runName(run), this.#now());
      this.#settle(shares, run.plan.client, run.attempt);
    },
    'item-resumed': ({ run }) => {
      this.#workers.get(run.worker)?.clients.get(run.plan.client)?.running.set(runName(run), this.#now());
    },
    'item-ended': ({ run, tookMs }) => {
      this.#served(run, tookMs);
    },
  };

  #shares(worker: NodeId, slots: number): WorkerShares {
    let shares = this.#workers.get(worker);
    if (shares === undefined) {
      shares = {
        slots,
        uneven: false,
        clients: new Map(),
        codes: new Set(),
        withoutCode: new Map(),
        longestMs: 0,
        began: new Map(),
      };
      this.#workers.set(worker, shares);
    }
    return shares;
  }

  #heard(shares: WorkerShares, client: NodeId, message: ToWorker): void {
    const share = clientShare(shares, client);
    if (message.kind === 'demand') share.weight = message.weight;
    else if (message.kind === 'assign') {
      if (message.reservation !== undefined || message.items?.bytes > BIG_BYTES) shares.uneven = true;
      shares.withoutCode.set(message, client);
      enqueue(shares, this.#now());
    } else if (message.kind === 'code-put') {
      shares.codes.add(message.code);
      enqueue(shares, this.#now());
    } else if (message.kind === 'cancel') this.#settle(shares, client, message.attempt);
  }

  #settle(shares: WorkerShares, client: NodeId, attempt: AttemptId): void {
    const share = shares.clients.get(client);
    if (share?.waiting.delete(attempt) === true && share.waiting.size === 0) share.waitsSince = undefined;
    for (const [assign, from] of shares.withoutCode)
      if (from === client && assign.attempt === attempt) shares.withoutCode.delete(assign);
  }

  #served(run: ItemRun, tookMs: number): void {
    const { worker, plan } = run;
    const shares = this.#workers.get(worker);
    shares?.began.delete(`${plan.client}:${runName(run)}`);
    const served = shares?.clients.get(plan.client);
    if (shares === undefined || served === undefined) return;
    served.running.delete(runName(run));
    served.servedMs += tookMs;
    shares.longestMs = Math.max(shares.longestMs, tookMs * (plan.policy.chunkItems ?? 1));
    if (shares.uneven) return;
    for (const other of shares.clients.values())
      if (other !== served && served.waitsSince !== undefined && other.waitsSince !== undefined)
        compare(worker, shares, [served, other], this.#now());
  }
}

function compare(
  worker: NodeId,
  shares: WorkerShares,
  [served, other]: readonly [ClientShare, ClientShare],
  now: number,
): void {
  // Both have waited since the later of the two began to.
  const since = later(served, other);
  const gained = (share: ClientShare): number =>
    (timeOf(share, now) - (since?.servedMs.get(share.client) ?? 0)) / share.weight;
  const longestMs = Math.max(shares.longestMs, ...[...shares.began.values()].map((beganAt) => now - beganAt));
  const slackMs = (SLACK * shares.slots * (AHEAD_MS + longestMs)) / Math.min(served.weight, other.weight);
  const aheadMs = gained(served) - gained(other);
  if (aheadMs > slackMs)
    throw new Violation(
      'fair-share',
      `${worker} has served ${served.client} ${aheadMs.toFixed(0)} ms more than ${other.client}, which waits as well`,
    );
}

/** By time, not by what was served: an account begins anew with each session. */
function later({ waitsSince: a }: ClientShare, { waitsSince: b }: ClientShare): Account | undefined {
  return (a?.at ?? 0) > (b?.at ?? 0) ? a : b;
}

function clientShare(shares: WorkerShares, client: NodeId): ClientShare {
  let share = shares.clients.get(client);
  if (share === undefined) {
    share = { client, weight: 1, servedMs: 0, running: new Map(), waiting: new Set(), waitsSince: undefined };
    shares.clients.set(client, share);
  }
  return share;
}

/** Attempts whose code is all there wait for a slot from now on. */
function enqueue(shares: WorkerShares, now: number): void {
  for (const [assign, client] of shares.withoutCode) {
    const { code, setup, parts = [], attempt } = assign;
    const needed = [code, ...(setup === undefined ? [] : [setup]), ...parts];
    if (!needed.every((hash) => shares.codes.has(hash))) continue;
    shares.withoutCode.delete(assign);
    const share = clientShare(shares, client);
    share.waiting.add(attempt);
    share.waitsSince ??= {
      at: now,
      servedMs: new Map([...shares.clients].map(([id, one]) => [id, timeOf(one, now)])),
    };
  }
}

/** Slot time that the client has had here, with that of what runs now. */
function timeOf({ servedMs, running }: ClientShare, now: number): number {
  let timeMs = servedMs;
  for (const beganAt of running.values()) timeMs += now - beganAt;
  return timeMs;
}

function runName({ attempt, item }: ItemRun): string {
  return `${attempt}:${item}`;
}
