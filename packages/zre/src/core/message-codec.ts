import { limits } from './limits.js';
import type { Content, HelloMessage, Message, UnnumberedMessage } from './message.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** What is wrong with a message that was dropped. */
export type MessageFault =
  | 'message-missing'
  | 'message-oversized'
  | 'message-signature'
  | 'message-unknown'
  | 'message-version'
  | 'message-truncated';

const signature = 0xaaa1;
const version = 2;
const emptyFrame = new Uint8Array(0);

const ids: Readonly<Record<Message['kind'], number>> = {
  hello: 1,
  whisper: 2,
  shout: 3,
  join: 4,
  leave: 5,
  ping: 6,
  'ping-ok': 7,
  elect: 8,
  leader: 9,
  goodbye: 10,
};
const kinds: ReadonlyMap<number, Message['kind']> = new Map(
  Object.entries(ids).map(([kind, id]) => [id, kind as Message['kind']]),
);

/**
 * The frames of a message, head frame first; content frames are not copied.
 * Empty content becomes one empty frame: libzyre merges a message without any with its next event.
 */
export function encodeMessage(message: UnnumberedMessage, sequence: number): Uint8Array[] {
  const head = new WireWriter();
  head.number2(signature);
  head.number1(ids[message.kind]);
  head.number1(version);
  head.number2(sequence);
  encodeFields(message, head);
  if (message.kind !== 'whisper' && message.kind !== 'shout') return [head.finish()];
  return message.content.length === 0 ? [head.finish(), emptyFrame] : [head.finish(), ...message.content];
}

function encodeFields(message: UnnumberedMessage, head: WireWriter): void {
  switch (message.kind) {
    case 'hello':
      head.string(message.endpoint);
      head.strings(message.groups);
      head.number1(message.status);
      head.string(message.name);
      head.dictionary(message.headers);
      return;
    case 'join':
    case 'leave':
      head.string(message.group);
      head.number1(message.status);
      return;
    case 'shout':
      head.string(message.group);
      return;
    case 'elect':
      head.string(message.group);
      head.string(message.candidate);
      return;
    case 'leader':
      head.string(message.group);
      head.string(message.leader);
      return;
    case 'whisper':
    case 'ping':
    case 'ping-ok':
    case 'goodbye':
      return;
  }
}

/**
 * The message in these frames, from the one at `start` on, or why there is none. Strict: a message with a missing
 * octet is dropped whole, while octets after the last field are ignored, as the RFC's grammar may grow there.
 */
export function decodeMessage(frames: Content, start = 0): Message | MessageFault {
  const head = frames[start];
  if (head === undefined) return 'message-missing';
  if (head.length > limits.headFrameBytesMax) return 'message-oversized';
  const reader = new WireReader(head);
  if (reader.number2() !== signature) return 'message-signature';
  const kind = kinds.get(reader.number1());
  if (kind === undefined) return 'message-unknown';
  if (reader.number1() !== version) return 'message-version';
  const message = decodeFields(kind, reader.number2(), reader, frames, start + 1);
  return reader.truncated ? 'message-truncated' : message;
}

function decodeFields(
  kind: Message['kind'],
  sequence: number,
  reader: WireReader,
  frames: Content,
  contentStart: number,
): Message {
  switch (kind) {
    case 'hello':
      return decodeHello(sequence, reader);
    case 'whisper':
      return { kind, sequence, content: frames.slice(contentStart) };
    case 'shout':
      return { kind, sequence, group: reader.string(), content: frames.slice(contentStart) };
    case 'join':
    case 'leave':
      return { kind, sequence, group: reader.string(), status: reader.number1() };
    case 'elect':
      return { kind, sequence, group: reader.string(), candidate: reader.string() };
    case 'leader':
      return { kind, sequence, group: reader.string(), leader: reader.string() };
    case 'ping':
    case 'ping-ok':
    case 'goodbye':
      return { kind, sequence };
  }
}

function decodeHello(sequence: number, reader: WireReader): HelloMessage {
  return {
    kind: 'hello',
    sequence,
    endpoint: reader.string(),
    groups: reader.strings(),
    status: reader.number1(),
    name: reader.string(),
    headers: reader.dictionary(),
  };
}
