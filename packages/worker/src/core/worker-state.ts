import type { Load, NestId, NodeId } from '@zfarm/cluster-core/core';
import type { Attempt } from './attempt.js';
import { Claims } from './claims.js';
import type { Client } from './client.js';
import { CodeTable } from './code-table.js';
import { FairShare } from './fair-share.js';
import type { Nest } from './nests.js';
import { newSlot, type Slot } from './slot.js';
import { Stock, type StockOptions } from './stock.js';

/** All that a worker's core knows. */
export interface WorkerState {
  readonly slots: readonly Slot[];
  readonly cancelGraceMs: number;
  readonly clients: Map<NodeId, Client>;
  readonly codes: CodeTable;
  readonly shares: FairShare;
  readonly stock: Stock;
  readonly claims: Claims;
  /** Attempts whose beginning has not been told, the earliest first, and when it is due. */
  readonly beginnings: { readonly attempt: Attempt; readonly tellAt: number }[];
  /** The jobs that tasks here have under way at their clients. */
  readonly nests: Map<NestId, Nest>;
  nestsMade: number;
  itemsDone: number;
  itemsFailed: number;
  busyMs: number;
  draining: boolean;
  drainedTold: boolean;
  /** When a drain hands back also what has begun. */
  drainEndsAt: number | undefined;
  /** Since when a drain has had nothing left but tasks that wait for jobs of their own. */
  waitingSince: number | undefined;
  /** When the next slot is about to have worked off what it holds, while several clients wait for it. */
  fillAt: number | undefined;
  /** When to look again whether an idle slot should take something back from a busy one. */
  reclaimAt: number | undefined;
  loadTold: Load | undefined;
  loadToldAt: number;
}

export function newWorkerState(offer: StockOptions, cancelGraceMs: number, codesMax: number): WorkerState {
  const stock = new Stock(offer);
  return {
    slots: Array.from({ length: offer.slots }, (_, index) => newSlot(index)),
    cancelGraceMs,
    clients: new Map(),
    codes: new CodeTable(codesMax),
    shares: new FairShare(),
    stock,
    claims: new Claims(stock),
    beginnings: [],
    nests: new Map(),
    nestsMade: 0,
    itemsDone: 0,
    itemsFailed: 0,
    busyMs: 0,
    draining: false,
    drainedTold: false,
    drainEndsAt: undefined,
    waitingSince: undefined,
    fillAt: undefined,
    reclaimAt: undefined,
    loadTold: undefined,
    loadToldAt: Number.NEGATIVE_INFINITY,
  };
}
