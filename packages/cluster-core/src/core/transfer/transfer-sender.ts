/**
 * What leaves for one peer, and in which order (docs/task-protocol.md section 13).
 *
 * Laws: a message without a big value leaves at once, ahead of all that waits, unless one that is about the same matter
 * waits. A big value leaves in fragments, those of several values in turn, as the window admits them; its message follows
 * its last fragment at once. A message that is cancelled meanwhile never leaves, and neither does the rest of its value.
 */
import { payloadBytes } from '../../value/payload.js';
import type { AttemptId } from '../ids.js';
import { TRANSFERS_ACTIVE_MAX, UNASKED_BYTES_MAX } from '../limits.js';
import { rawBytes } from '../protocol/envelope.js';
import type { Message, ValueFragment } from '../protocol/message.js';
import { valueIn, withValue } from '../protocol/message-value.js';
import { ByteWindow } from './byte-window.js';
import { LeavingMemory } from './leaving-memory.js';
import { OutgoingTransfer } from './outgoing-transfer.js';
import { attemptMatter, type Precedence, precedenceOf } from './precedence.js';
import { SendMemory } from './send-memory.js';
import type { TransferSenderInput, TransferSenderOutput } from './transfer-sender-input.js';
import { PLAIN_MEMORY, type ValueMemory } from './value-memory.js';
import { WhisperBatch } from './whisper-batch.js';

/** A message that waits: for its value to leave, or for one before it. */
interface Waiting {
  readonly message: Message;
  readonly precedence: Precedence;
  readonly transfer: OutgoingTransfer | undefined;
}

/** Acknowledgements are asked for so many times in a window: enough to keep it moving. */
const ACKS_PER_WINDOW = 4;

type Fragment = { -readonly [Field in keyof ValueFragment]: ValueFragment[Field] };

export class TransferSender {
  readonly #window: ByteWindow = new ByteWindow();
  readonly #copies: SendMemory = new SendMemory();
  readonly #leaving: LeavingMemory;
  /** In the order sent. */
  #waiting: Waiting[] = [];
  /** Transfers whose fragments leave in turn, and whose messages they are. */
  #active: { readonly transfer: OutgoingTransfer; readonly waiting: Waiting }[] = [];
  /** Announced, and waiting for the peer's word that it has room. */
  #asking: Waiting | undefined;
  #transfersMade: number = 0;
  #outputs: TransferSenderOutput[] = [];
  readonly #batch: WhisperBatch = new WhisperBatch();
  /** Another fragment may leave. */
  #hasMore: boolean = false;
  #unaskedBytes: number = 0;

  constructor(values: ValueMemory = PLAIN_MEMORY) {
    this.#leaving = new LeavingMemory(values);
  }

