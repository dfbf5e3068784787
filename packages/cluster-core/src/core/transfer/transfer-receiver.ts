/**
 * Values that come from one peer in fragments (docs/task-protocol.md section 13).
 *
 * Laws: memory is made for what has begun to arrive, never for what is merely announced; a big value needs room that the
 * node has granted; what breaks a rule ends that transfer alone and is counted. Whatever comes is acknowledged.
 */
import type { NodeId } from '../ids.js';
import {
  ACK_BYTES,
  ENVELOPE_FRAMES_MAX,
  TRANSFERS_ACTIVE_MAX,
  UNASKED_BYTES_MAX,
  VALUE_BYTES_MAX,
} from '../limits.js';
import type { ValueAck, ValueDrop, ValueFragment, ValuePut } from '../protocol/message.js';
import type { ValueRef } from '../value-ref.js';
import { IncomingTransfer } from './incoming-transfer.js';
import type { ReassemblyRoom } from './reassembly-room.js';
import type { ValueMemory } from './value-memory.js';

/** Why something was dropped. */
export type TransferFault =
  /** A fragment of a transfer that was never announced, or is over. */
  | 'stray-fragment'
  /** A fragment out of order, beyond the announced end, or before there was room for it. */
  | 'bad-fragment'
  /** An announcement that is beyond a limit, or used twice. */
  | 'bad-put';

export class TransferReceiver {
  readonly #peer: NodeId;
  readonly #room: ReassemblyRoom;
  readonly #memory: ValueMemory;
  readonly #transfers: Map<number, IncomingTransfer> = new Map();
  #received: number = 0;
  #acknowledged: number = 0;

  constructor(peer: NodeId, room: ReassemblyRoom, memory: ValueMemory) {
    this.#peer = peer;
    this.#room = room;
    this.#memory = memory;
  }

  handle(message: ValuePut | ValueFragment | ValueDrop): TransferFault | undefined {
    switch (message.kind) {
      case 'value-put':
        return this.#onPut(message);
      case 'value-fragment':
        return this.#onFragment(message);
      case 'value-drop':
        this.#end(message.transfer);
        return undefined;
    }
  }

  /**
   * Raw bytes have come, of whatever kind.
   *
   * @param more the sender has said that it needs no acknowledgement yet.
   */
  acknowledge(rawBytes: number, more: boolean): ValueAck | undefined {
    this.#received += rawBytes;
    if (more || this.#received - this.#acknowledged < ACK_BYTES) return undefined;
    this.#acknowledged = this.#received;
    return { kind: 'value-ack', bytes: this.#received };
  }

  /** There is room for the transfer now. */
  granted(number: number): void {
    const transfer = this.#transfers.get(number);
    if (transfer !== undefined) transfer.open = true;
  }

  /** The value that a message refers to, which then owns its memory; undefined if it has not come. */
  claim(value: ValueRef): ValueRef | undefined {
    const transfer = this.#transfers.get(value.id);
    const inline = transfer?.take();
    this.#end(value.id);
    if (transfer === undefined || inline === undefined) return undefined;
    return { owner: value.owner, id: 0, bytes: transfer.bytes, inline, movable: true };
  }

  /** The session is over: what has not come whole never will. */
  close(): void {
    for (const number of [...this.#transfers.keys()]) this.#end(number);
  }

  /** @throws when an invariant is broken. */
  sanityCheck(): void {
    if (this.#transfers.size > 2 * TRANSFERS_ACTIVE_MAX) throw new Error('Too many transfers are open.');
    if (this.#received - this.#acknowledged < 0) throw new Error('More was acknowledged than has come.');
  }

  #onPut({ transfer: number, sizes }: ValuePut): TransferFault | undefined {
    let bytes = 0;
    for (const size of sizes) bytes += size;
    const fits = bytes > 0 && bytes <= VALUE_BYTES_MAX && sizes.length <= ENVELOPE_FRAMES_MAX;
    // A sender has a few under way and one that it asks for; twice as many are no mistake in the count.
    const room = this.#transfers.size < 2 * TRANSFERS_ACTIVE_MAX;
    if (!fits || !room || this.#transfers.has(number)) return 'bad-put';
    const claim = bytes > UNASKED_BYTES_MAX ? { peer: this.#peer, transfer: number, bytes } : undefined;
    this.#transfers.set(number, new IncomingTransfer(sizes, bytes, claim, this.#memory));
    if (claim !== undefined) this.#room.ask(claim);
    return undefined;
  }

  #onFragment({ transfer: number, offset, part }: ValueFragment): TransferFault | undefined {
    const transfer = this.#transfers.get(number);
    if (transfer === undefined) return 'stray-fragment';
    if (part.inline !== undefined && transfer.write(offset, part.inline)) return undefined;
    this.#end(number);
    return 'bad-fragment';
  }

  #end(number: number): void {
    const transfer = this.#transfers.get(number);
    if (transfer?.claim !== undefined) this.#room.leave(transfer.claim);
    this.#transfers.delete(number);
  }
}
