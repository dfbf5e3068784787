/**
 * The content of a task whisper (docs/task-protocol.md section 3): frame 0 is msgpack
 * `[version, token, [message...]]`; further frames are raw values, which the messages name by number.
 * A value stands in a message as its encoded head itself when it is small and has no raw parts; as `[first frame,
 * number of frames]`, its head being the first of them; or as the number of the transfer by which it has come.
 */
import { Packr } from 'msgpackr';
import { type Payload, payloadBytes } from '../../value/payload.js';
import type { NodeId } from '../ids.js';
import {
  ENVELOPE_FRAMES_MAX,
  ENVELOPE_HEAD_BYTES_MAX,
  ENVELOPE_MESSAGES_MAX,
  INLINE_BYTES_MAX,
  TOKEN_BYTES,
  VALUE_BYTES_MAX,
} from '../limits.js';
import type { ValueRef } from '../value-ref.js';
import type { WireMessage } from './message.js';
import { decodeMessage, encodeMessage } from './message-codec.js';
import { isModestMsgpack } from './modest-msgpack.js';

export interface Envelope {
  readonly version: number;
  /** Empty before the peer has given us its token. */
  readonly token: Uint8Array;
  readonly messages: readonly WireMessage[];
  /** Messages of an unknown kind, left out: a later version may send them. */
  readonly unknownKinds: number;
}

/** Plain msgpack, readable by any implementation: no records, no extension types, no state. */
const packr = new Packr({ useRecords: false, moreTypes: false });

const EMPTY: Uint8Array = new Uint8Array(0);
const FLUSH_BYTES = 1024 * 1024;

/** Bytes of a value that stand in frames of their own, and not in the message itself. */
export function rawBytes(payload: Payload): number {
  return isInline(payload) ? 0 : payloadBytes(payload);
}

function isInline({ head, frames }: Payload): boolean {
  return frames.length === 0 && head.length <= INLINE_BYTES_MAX;
}

/** Packs messages into as few envelopes as the limits allow. A value without content is one that came by a transfer. */
export function encodeEnvelopes(
  version: number,
  token: Uint8Array | undefined,
  messages: readonly WireMessage[],
): Uint8Array[][] {
  const envelopes: Uint8Array[][] = [];
  let tuples: unknown[] = [];
  let frames: Uint8Array[] = [];
  let inlineBytes = 0;
  const put = (value: ValueRef): unknown => {
    const payload = value.inline;
    if (payload === undefined) return value.id;
    if (isInline(payload)) {
      inlineBytes += payload.head.length;
      return payload.head;
    }
    const place = [frames.length, payload.frames.length + 1];
    frames.push(payload.head, ...payload.frames);
    return place;
  };
  const close = (): void => {
    envelopes.push([packHead([version, token ?? EMPTY, tuples]), ...frames]);
    tuples = [];
    frames = [];
    inlineBytes = 0;
  };
  for (const message of messages) {
    tuples.push(encodeMessage(message, put));
    const full =
      tuples.length >= ENVELOPE_MESSAGES_MAX ||
      frames.length >= ENVELOPE_FRAMES_MAX / 2 ||
      inlineBytes >= FLUSH_BYTES;
    if (full) close();
  }
  if (tuples.length > 0) close();
  return envelopes;
}

/** msgpackr returns a slice of a pool that it goes on writing to; what is sent zero-copy must be our own. */
function packHead(head: unknown): Uint8Array {
  return Uint8Array.prototype.slice.call(packr.pack(head));
}

/** Reads an envelope from `owner`, or says why it is refused. Never throws, never keeps what it only announces. */
export function decodeEnvelope(frames: readonly Uint8Array[], owner: NodeId): Envelope | string {
  const head = frames[0];
  if (head === undefined) return 'no frames';
  if (head.length > ENVELOPE_HEAD_BYTES_MAX) return 'frame 0 too long';
  if (frames.length > ENVELOPE_FRAMES_MAX * 4) return 'too many frames';
  const fields = unpack(head);
  if (!Array.isArray(fields)) return 'frame 0 is no envelope';
  const [version, token, tuples] = fields as unknown[];
  if (typeof version !== 'number' || !(token instanceof Uint8Array) || !Array.isArray(tuples)) {
    return 'frame 0 is no envelope';
  }
  if (tuples.length > ENVELOPE_MESSAGES_MAX) return 'too many messages';
  const taken = new Set<number>();
  const take = (field: unknown): ValueRef | undefined => takeValue(field, frames, taken, owner);
  const messages: WireMessage[] = [];
  let unknownKinds = 0;
  for (const tuple of tuples) {
    const message = decodeMessage(tuple, owner, take);
    if (message === 'bad-fields') return 'bad fields in a message';
    if (message === 'unknown-kind') unknownKinds += 1;
    else messages.push(message);
  }
  return { version, token, messages, unknownKinds };
}

/** The token of an envelope that was refused, if it has one where our own encoder puts it: whether it is the peer's at all. */
export function tokenOfRefused([head]: readonly Uint8Array[]): Uint8Array | undefined {
  const [array, , bytes, length] = head ?? [];
  if (array !== 0x93 || bytes !== 0xc4 || length !== TOKEN_BYTES) return undefined;
  return head?.subarray(4, 4 + TOKEN_BYTES);
}

/** `undefined` for what is no msgpack, or none that an envelope is made of. */
function unpack(head: Uint8Array): unknown {
  if (!isModestMsgpack(head)) return undefined;
  try {
    return packr.unpack(head);
  } catch {
    return undefined;
  }
}

/** @param taken places of frames that are the memory of a value: each is of one alone. */
function takeValue(
  field: unknown,
  frames: readonly Uint8Array[],
  taken: Set<number>,
  owner: NodeId,
): ValueRef | undefined {
  if (field instanceof Uint8Array) return reference(owner, { head: field, frames: [] });
  if (Number.isSafeInteger(field)) return { owner, id: field as number, bytes: 0 };
  if (!Array.isArray(field) || field.length !== 2) return undefined;
  const [first, count] = field as unknown[];
  if (!Number.isInteger(first) || !Number.isInteger(count)) return undefined;
  const place = (first as number) + 1;
  const parts = count as number;
  if (place < 1 || parts < 1 || place + parts > frames.length) return undefined;
  for (let frame = place; frame < place + parts; frame += 1) {
    if (taken.has(frame)) return undefined;
    taken.add(frame);
  }
  const payload = { head: frames[place] as Uint8Array, frames: frames.slice(place + 1, place + parts) };
  return reference(owner, payload);
}

function reference(owner: NodeId, inline: Payload): ValueRef | undefined {
  const bytes = payloadBytes(inline);
  return bytes > VALUE_BYTES_MAX ? undefined : { owner, id: 0, bytes, inline };
}
