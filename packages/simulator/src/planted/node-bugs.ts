import { decodeBeacon, decodeMessage, encodeMessage, type NodeInput, type NodeOutput } from '@zfarm/zre/core';
import type { PlantedBug } from './planted-bug.js';
import { type Plant, spoiledNode, without } from './spoil.js';

type Plants = Plant<NodeInput, NodeOutput>;

/** What a ZRE node may get wrong. */
export const nodeBugs: readonly PlantedBug[] = [
  { name: 'message numbers wrap around at 64', cores: spoiledNode(() => ({ output: wrapping })) },
  {
    name: 'a broken connection goes unheard',
    cores: spoiledNode(() => ({ input: without<NodeInput>('connection-lost')() })),
  },
  {
    name: 'a node stops announcing itself',
    cores: spoiledNode(() => ({ output: limited('send-beacon', 2) })),
  },
  { name: 'a peer exits without a word', cores: spoiledNode(() => ({ output: silentExit })) },
  { name: 'a HELLO leaves out the groups', cores: spoiledNode(() => ({ output: withoutGroups })) },
  { name: 'a HELLO is not answered', cores: spoiledNode(() => ({ output: limited('connect-peer', 1) })) },
  { name: 'joins go unheard', cores: spoiledNode(() => ({ input: withoutJoins })) },
  { name: 'leaves go unheard', cores: spoiledNode(() => ({ input: withoutLeaves })), isRare: true },
  { name: 'time does not pass for a node', cores: spoiledNode(deafAfterStart) },
  { name: 'a whisper is lost without a trace', cores: spoiledNode(() => ({ output: lossy(9) })) },
  { name: 'a whisper is sent twice', cores: spoiledNode(() => ({ output: repeating })) },
  {
    name: 'every beacon of a newcomer is taken for a goodbye',
    cores: spoiledNode(() => ({ input: goodbyes })),
  },
];

const KIND_AT = 2;
const WHISPER = 2;
const SEQUENCE_AT = 4;

/** Only the low six bits of the number that a head frame carries are kept. */
function wrapping(output: NodeOutput): NodeOutput[] {
  if (output.kind !== 'send') return [output];
  const [head, ...content] = output.frames;
  if (head === undefined) return [output];
  const wrapped = head.slice();
  wrapped[SEQUENCE_AT] = 0;
  wrapped[SEQUENCE_AT + 1] = (wrapped[SEQUENCE_AT + 1] ?? 0) & 63;
  return [{ ...output, frames: [wrapped, ...content] }];
}

function limited(kind: NodeOutput['kind'], most: number): (output: NodeOutput) => NodeOutput[] {
  let met = 0;
  return (output) => {
    if (output.kind === kind) met += 1;
    return output.kind === kind && met > most ? [] : [output];
  };
}

function silentExit(output: NodeOutput): NodeOutput[] {
  return output.kind === 'emit' && output.event.type === 'exit' ? [] : [output];
}

function withoutGroups(output: NodeOutput): NodeOutput[] {
  const message = output.kind === 'send' ? decodeMessage(output.frames) : undefined;
  if (output.kind !== 'send' || typeof message !== 'object' || message.kind !== 'hello') return [output];
  return [{ ...output, frames: encodeMessage({ ...message, groups: [] }, message.sequence) }];
}

function withoutJoins(input: NodeInput): NodeInput[] {
  const message = input.kind === 'message-received' ? decodeMessage(input.frames, 1) : undefined;
  const isHello = typeof message === 'object' && message.kind === 'hello';
  if (input.kind !== 'message-received' || !isHello) return [input];
  const [routingId = new Uint8Array()] = input.frames;
  const groups = message.groups.slice(1);
  return [{ ...input, frames: [routingId, ...encodeMessage({ ...message, groups }, message.sequence)] }];
}

/** The message is counted, and says nothing. */
function withoutLeaves(input: NodeInput): NodeInput[] {
  const message = input.kind === 'message-received' ? decodeMessage(input.frames, 1) : undefined;
  if (input.kind !== 'message-received' || typeof message !== 'object' || message.kind !== 'leave')
    return [input];
  const [routingId = new Uint8Array()] = input.frames;
  return [{ ...input, frames: [routingId, ...encodeMessage({ kind: 'ping' }, message.sequence)] }];
}

function deafAfterStart(): Plants {
  let ticks = 0;
  return {
    input: (input) => {
      if (input.kind === 'tick') ticks += 1;
      return input.kind === 'tick' && ticks > 3 ? [] : [input];
    },
  };
}

/** Every so many whispers one is not sent, and its number not used: its receiver cannot know. */
function lossy(every: number): (output: NodeOutput) => NodeOutput[] {
  let whispers = 0;
  const skipped = new Map<number, number>();
  return (output) => {
    if (output.kind !== 'send') return [output];
    const [head, ...content] = output.frames;
    if (head === undefined) return [output];
    const lost = skipped.get(output.connection) ?? 0;
    if (head[KIND_AT] === WHISPER) {
      whispers += 1;
      if (whispers % every === 0) {
        skipped.set(output.connection, lost + 1);
        return [];
      }
    }
    return [{ ...output, frames: [renumbered(head, -lost), ...content] }];
  };
}

/** Each with a number of its own, as if it had been meant so. */
function repeating(output: NodeOutput): NodeOutput[] {
  if (output.kind !== 'send' || output.frames[0]?.[KIND_AT] !== WHISPER) return [output];
  return [output, output];
}

function renumbered(head: Uint8Array, by: number): Uint8Array {
  const bytes = head.slice();
  const view = new DataView(bytes.buffer);
  view.setUint16(SEQUENCE_AT, (view.getUint16(SEQUENCE_AT) + by) & 0xffff);
  return bytes;
}

function goodbyes(input: NodeInput): NodeInput[] {
  if (input.kind !== 'beacon-received' || typeof decodeBeacon(input.datagram) === 'string') return [input];
  const datagram = input.datagram.slice();
  datagram.fill(0, datagram.length - 2);
  return [{ ...input, datagram }];
}
