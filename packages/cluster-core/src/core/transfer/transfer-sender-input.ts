import type { AttemptId } from '../ids.js';
import type { Message, WireMessage } from '../protocol/message.js';

export type TransferSenderInput =
  | { readonly kind: 'send'; readonly messages: readonly Message[] }
  /** The peer has received so many raw bytes since the session began. */
  | { readonly kind: 'ack'; readonly bytes: number }
  /** The peer has room for a value that was announced. */
  | { readonly kind: 'go'; readonly transfer: number }
  /** What `more` has announced. */
  | { readonly kind: 'go-on' }
  /** Nothing about the attempt matters to the peer any more. */
  | { readonly kind: 'abandon'; readonly attempt: AttemptId };

export type TransferSenderOutput =
  /** To be sent together, in this order; at most one fragment. */
  | { readonly kind: 'transmit'; readonly messages: readonly WireMessage[] }
  /** Another fragment can leave: while this one is on its way, say `go-on`, and the next is copied. */
  | { readonly kind: 'more' }
  /** The memory of its value was taken away before all of it had left: it will never be sent. */
  | { readonly kind: 'spoilt'; readonly message: Message };
