import { type Context, Dealer } from 'zeromq';
import { limits } from '../core/limits.js';
import type { securedClient } from './socket-security.js';
import { uninterrupted } from './uninterrupted.js';

/** A peer that is frozen or cut off is noticed after both together, at the latest. */
const heartbeatIntervalMs = 900;
const heartbeatTimeoutMs = 2_000;

/** What libzmq wants to know before the first connection. */
export interface WatchSocketOptions {
  readonly ipv6: boolean;
  /** What proves who we are, and whom we expect there. */
  readonly security: ReturnType<typeof securedClient> | undefined;
}

/** Connections to any number of mailboxes, over which nothing passes but ZMTP heartbeats. */
export class WatchSocket {
  readonly #dealer: Dealer;
  /** Several nodes may say that they are at one endpoint. */
  readonly #byEndpoint = new Map<string, { readonly onLost: Set<() => void>; up: boolean }>();

  constructor(context: Context, { ipv6, security }: WatchSocketOptions) {
    this.#dealer = new Dealer({
      context,
      ipv6,
      linger: 0,
      heartbeatInterval: heartbeatIntervalMs,
      heartbeatTimeout: heartbeatTimeoutMs,
      // A mailbox says nothing. Should one do, it is read and forgotten; a full queue would stop the reading.
      receiveHighWaterMark: 0,
      maxMessageSize: limits.watchFrameBytesMax,
      ...security,
    });
    this.#dealer.events.on('handshake', ({ address }) => {
      const watched = this.#byEndpoint.get(address);
      if (watched !== undefined) watched.up = true;
    });
    this.#dealer.events.on('disconnect', ({ address }) => {
      const watched = this.#byEndpoint.get(address);
      // The end of a connection to whoever was there before says nothing of the next.
      if (watched?.up === true) for (const lost of [...watched.onLost]) lost();
    });
    void this.#readAndForget();
  }

  get isIdle(): boolean {
    return this.#byEndpoint.size === 0;
  }

  /** @throws Error when libzmq cannot connect, for want of a file descriptor. */
  add(endpoint: string, onLost: () => void): void {
    const watched = this.#byEndpoint.get(endpoint);
    if (watched !== undefined) {
      watched.onLost.add(onLost);
      return;
    }
    uninterrupted(() => this.#dealer.connect(endpoint));
    this.#byEndpoint.set(endpoint, { onLost: new Set([onLost]), up: false });
  }

  remove(endpoint: string, onLost: () => void): void {
    const watched = this.#byEndpoint.get(endpoint);
    if (watched?.onLost.delete(onLost) !== true || watched.onLost.size > 0) return;
    this.#byEndpoint.delete(endpoint);
    uninterrupted(() => this.#dealer.disconnect(endpoint));
  }

  close(): void {
    this.#byEndpoint.clear();
    this.#dealer.close();
  }

  async #readAndForget(): Promise<void> {
    try {
      for (;;) await this.#dealer.receive();
    } catch {
      // It was closed.
    }
  }
}
