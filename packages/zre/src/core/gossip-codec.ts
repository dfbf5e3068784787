import { limits } from './limits.js';
import { WireReader } from './wire-reader.js';
import { WireWriter } from './wire-writer.js';

/** The messages of czmq's zgossip protocol (ZGP version 1), one frame each. */
export type GossipMessage =
  | { readonly kind: 'hello' | 'ping' | 'pong' | 'invalid' }
  | { readonly kind: 'publish'; readonly key: string; readonly value: string };

/** What is wrong with what a hub has sent. */
export type GossipFault = 'gossip-malformed';

const signature = 0xaaa0;
const version = 1;
const ids: Readonly<Record<GossipMessage['kind'], number>> = {
  hello: 1,
  publish: 2,
  ping: 3,
  pong: 4,
  invalid: 5,
};
const kinds: ReadonlyMap<number, GossipMessage['kind']> = new Map(
  Object.entries(ids).map(([kind, id]) => [id, kind as GossipMessage['kind']]),
);

export function encodeGossip(message: GossipMessage): Uint8Array {
  const frame = new WireWriter();
  frame.number2(signature);
  frame.number1(ids[message.kind]);
  frame.number1(version);
  if (message.kind === 'publish') {
    frame.string(message.key);
    frame.longString(message.value);
    // Time to live: czmq sends zero and looks at none.
    frame.number4(0);
  }
  return frame.finish();
}

export function decodeGossip(frame: Uint8Array): GossipMessage | GossipFault {
  if (frame.length > limits.gossipFrameBytesMax) return 'gossip-malformed';
  const reader = new WireReader(frame);
  if (reader.number2() !== signature) return 'gossip-malformed';
  const kind = kinds.get(reader.number1());
  if (kind === undefined || reader.number1() !== version) return 'gossip-malformed';
  if (kind !== 'publish') return { kind };
  const [key, value] = [reader.string(), reader.longString()];
  reader.number4();
  return reader.truncated ? 'gossip-malformed' : { kind, key, value };
}
