/** The messages about queues, between clients alone: docs/task-protocol.md section 15. */
import type { ValueRef } from '../value-ref.js';

/** What a node asks of a queue. All but `pop` is answered at once. */
export type QueueQuestion = 'pop' | 'try-pop' | 'peek' | 'size' | 'close';

/**
 * What became of a call. `none`: nothing was there, or no room; `refused`: too many calls wait already.
 */
export type QueueOutcome = 'done' | 'none' | 'closed' | 'refused';

/** The sender owns a queue of this name. */
export interface QueueClaim {
  readonly kind: 'queue-claim';
  /** The owner's number for it, never used twice. */
  readonly queue: number;
  readonly name: string;
  /** When it was opened, by the clock of its owner: of two queues of one name the older one stays. */
  readonly openedMs: number;
}

/** The sender has given the queue up for an older one of the same name, and asks that one to take its items. */
export interface QueueMoved {
  readonly kind: 'queue-moved';
  readonly queue: number;
}

/** Puts a value at the end. */
export interface QueuePush {
  readonly kind: 'queue-push';
  readonly queue: number;
  readonly request: number;
  /** Waits for room, or is answered `none` if there is none. */
  readonly waits: boolean;
  readonly value: ValueRef;
}

export interface QueueAsk {
  readonly kind: 'queue-ask';
  readonly queue: number;
  readonly request: number;
  readonly question: QueueQuestion;
}

/** The call need not wait any longer: it is answered `none`, unless an answer is on its way. */
export interface QueueWithdraw {
  readonly kind: 'queue-withdraw';
  readonly queue: number;
  readonly request: number;
}

/** The item has come. Not kept: nobody wants it any more, so it goes back to the head. */
export interface QueueTaken {
  readonly kind: 'queue-taken';
  readonly queue: number;
  readonly request: number;
  readonly kept: boolean;
}

export interface QueueAnswer {
  readonly kind: 'queue-answer';
  readonly queue: number;
  readonly request: number;
  readonly outcome: QueueOutcome;
  /** Items in the queue. */
  readonly size: number;
}

/** Answers with an item: one that was taken from the head and is to be acknowledged, or for `peek` a look at it. */
export interface QueueItem {
  readonly kind: 'queue-item';
  readonly queue: number;
  readonly request: number;
  readonly value: ValueRef;
}

export type QueueMessage =
  | QueueClaim
  | QueueMoved
  | QueuePush
  | QueueAsk
  | QueueWithdraw
  | QueueTaken
  | QueueAnswer
  | QueueItem;

/** Whether a message is one that only clients exchange. */
export function isQueueMessage(message: { readonly kind: string }): message is QueueMessage {
  return message.kind.startsWith('queue-');
}
