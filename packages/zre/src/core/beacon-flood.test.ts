import { describe, expect, it } from 'vitest';
import { beacon, handle, hello, kinds, reset, scene, start, third, tickAt } from '../../test/core-scene.js';
import { encodeBeacon } from './beacon-codec.js';
import { limits } from './limits.js';
import type { NodeOutput } from './node-output.js';
import { pendingMs } from './timings.js';

const perMs = 100;
const floodMs = 10_000;

/** 32 random bits from a number: the finalizer of MurmurHash3, which maps no two numbers to one. */
function scramble(number: number): number {
  let bits = Math.imul(number ^ (number >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}

const datagram = encodeBeacon({ id: third, port: 1_024 });
const uuid = new DataView(datagram.buffer, 4, 16);

/** Always the same octets, overwritten: a million of them are to be quick. */
function stranger(number: number): Uint8Array {
  for (let word = 0; word < 4; word += 1) uuid.setUint32(4 * word, scramble(4 * number + word + 1));
  return datagram;
}

describe('100,000 beacons a second of random UUIDs', () => {
  it('for ten seconds: each is counted, few are connected to, and a real peer stays', () => {
    reset();
    start();
    beacon(third);
    hello({}, third);
    const counts = new Map<string, number>();
    const connections = new Set<number>();
    let [connects, connectionsMost] = [0, 0];
    const note = (outputs: readonly NodeOutput[]): void => {
      for (const output of outputs) {
        if (output.kind === 'count')
          counts.set(output.irregularity, (counts.get(output.irregularity) ?? 0) + 1);
        if (output.kind === 'disconnect-peer') connections.delete(output.connection);
        if (output.kind !== 'connect-peer') continue;
        connects += 1;
        connections.add(output.connection);
        connectionsMost = Math.max(connectionsMost, connections.size);
      }
    };
    const { core, now: begun } = scene;
    for (let ms = 0; ms < floodMs; ms += 1) {
      scene.now = begun + ms;
      for (let index = 0; index < perMs; index += 1) {
        const number = ms * perMs + index;
        const address = `127.9.${number % 250}.${index}`;
        // Not `handle`, whose look at the whole state would take longer than all the rest.
        note(core.handle({ kind: 'beacon-received', datagram: stranger(number), address }, scene.now));
      }
      if (ms % 1_000 === 999) expect(kinds(beacon(third))).toEqual([]);
      if ((core.nextDeadline() ?? 0) <= scene.now) note(tickAt(scene.now));
    }
    expect(connectionsMost).toBe(limits.pendingPeersMax);
    expect(core.pendingPeers).toBeLessThanOrEqual(limits.pendingPeersMax);
    expect(core.peers()).toEqual([third]);
    expect(connects).toBeLessThanOrEqual(limits.pendingPeersMax * Math.ceil(floodMs / pendingMs));
    const { 'too-many-peers': many = 0, 'endpoint-taken': taken = 0, ...others } = Object.fromEntries(counts);
    expect(many + taken).toBe(perMs * floodMs - connects);
    expect(others).toEqual({});
    expect(handle({ kind: 'whisper', peer: third, content: [] })).toHaveLength(1);
  });
});