  handle(input: TransferSenderInput, now: number): readonly TransferSenderOutput[] {
    switch (input.kind) {
      case 'send':
        for (const message of input.messages) this.#send(message, now);
        break;
      case 'ack':
        if (!this.#window.acknowledge(input.bytes, now, this.#waiting.length > 0)) break;
        this.#copies.acknowledged(input.bytes);
        this.#leaving.acknowledged(input.bytes);
        break;
      case 'go':
        this.#go(input.transfer);
        break;
      case 'go-on':
        break;
      case 'abandon':
        this.#abandon(input.attempt);
    }
    if (this.#waiting.length > 0) this.#advance(now);
    for (const messages of this.#batch.take()) this.#outputs.push({ kind: 'transmit', messages });
    if (this.#hasMore) this.#outputs.push({ kind: 'more' });
    this.#hasMore = false;
    const outputs = this.#outputs;
    this.#outputs = [];
    return outputs;
  }

  /** Messages that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Bytes of their values that have not left. */
  get waitingBytes(): number {
    let bytes = 0;
    for (const { transfer } of this.#waiting)
      if (transfer !== undefined) bytes += transfer.bytes - transfer.sent;
    return bytes;
  }

  /** Raw bytes sent and not acknowledged, and how many may be. */
  get window(): { readonly inFlight: number; readonly limit: number } {
    return { inFlight: this.#window.inFlight, limit: this.#window.limit };
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    if (this.#active.length > TRANSFERS_ACTIVE_MAX + 1) throw new Error('Too many transfers are active.');
    for (const { transfer, waiting } of this.#active) {
      if (!this.#waiting.includes(waiting)) throw new Error(`Transfer ${transfer.number} is of no message.`);
      if (transfer.complete) throw new Error(`Transfer ${transfer.number} is complete and still active.`);
    }
    if (this.#asking !== undefined && !this.#waiting.includes(this.#asking)) {
      throw new Error('Room is asked for a message that does not wait.');
    }
    if (this.#waiting.length > 0 && this.#asking === undefined && this.#active.length === 0) {
      throw new Error('Messages wait for nothing.');
    }
  }

  #send(message: Message, now: number): void {
    if (message.kind === 'cancel') this.#abandon(message.attempt);
    const value = valueIn(message);
    const payload = value?.inline;
    const bytes = payload === undefined ? 0 : rawBytes(payload);
    if (payload?.frames.some(isDetached) === true) {
      this.#outputs.push({ kind: 'spoilt', message });
      return;
    }
    // As good as always: what it is about need not even be looked at.
    if (bytes === 0 && this.#waiting.length === 0) {
      this.#batch.push(message);
      return;
    }
    const precedence = precedenceOf(message);
    const own = value?.movable === true;
    if (!this.#isHeldUp(precedence) && (bytes === 0 || this.#passes(bytes, own))) {
      if (bytes === 0) this.#batch.push(message);
      else this.#batch.pushWithValue(this.#inMessage(message, bytes, now), bytes, this.#window.fragmentBytes);
      return;
    }
    let transfer: OutgoingTransfer | undefined;
    if (payload !== undefined && bytes > 0) {
      this.#transfersMade += 1;
      transfer = new OutgoingTransfer(this.#transfersMade, payload, own);
    }
    this.#waiting.push({ message, precedence, transfer });
  }

  /** The message as it leaves with its value: what is in place in the caller's memory is copied. */
  #inMessage(message: Message, bytes: number, now: number): Message {
    this.#window.sent(bytes, now);
    const value = valueIn(message);
    if (value?.inline === undefined || value.inline.frames.length === 0) return message;
    const end = this.#window.total;
    if (value.movable === true) {
      this.#leaving.add(value.inline.frames, end);
      return message;
    }
    return withValue(message, { ...value, inline: this.#copies.copy(value.inline, end) });
  }

  /** Whether a value may leave inside its message: it is not too long, and nothing waits for the window. */
  #passes(bytes: number, own: boolean): boolean {
    const bytesMax = own ? this.#window.wholeBytes : this.#window.fragmentBytes;
    return bytes <= bytesMax && this.#waiting.length === 0 && this.#window.admits(bytes);
  }

  #isHeldUp({ after }: Precedence): boolean {
    if (after.length === 0) return false;
    return this.#waiting.some(({ precedence }) => precedence.of.some((matter) => after.includes(matter)));
  }

  #go(number: number): void {
    const waiting = this.#asking;
    if (waiting?.transfer?.number !== number) return;
    this.#asking = undefined;
    this.#active.push({ transfer: waiting.transfer, waiting });
  }

  #abandon(attempt: AttemptId): void {
    const matter = attemptMatter(attempt);
    const gone = this.#waiting.filter(({ precedence }) => precedence.of.includes(matter));
    for (const waiting of gone) this.#remove(waiting);
  }

  /** Takes a message off; what has begun to leave of its value is worth nothing. */
  #remove(waiting: Waiting): void {
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    const begun = this.#asking === waiting || this.#active.some((active) => active.waiting === waiting);
    if (begun && waiting.transfer !== undefined) {
      this.#batch.push({ kind: 'value-drop', transfer: waiting.transfer.number });
    }
    this.#active = this.#active.filter((active) => active.waiting !== waiting);
    if (this.#asking === waiting) this.#asking = undefined;
  }

  /** Sends one fragment, if one may leave. */
  #advance(now: number): void {
    this.#admit();
    for (let next = this.#nextActive(); next !== undefined; next = this.#nextActive()) {
      this.#active.shift();
      const fragment = this.#sendFragment(next.transfer, now);
      if (fragment === undefined) {
        this.#active.push(next);
        this.#remove(next.waiting);
        this.#outputs.push({ kind: 'spoilt', message: next.waiting.message });
        this.#admit();
        continue;
      }
      if (next.transfer.complete) {
        const { own, parts } = next.transfer;
        if (own) this.#leaving.add(parts, this.#window.total);
        this.#release(next.waiting);
        this.#admit();
      } else this.#active.push(next);
      this.#hasMore = this.#nextActive() !== undefined;
      this.#askForAck(fragment);
      return;
    }
  }

  /** Whose turn it is, if the window admits a fragment of it. */
  #nextActive(): { readonly transfer: OutgoingTransfer; readonly waiting: Waiting } | undefined {
    const [next] = this.#active;
    if (next === undefined) return undefined;
    return this.#window.admits(next.transfer.nextBytes(this.#window.fragmentBytes)) ? next : undefined;
  }

  /** Lets go of what nothing holds up any more, and begins transfers of messages whose turn it is. */
  #admit(): void {
    const held = new Set<string>();
    for (const waiting of [...this.#waiting]) {
      const { of, after } = waiting.precedence;
      if (!after.some((matter) => held.has(matter))) {
        if (waiting.transfer === undefined) {
          this.#release(waiting);
          continue;
        }
        this.#begin(waiting, waiting.transfer);
      }
      for (const matter of of) held.add(matter);
    }
  }

  #begin(waiting: Waiting, transfer: OutgoingTransfer): void {
    if (this.#asking === waiting || this.#active.some((active) => active.waiting === waiting)) return;
    if (transfer.bytes > UNASKED_BYTES_MAX) {
      if (this.#asking !== undefined || this.#active.length >= TRANSFERS_ACTIVE_MAX) return;
      this.#asking = waiting;
    } else {
      if (this.#active.length >= TRANSFERS_ACTIVE_MAX) return;
      this.#active.push({ transfer, waiting });
    }
    this.#batch.push({ kind: 'value-put', transfer: transfer.number, sizes: transfer.sizes });
  }

  /** Undefined if its memory has been taken away. */
  #sendFragment(transfer: OutgoingTransfer, now: number): Fragment | undefined {
    const offset = transfer.sent;
    const pieces = transfer.take(this.#window.fragmentBytes);
    if (pieces === undefined) return undefined;
    this.#window.sent(rawBytes(pieces), now);
    const inline = transfer.own ? pieces : this.#copies.copy(pieces, this.#window.total);
    const part = { owner: '', id: 0, bytes: payloadBytes(inline), inline };
    const fragment: Fragment = {
      kind: 'value-fragment',
      transfer: transfer.number,
      offset,
      more: false,
      part,
    };
    this.#batch.pushWithValue(fragment, rawBytes(pieces), this.#window.fragmentBytes);
    return fragment;
  }

  /** Another fragment follows this one at once: it need be acknowledged only now and then. */
  #askForAck(fragment: Fragment): void {
    this.#unaskedBytes += fragment.part.bytes;
    fragment.more = this.#hasMore && this.#unaskedBytes < this.#window.limit / ACKS_PER_WINDOW;
    if (!fragment.more) this.#unaskedBytes = 0;
  }

  #release(waiting: Waiting): void {
    const { message, transfer } = waiting;
    this.#waiting = this.#waiting.filter((other) => other !== waiting);
    const value = valueIn(message);
    const reference = transfer && value && { owner: value.owner, id: transfer.number, bytes: value.bytes };
    this.#batch.push(reference === undefined ? message : withValue(message, reference));
  }
}

/** Its memory has been taken away, so that it looks as if it were empty. */
function isDetached({ buffer, byteLength }: Uint8Array): boolean {
  if (byteLength > 0) return false;
  try {
    new Uint8Array(buffer);
    return false;
  } catch {
    return true;
  }
}
