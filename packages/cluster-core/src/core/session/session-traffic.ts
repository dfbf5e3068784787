import type { Payload } from '../../value/payload.js';
import type { NodeId } from '../ids.js';
import type { Message, TransferMessage } from '../protocol/message.js';
import { valueIn, withValue } from '../protocol/message-value.js';
import type { ReassemblyRoom } from '../transfer/reassembly-room.js';
import { type TransferFault, TransferReceiver } from '../transfer/transfer-receiver.js';
import { TransferSender } from '../transfer/transfer-sender.js';
import type { TransferSenderOutput } from '../transfer/transfer-sender-input.js';
import { PLAIN_MEMORY, type ValueMemory } from '../transfer/value-memory.js';
import type { ValueRef } from '../value-ref.js';

/** What came of a whisper. */
export interface Delivery {
  /** With their values, in the order in which they came. */
  readonly messages: readonly Message[];
  /** What is to be sent in turn. */
  readonly sent: readonly TransferSenderOutput[];
}

/** What was dropped, by reason. */
export interface TrafficCounts {
  readonly faults: Partial<Record<TransferFault, number>>;
  /** Messages dropped because their value never came. */
  lostValues: number;
}

/** Both directions of an open session: where the values that leave and those that come meet the link. */
export class SessionTraffic {
  readonly #sender: TransferSender;
  readonly #receiver: TransferReceiver;
  readonly #counts: TrafficCounts;
  readonly #memory: ValueMemory;

  /** @param counts of all sessions, added to here. */
  constructor(peer: NodeId, room: ReassemblyRoom, counts: TrafficCounts, memory: ValueMemory = PLAIN_MEMORY) {
    this.#counts = counts;
    this.#memory = memory;
    this.#sender = new TransferSender(memory);
    this.#receiver = new TransferReceiver(peer, room, memory);
  }

  send(messages: readonly Message[], now: number): readonly TransferSenderOutput[] {
    return this.#sender.handle({ kind: 'send', messages }, now);
  }

  /** Another fragment leaves, as was announced by `more`. */
  goOn(now: number): readonly TransferSenderOutput[] {
    return this.#sender.handle({ kind: 'go-on' }, now);
  }

  /** @param rawBytes of the frames that came with the messages. */
  receive(messages: readonly (Message | TransferMessage)[], rawBytes: number, now: number): Delivery {
    const delivered: Message[] = [];
    const sent: TransferSenderOutput[] = [];
    let more = false;
    for (const message of messages) {
      if (message.kind === 'value-fragment') more = message.more;
      sent.push(...this.#steer(message, now));
      const whole = isTransfer(message) ? undefined : this.#withContent(message);
      if (whole !== undefined) delivered.push(whole);
    }
    const ack = this.#receiver.acknowledge(rawBytes, more);
    if (ack !== undefined) sent.push({ kind: 'transmit', messages: [ack] });
    return { messages: delivered, sent };
  }

  /** There is room for the transfer: the word that says so. */
  grant(transfer: number): TransferMessage {
    this.#receiver.granted(transfer);
    return { kind: 'value-go', transfer };
  }

  /** Bytes of values that have been sent, but wait. */
  get waitingBytes(): number {
    return this.#sender.waitingBytes;
  }

  close(): void {
    this.#receiver.close();
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    this.#sender.sanityCheck();
    this.#receiver.sanityCheck();
  }

  /** What a message means for the values that are on their way. */
  #steer(message: Message | TransferMessage, now: number): readonly TransferSenderOutput[] {
    switch (message.kind) {
      case 'value-ack':
        return this.#sender.handle({ kind: 'ack', bytes: message.bytes }, now);
      case 'value-go':
        return this.#sender.handle({ kind: 'go', transfer: message.transfer }, now);
      case 'cancel':
        // Nothing of the attempt counts any more, so what it yielded need not travel on.
        return this.#sender.handle({ kind: 'abandon', attempt: message.attempt }, now);
      case 'value-put':
      case 'value-fragment':
      case 'value-drop': {
        const fault = this.#receiver.handle(message);
        if (fault !== undefined) this.#counts.faults[fault] = (this.#counts.faults[fault] ?? 0) + 1;
        return [];
      }
      default:
        return [];
    }
  }

  /** The message with its value: that which came with it, or before it; undefined if that has not come. */
  #withContent(message: Message): Message | undefined {
    const value = valueIn(message);
    if (value === undefined) return message;
    if (value.inline !== undefined) return this.#withOwnMemory(message, value, value.inline);
    const content = this.#receiver.claim(value);
    if (content !== undefined) return withValue(message, content);
    this.#counts.lostValues += 1;
    return undefined;
  }

  #withOwnMemory(message: Message, value: ValueRef, { head, frames }: Payload): Message {
    if (frames.length === 0) return message;
    return withValue(message, { ...value, inline: { head, frames: frames.map(this.#memory.adopt) } });
  }
}

export function isTransfer(message: { readonly kind: string }): message is TransferMessage {
  return message.kind.startsWith('value-');
}
