import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { decodeGossip, encodeGossip, type GossipMessage } from './gossip-codec.js';
import { GossipCore, type GossipInput, type GossipLink, type GossipOutput } from './gossip-core.js';
import { limits } from './limits.js';

const hub: GossipLink = { side: 'hub', id: 'tcp://127.0.0.1:1' };
const client: GossipLink = { side: 'client', id: 'client' };
const key = 'A'.repeat(32);
const value = 'tcp://127.0.0.1:50000';

let core: GossipCore;
let now: number;

beforeEach(() => {
  core = new GossipCore();
  now = 0;
});

function handle(input: GossipInput): readonly GossipOutput[] {
  const outputs = core.handle(input, now);
  core.sanityCheck();
  return outputs;
}

function receive(link: GossipLink, message: GossipMessage): readonly GossipOutput[] {
  return handle({ kind: 'frame-received', link, frame: encodeGossip(message) });
}

function sent(outputs: readonly GossipOutput[]): (readonly [string, string])[] {
  return outputs.flatMap((output) => {
    if (output.kind !== 'send') return [];
    const message = decodeGossip(output.frame);
    return [[output.link.side, typeof message === 'string' ? message : message.kind] as const];
  });
}

function learned(outputs: readonly GossipOutput[]): GossipOutput[] {
  return outputs.filter(({ kind }) => kind === 'learn');
}

describe('gossip codec', () => {
  it('writes what czmq reads', () => {
    expect(Buffer.from(encodeGossip({ kind: 'hello' })).toString('hex')).toBe('aaa00101');
    expect(Buffer.from(encodeGossip({ kind: 'publish', key: 'k', value: 'vv' })).toString('hex')).toBe(
      'aaa00201016b00000002767600000000',
    );
  });

  it('never throws, and reads back what it writes', () => {
    const text = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(text, text, fc.uint8Array({ maxLength: 40 }), (name, told, noise) => {
        const message = { kind: 'publish', key: name, value: told } as const;
        expect(decodeGossip(encodeGossip(message))).toEqual(message);
        decodeGossip(noise);
        decodeGossip(Uint8Array.from([0xaa, 0xa0, 2, 1, ...noise]));
      }),
    );
  });
});

describe('as a client', () => {
  it('says HELLO and publishes all it knows when the hub can be reached, and once more after INVALID', () => {
    handle({ kind: 'publish', key, value });
    const greeting = [
      ['hub', 'hello'],
      ['hub', 'publish'],
    ];
    expect(sent(handle({ kind: 'hub-connected', id: hub.id }))).toEqual(greeting);
    expect(sent(receive(hub, { kind: 'invalid' }))).toEqual(greeting);
  });

  it('pings the hub before it forgets us, as long as it is connected', () => {
    handle({ kind: 'hub-connected', id: hub.id });
    expect(core.nextDeadline()).toBeLessThan(1_000);
    now = core.nextDeadline() ?? 0;
    expect(sent(handle({ kind: 'tick' }))).toEqual([['hub', 'ping']]);
    handle({ kind: 'hub-disconnected', id: hub.id });
    now = core.nextDeadline() ?? 0;
    expect(handle({ kind: 'tick' })).toEqual([]);
    expect(core.nextDeadline()).toBeUndefined();
  });
});

describe('as a hub', () => {
  it('answers HELLO with every tuple, PING with PONG, nonsense with INVALID', () => {
    handle({ kind: 'publish', key, value });
    expect(sent(receive(client, { kind: 'hello' }))).toEqual([['client', 'publish']]);
    expect(sent(receive(client, { kind: 'hello' }))).toEqual([]);
    now += 1_000;
    expect(sent(receive(client, { kind: 'hello' }))).toEqual([['client', 'publish']]);
    expect(sent(receive(client, { kind: 'ping' }))).toEqual([['client', 'pong']]);
    const nonsense = handle({ kind: 'frame-received', link: client, frame: new Uint8Array(3) });
    expect(sent(nonsense)).toEqual([['client', 'invalid']]);
    expect(nonsense).toContainEqual({ kind: 'count', irregularity: 'gossip-malformed' });
  });

  it('passes a new tuple on to everyone, and a known one to nobody', () => {
    handle({ kind: 'hub-connected', id: hub.id });
    const first = receive(client, { kind: 'publish', key, value });
    expect(learned(first)).toEqual([{ kind: 'learn', key, value }]);
    expect(sent(first)).toEqual([
      ['client', 'publish'],
      ['hub', 'publish'],
    ]);
    expect(receive(hub, { kind: 'publish', key, value })).toEqual([]);
    expect(learned(receive(client, { kind: 'publish', key, value: 'tcp://127.0.0.1:2' }))).toHaveLength(1);
  });
});

it('of more nodes than it keeps, a hub forgets first those that never came', () => {
  const told = (at: number): GossipOutput[] =>
    learned(receive(client, { kind: 'publish', key: String(at), value: `tcp://127.0.0.1:${at}` }));
  handle({ kind: 'publish', key, value });
  for (let at = 1; at < limits.gossipTuplesMax; at += 1) {
    const frame = encodeGossip({ kind: 'publish', key: String(at), value: `tcp://127.0.0.1:${at}` });
    core.handle({ kind: 'frame-received', link: client, frame }, now);
  }
  handle({ kind: 'revive', key: '1' });
  const outputs = receive(client, { kind: 'publish', key: 'late', value });
  expect(outputs).toContainEqual({ kind: 'count', irregularity: 'gossip-full' });
  expect(learned(outputs)).toHaveLength(1);
  // Forgotten, it is news again; those that are there are not.
  expect(told(2)).toHaveLength(1);
  expect(told(1)).toHaveLength(0);
  expect(receive(client, { kind: 'publish', key, value })).toEqual([]);
});

describe('the dead', () => {
  beforeEach(() => {
    receive(client, { kind: 'publish', key, value });
    handle({ kind: 'bury', key });
  });

  it('are not told to newcomers, nor learnt anew', () => {
    expect(sent(receive(client, { kind: 'hello' }))).toEqual([]);
    expect(receive(hub, { kind: 'publish', key, value })).toEqual([]);
  });

  it('are learnt where they are reached elsewhere', () => {
    expect(learned(receive(client, { kind: 'publish', key, value: 'tcp://127.0.0.1:2' }))).toHaveLength(1);
  });

  it('are told of again when they turn out to live', () => {
    expect(sent(handle({ kind: 'revive', key }))).toEqual([['client', 'publish']]);
    expect(sent(receive(client, { kind: 'hello' }))).toEqual([['client', 'publish']]);
  });
});
