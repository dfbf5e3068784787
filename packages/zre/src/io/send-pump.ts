import type { Content } from '../core/message.js';
import { FrameQueue } from './frame-queue.js';

interface SendPumpOptions {
  readonly socket: { send(frames: Uint8Array[]): Promise<void> };
  /** Called after each message that the socket took. */
  readonly onSent?: () => void;
  /** The socket was closed or broke: it takes nothing more. */
  readonly onFailed: () => void;
}

/**
 * The one place that sends on a socket: zeromq.js throws on a second send before the first has settled. The first
 * message goes at once; more wait only while the socket has one in hand.
 */
export class SendPump {
  readonly #queue = new FrameQueue();
  readonly #options: SendPumpOptions;
  #pumping = false;

  constructor(options: SendPumpOptions) {
    this.#options = options;
  }

  /** Without the one in hand. */
  get queuedMessages(): number {
    return this.#queue.length;
  }

  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  send(frames: Content): void {
    if (this.#pumping) this.#queue.push(frames);
    else void this.#pump(frames);
  }

  async #pump(first: Content): Promise<void> {
    this.#pumping = true;
    try {
      for (let frames: Content | undefined = first; frames !== undefined; frames = this.#queue.take()) {
        await this.#options.socket.send(frames as Uint8Array[]);
        this.#options.onSent?.();
      }
    } catch {
      this.#options.onFailed();
    } finally {
      this.#pumping = false;
    }
  }
}
