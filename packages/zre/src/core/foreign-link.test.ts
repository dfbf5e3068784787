import { beforeEach, describe, expect, it } from 'vitest';
import { counted, kinds, otherEndpoint, ownHome } from '../../test/core-scene.js';
import { encodeBeacon } from './beacon-codec.js';
import { curveKeyFromBytes } from './curve-key.js';
import { linkIdBytes, provableId } from './link-id.js';
import type { HelloMessage, Message } from './message.js';
import { encodeMessage } from './message-codec.js';
import { NodeCore } from './node-core.js';
import { type NodeId, routingIdOf } from './node-id.js';
import type { NodeInput } from './node-input.js';
import type { NodeOutput } from './node-output.js';
import { defaultTimings } from './timings.js';

/** Nodes with keys, whose links prove whose they are: here by their last octet. */
const own = provableId(new Uint8Array(32).fill(1));
const other = provableId(new Uint8Array(32).fill(2));
const thief = provableId(new Uint8Array(32).fill(3));
const foreigner: NodeId = 'F'.repeat(32);
const [ownKey, otherKey, thiefKey] = [1, 2, 3].map((octet) =>
  curveKeyFromBytes(new Uint8Array(32).fill(octet)),
) as [string, string, string];
const elsewhere = 'tcp://127.0.0.1:50009';

let core: NodeCore;

beforeEach(() => {
  const security = {
    publicKey: ownKey,
    admits: () => true,
    proves: (link: Uint8Array) => link.length === linkIdBytes && link.at(-1) === 1,
  };
  core = new NodeCore({ id: own, name: 'own', headers: new Map(), timings: defaultTimings, security });
  handle({ kind: 'start', homes: [ownHome] });
});

function handle(input: NodeInput): readonly NodeOutput[] {
  const outputs = core.handle(input, 1_000);
  core.sanityCheck();
  return outputs;
}

/** @param nonce which of its connections */
function link(id: NodeId, { proved = true, nonce = 1 } = {}): Uint8Array {
  const routingId = new Uint8Array(linkIdBytes);
  routingId.set(routingIdOf(id));
  routingId.set([nonce, proved ? 1 : 0], linkIdBytes - 2);
  return routingId;
}

function hello(by: Uint8Array, publicKey: string, fields: Partial<HelloMessage> = {}): readonly NodeOutput[] {
  const headers = new Map([['X-PUBLICKEY', publicKey]]);
  const base = { endpoint: otherEndpoint, groups: [], status: 0, name: 'n', headers, sequence: 1 };
  return message(by, { kind: 'hello', ...base, ...fields });
}

function message(by: Uint8Array, said: Message): readonly NodeOutput[] {
  return handle({ kind: 'message-received', frames: [by, ...encodeMessage(said, said.sequence)] });
}

function beacon(id: NodeId, port: number, publicKey: string): readonly NodeOutput[] {
  const datagram = encodeBeacon({ id, port, publicKey });
  return handle({ kind: 'beacon-received', datagram, address: '127.0.0.1' });
}

describe('whoever takes the id of a peer', () => {
  beforeEach(() => expect(kinds(hello(link(other), otherKey))).toContain('enter'));

  const links = [
    ['as libzyre connects', routingIdOf(other)],
    ['with a first octet of its own', routingIdOf(other).with(0, 7)],
    ['with a proof that is none', link(other, { proved: false })],
  ] as const;

  it.each(links)('%s: ends nothing by a HELLO, in or out of sequence', (_, stolen) => {
    for (const sequence of [1, 2])
      for (const key of [otherKey, thiefKey])
        expect(counted(hello(stolen, key, { sequence }))).toEqual(['foreign-link']);
    expect(core.peers()).toEqual([other]);
  });

  it.each(links)('%s: is not heard, and nothing that it says counts', (_, stolen) => {
    for (const said of [
      { kind: 'whisper', content: [], sequence: 2 },
      { kind: 'whisper', content: [], sequence: 9 },
      { kind: 'goodbye', sequence: 2 },
    ] as const) {
      const outputs = message(stolen, said);
      expect(counted(outputs)).toEqual(['foreign-link']);
      expect(outputs).toHaveLength(1);
    }
    expect(kinds(message(link(other), { kind: 'whisper', content: [], sequence: 2 }))).toEqual(['whisper']);
  });

  it('by its endpoint: both are there, and no connection is closed', () => {
    const lie = hello(link(thief), otherKey);
    expect(kinds(lie)).toEqual(['connect-peer', 'send', 'enter']);
    expect(core.peers()).toEqual([other, thief]);
    expect(kinds(handle({ kind: 'connection-lost', connection: 2 }))).toEqual(['disconnect-peer', 'exit']);
    expect(core.peers()).toEqual([other]);
  });
});

describe('a node that proves its links', () => {
  it('begins a new conversation over another link; what the old one still brings is none of it', () => {
    hello(link(other), otherKey);
    expect(kinds(hello(link(other, { nonce: 2 }), otherKey))).toEqual(
      expect.arrayContaining(['exit', 'connect-peer', 'enter']),
    );
    const late = message(link(other), { kind: 'whisper', content: [], sequence: 2 });
    expect(counted(late)).toEqual(['foreign-link']);
    const next = message(link(other, { nonce: 2 }), { kind: 'whisper', content: [], sequence: 2 });
    expect(kinds(next)).toEqual(['whisper']);
  });

  it('is met when it cannot prove itself yet, as by a beacon, and enters with its proof', () => {
    expect(kinds(hello(routingIdOf(other), otherKey))).toEqual(['connect-peer', 'send']);
    expect(core.peers()).toEqual([]);
    expect(hello(routingIdOf(other), otherKey)).toEqual([]);
    expect(kinds(hello(link(other), otherKey))).toContain('enter');
  });

  it('is believed against a beacon that gave its id another key', () => {
    beacon(other, 50_009, thiefKey);
    expect(counted(beacon(other, 50_001, otherKey))).toEqual(['key-mismatch']);
    const outputs = hello(link(other), otherKey);
    expect(outputs).toContainEqual(expect.objectContaining({ endpoint: otherEndpoint, publicKey: otherKey }));
    expect(counted(outputs)).toEqual(['beacon-contradicted']);
    expect(kinds(outputs)).toContain('enter');
    expect(counted(hello(link(other), thiefKey))).toEqual(['key-mismatch']);
  });

  it('of which only the endpoint was known is connected to anew, now that the proof can say to whom', () => {
    const required = { kind: 'peer-announced', endpoint: otherEndpoint, required: true } as const;
    expect(kinds(handle({ ...required, publicKey: otherKey }))).toEqual(['connect-peer', 'send']);
    expect(counted(hello(link(thief), thiefKey, { endpoint: elsewhere }))).toEqual([]);
    const outputs = hello(link(other), otherKey);
    expect(kinds(outputs)).toEqual(['disconnect-peer', 'connect-peer', 'send', 'enter']);
    expect(outputs).toContainEqual(expect.objectContaining({ kind: 'connect-peer', peer: other }));
  });
});

it('a node of another implementation is met as it is, by its bare id', () => {
  expect(kinds(hello(routingIdOf(foreigner), otherKey))).toContain('enter');
  expect(kinds(message(routingIdOf(foreigner), { kind: 'ping', sequence: 2 }))).toEqual(['send']);
});
