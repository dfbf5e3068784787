import { Dealer } from 'zeromq';
import { limits } from '../core/limits.js';
import type { Content } from '../core/message.js';
import { isIpv6 } from './ipv6.js';
import type { NodeContext } from './node-context.js';
import { SendPump } from './send-pump.js';
import type { securedClient } from './socket-security.js';
import { uninterrupted } from './uninterrupted.js';

/** ZeroMQ waits for 100 ms before the first new attempt to connect, and then twice as long each time up to this. */
const reconnectIntervalMaxMs = 3_200;

export interface PeerMailboxOptions {
  readonly context: NodeContext;
  readonly endpoint: string;
  readonly routingId: Uint8Array;
  /** What proves who we are, and whom we expect there. */
  readonly security: ReturnType<typeof securedClient> | undefined;
  /** It is reached, and has let us in. */
  readonly onReached: () => void;
  /** It could not be reached this time. */
  readonly onFailed: () => void;
  readonly onLost: () => void;
  /** It does not let us in; it is lost as well. */
  readonly onRefused: () => void;
  readonly onFull: () => void;
  readonly onDrained: () => void;
}

/**
 * Our outgoing connection to one peer: a queue, and one pump that empties it into the socket. It has no heartbeats (see
 * PeerWatch).
 */
export class PeerMailbox {
  readonly #dealer: Dealer;
  readonly #options: PeerMailboxOptions;
  readonly #pump: SendPump;
  #full = false;

  /** @throws Error when libzmq cannot parse the endpoint. */
  constructor(options: PeerMailboxOptions) {
    this.#options = options;
    this.#dealer = new Dealer({
      context: options.context.context,
      linger: 0,
      ipv6: isIpv6(options.endpoint),
      sendHighWaterMark: limits.socketMessagesMax,
      // Only a peer that we have not reached yet is tried again; made-up ones must not keep us busy.
      reconnectMaxInterval: reconnectIntervalMaxMs,
      // The typings want text, which would be re-encoded as UTF-8; octets arrive as they are.
      routingId: Buffer.from(options.routingId) as unknown as string,
      ...options.security,
    });
    this.#pump = new SendPump({
      socket: this.#dealer,
      onSent: () => {
        if (this.#full) this.#noteQueue();
      },
      onFailed: () => this.#lost(),
    });
    const lost = () => this.#lost();
    this.#dealer.events.on('handshake', () => {
      if (!this.#dealer.closed) options.onReached();
    });
    this.#dealer.events.on('connect:retry', () => {
      if (!this.#dealer.closed) options.onFailed();
    });
    this.#dealer.events.on('disconnect', lost);
    this.#dealer.events.on('handshake:error:protocol', lost);
    this.#dealer.events.on('handshake:error:auth', () => {
      if (this.#dealer.closed) return;
      options.onRefused();
      lost();
    });
    this.#dealer.events.on('handshake:error:other', lost);
    try {
      uninterrupted(() => this.#dealer.connect(options.endpoint));
    } catch (error) {
      this.#dealer.close();
      throw error;
    }
  }

  get endpoint(): string {
    return this.#options.endpoint;
  }

  get queuedBytes(): number {
    return this.#pump.queuedBytes;
  }

  send(frames: Content): void {
    this.#pump.send(frames);
    if (this.#pump.queuedMessages > 0) this.#noteQueue();
  }

  /** @param lingerMs how long what is queued may still leave, after this call has returned */
  close(lingerMs = 0): void {
    if (this.#dealer.closed) return;
    this.#dealer.linger = lingerMs;
    this.#dealer.close();
  }

  #noteQueue(): void {
    const { queuedMessages, queuedBytes } = this.#pump;
    const fill = Math.max(queuedMessages / limits.queuedMessagesMax, queuedBytes / limits.queuedBytesMax);
    if (!this.#full && fill >= 1) {
      this.#full = true;
      this.#options.onFull();
    } else if (this.#full && fill <= 0.5) {
      this.#full = false;
      this.#options.onDrained();
    } else if (fill >= 2) {
      // Only joins, leaves and pings get here: a peer that takes none of them is as good as gone.
      this.#lost();
    }
  }

  #lost(): void {
    if (!this.#dealer.closed) this.#options.onLost();
  }
}
