import { attemptId, jobId } from '../../src/core/ids.js';
import type { Message, TransferMessage } from '../../src/core/protocol/message.js';
import { SessionTraffic, type TrafficCounts } from '../../src/core/session/session-traffic.js';
import { ReassemblyRoom } from '../../src/core/transfer/reassembly-room.js';
import type { TransferSenderOutput } from '../../src/core/transfer/transfer-sender-input.js';
import type { ValueRef } from '../../src/core/value-ref.js';
import type { Payload } from '../../src/value/payload.js';

export const KIB = 1024;
export const CODE = '0'.repeat(32);

/** Bytes that differ from one value to the next, and along each. */
export function payload(seed: number, sizes: readonly number[]): Payload {
  const [head = new Uint8Array(0), ...frames] = sizes.map((size, part) => {
    const bytes = new Uint8Array(size);
    for (let index = 0; index < size; index += 509) bytes[index] = seed * 31 + part * 7 + index;
    if (size > 0) bytes[size - 1] = seed;
    return bytes;
  });
  return { head, frames };
}

export function value(inline: Payload): ValueRef {
  const bytes = inline.frames.reduce((sum, frame) => sum + frame.length, inline.head.length);
  return { owner: 'C', id: 0, bytes, inline };
}

export function assign(attempt: number, items: ValueRef, code = CODE): Message {
  const range = { first: 0, count: 1, tries: 0, call: 'item', console: 'forward' } as const;
  return { kind: 'assign', attempt: attemptId(attempt), job: jobId(1), code, items, ...range };
}

export const cancel = (attempt: number): Message => ({ kind: 'cancel', attempt: attemptId(attempt) });
export const retract = (attempt: number): Message => ({ kind: 'retract', attempt: attemptId(attempt) });
export const HEARTBEAT: Message = { kind: 'heartbeat' };
export const big = (kib: number, seed = 1): ValueRef => value(payload(seed, [8, kib * KIB]));

export function kinds(outputs: readonly TransferSenderOutput[]): string[][] {
  return outputs.map((output) => {
    if (output.kind === 'transmit') return output.messages.map(({ kind }) => kind);
    return [output.kind === 'spoilt' ? `spoilt ${output.message.kind}` : output.kind];
  });
}

export const send = (...messages: Message[]) => ({ kind: 'send', messages }) as const;

/** One end of a session, and what it has been given by the other. */
export function receiving(room = new ReassemblyRoom()) {
  const counts: TrafficCounts = { faults: {}, lostValues: 0 };
  const traffic = new SessionTraffic('S', room, counts);
  const take = (...messages: (Message | TransferMessage)[]) => traffic.receive(messages, 0, 0).messages;
  return { traffic, counts, take, room };
}

export const put = (transfer: number, ...sizes: number[]): TransferMessage => ({
  kind: 'value-put',
  transfer,
  sizes,
});
export const fragment = (transfer: number, offset: number, bytes: number): TransferMessage => {
  return { kind: 'value-fragment', transfer, offset, more: false, part: value(payload(1, [bytes])) };
};
export const named = (transfer: number): Message => assign(1, { owner: 'S', id: transfer, bytes: 0 });
