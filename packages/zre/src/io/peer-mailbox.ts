import { Dealer } from 'zeromq';
import { limits } from '../core/limits.js';
import type { Content } from '../core/message.js';
import { FrameQueue } from './frame-queue.js';
import { zeromqContext } from './zeromq-context.js';

/**
 * ZMTP heartbeats find a frozen host or a cut link in under 3 s; libzmq answers them on its own thread,
 * so a peer with a busy event loop stays alive.
 */
const heartbeatIntervalMs = 700;
const heartbeatTimeoutMs = 2_000;

interface PeerMailboxOptions {
  readonly endpoint: string;
  readonly routingId: Uint8Array;
  readonly onLost: () => void;
  readonly onFull: () => void;
  readonly onDrained: () => void;
}

/** Our outgoing connection to one peer: a queue, and one pump that empties it into the socket. */
export class PeerMailbox {
  readonly #dealer: Dealer;
  readonly #options: PeerMailboxOptions;
  readonly #queue = new FrameQueue();
  #pumping = false;
  #full = false;

  /** @throws Error when libzmq cannot parse the endpoint. */
  constructor(options: PeerMailboxOptions) {
    this.#options = options;
    this.#dealer = new Dealer({
      context: zeromqContext(),
      linger: 0,
      sendHighWaterMark: limits.socketMessagesMax,
      heartbeatInterval: heartbeatIntervalMs,
      heartbeatTimeout: heartbeatTimeoutMs,
      // The typings want text, which would be re-encoded as UTF-8; octets arrive as they are.
      routingId: Buffer.from(options.routingId) as unknown as string,
    });
    const lost = () => this.#lost();
    this.#dealer.events.on('disconnect', lost);
    this.#dealer.events.on('handshake:error:protocol', lost);
    this.#dealer.events.on('handshake:error:auth', lost);
    this.#dealer.events.on('handshake:error:other', lost);
    try {
      this.#dealer.connect(options.endpoint);
    } catch (error) {
      this.#dealer.close();
      throw error;
    }
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** The first message goes to the socket at once; more wait only while the socket has one in hand. */
  send(frames: Content): void {
    this.#queue.push(frames);
    if (this.#pumping) this.#noteQueue();
    else void this.#pump();
  }

  close(): void {
    this.#dealer.close();
  }

  /** zeromq.js throws on a second send before the first has settled: so this is the one place that sends. */
  async #pump(): Promise<void> {
    this.#pumping = true;
    try {
      for (let frames = this.#queue.first(); frames !== undefined; frames = this.#queue.first()) {
        await this.#dealer.send(frames as Uint8Array[]);
        this.#queue.shift();
        if (this.#full) this.#noteQueue();
      }
    } catch {
      // Closing the socket rejects what is in hand; any other failure is the end of this connection as well.
      this.#lost();
    } finally {
      this.#pumping = false;
    }
  }

  #noteQueue(): void {
    const { length, bytes } = this.#queue;
    const fill = Math.max(length / limits.queuedMessagesMax, bytes / limits.queuedBytesMax);
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
