import type { NodeId, QueueMessage, QueueQuestion, ValueRef } from '@zfarm/cluster-core/core';

/** A call of this program, numbered by it and never used twice. */
export type QueueCallId = number;

/** The program uses a queue: opened before any call, and again after it was lost. */
export interface QueueOpened {
  readonly kind: 'queue-opened';
  readonly name: string;
  /** Of the queue that is made if nobody owns one. */
  readonly capacity: number;
  /** False: waits for somebody else to own one. */
  readonly create: boolean;
  /** By the clock of this machine: of two queues of one name the older one stays. */
  readonly openedMs: number;
}

export interface QueueCalled {
  readonly kind: 'queue-called';
  readonly call: QueueCallId;
  readonly name: string;
  readonly what: QueueQuestion | 'push' | 'try-push';
  /** Of a push. */
  readonly value?: ValueRef | undefined;
}

export type QueueInput =
  /** The node is on the network. */
  | { readonly kind: 'joined' }
  | QueueOpened
  | QueueCalled
  /** The call has waited long enough: it is settled soon, if only with `none`. */
  | { readonly kind: 'call-withdrawn'; readonly call: QueueCallId }
  /** Nobody waits for the call any more: an item that comes for it goes back. It is not settled. */
  | { readonly kind: 'call-abandoned'; readonly call: QueueCallId }
  | { readonly kind: 'peer-opened'; readonly peer: NodeId }
  | { readonly kind: 'peer-closed'; readonly peer: NodeId }
  | { readonly kind: 'message-received'; readonly peer: NodeId; readonly message: QueueMessage }
  | { readonly kind: 'tick' };

/** How a call ended. `lost`: with the queue, since its owner is gone; `refused`: too many wait at the queue already. */
export type QueueResult =
  | { readonly kind: 'done'; readonly size: number }
  | { readonly kind: 'item'; readonly value: ValueRef }
  | { readonly kind: 'none' | 'closed' | 'refused' | 'lost' };

export type QueueOutput =
  | { readonly kind: 'send'; readonly peer: NodeId; readonly message: QueueMessage }
  | { readonly kind: 'call-settled'; readonly call: QueueCallId; readonly result: QueueResult }
  /** The owner is gone, and with it the queue: the name stands for no queue until it is opened again. */
  | { readonly kind: 'queue-lost'; readonly name: string };

/** Words between nodes, or between the two parts of one. */
export interface QueueWord {
  readonly to: NodeId;
  readonly message: QueueMessage;
}
