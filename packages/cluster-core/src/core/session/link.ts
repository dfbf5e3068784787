import type { Capacity } from '../capacity.js';
import type { NodeId } from '../ids.js';
import type { Message } from '../protocol/message.js';

/** The other end of a link. */
export interface LinkPeer {
  /** Its id on the network. */
  readonly id: NodeId;
  /** What it is called. */
  readonly name: string;
  /** Where it listens, or `local` for one in this process. */
  readonly address: string;
  /** What it offers; present for workers. */
  readonly capacity?: Capacity;
}

/**
 * A session with one peer, over the network or inside the process. Messages arrive in the order sent, none twice, but
 * for those with big values: these come when their values have, and so do later ones about the same attempt, job or
 * code. When the session breaks, those under way are lost and the link is closed for good.
 */
export interface Link<Outgoing extends Message> {
  /** Who is there. */
  readonly peer: LinkPeer;
  /** Queues a message; what arises in one turn of the event loop travels together. No-op once closed. */
  send(message: Outgoing): void;
  /** Ends the session; `closed` of the handler follows. */
  close(): void;
}

/** What the owner of links is told. For each link: `opened`, then any number of `received`, then `closed` once. */
export interface LinkHandler<Outgoing extends Message, Incoming extends Message> {
  /** A session has begun. */
  opened(link: Link<Outgoing>): void;
  /** Messages have come, in their order. */
  received(link: Link<Outgoing>, messages: readonly Incoming[]): void;
  /** The session is over: it comes back as another link. */
  closed(link: Link<Outgoing>): void;
  /** A part of a big value has come or has arrived there: a sign of life between messages. */
  signOfLife?(link: Link<Outgoing>): void;
  /** A message will never be sent: the memory of its value was taken away while it was on its way. */
  spoilt?(link: Link<Outgoing>, message: Outgoing): void;
}
