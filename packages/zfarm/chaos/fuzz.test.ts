import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { decodeValue, encodeValue, PayloadError } from '@zfarm/cluster-core';
import {
  attemptId,
  decodeEnvelope,
  decodeLoad,
  encodeEnvelopes,
  encodeLoad,
  jobId,
} from '@zfarm/cluster-core/core';
import { decodeBeacon, decodeMessage, encodeBeacon, encodeMessage } from '@zfarm/zre/core';
import { expect, test } from 'vitest';
import { sizes } from './sizes.js';
import { Chance, seed } from './support/chance.js';
import { report } from './support/report.js';

const { frames } = sizes.fuzz;
const CHECK_EACH = 100_000;
const HELD_BYTES_MAX = 32 * 1024 * 1024;

/** Octets that are right, and what reads them: it may refuse them, and must not throw. */
interface Sample {
  readonly octets: readonly Uint8Array[];
  readonly read: (octets: readonly Uint8Array[]) => unknown;
}

test(`codecs and beacons: ${frames} mutated frames (seed ${seed})`, () => {
  const chance = new Chance(seed);
  const samples = wireSamples();
  const before = heapInUse();
  let [read, mostHeld] = [0, 0];
  for (let count = 1; count <= frames; count += 1) {
    const sample = chance.pick(samples);
    const which = chance.whole(0, sample.octets.length - 1);
    const octets = sample.octets.map((each, index) => (index === which ? mutated(each, chance) : each));
    if (typeof sample.read(octets) === 'object') read += 1;
    if (count % CHECK_EACH === 0 || count === frames) mostHeld = Math.max(mostHeld, heapInUse() - before);
  }
  report('fuzz', { frames, 'still readable': read, 'memory held MiB, most': mostHeld / 1024 / 1024 });
  expect(read).toBeGreaterThan(0);
  expect(read).toBeLessThan(frames);
  expect(mostHeld).toBeLessThan(HELD_BYTES_MAX);
});

/** After everything that nobody needs any more is collected. */
function heapInUse(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed;
}

function mutated(octets: Uint8Array, chance: Chance): Uint8Array {
  const edits = chance.whole(1, 4);
  let result = Uint8Array.from(octets);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = chance.whole(0, Math.max(0, result.length - 1));
    const kind = chance.whole(0, 9);
    if (kind === 0) result = result.slice(0, at);
    else if (kind === 1)
      result = Uint8Array.from([...result.subarray(0, at), chance.whole(0, 255), ...result.subarray(at)]);
    else if (result.length > 0) result[at] = chance.pick([0, 1, 0x7f, 0x80, 0xff, chance.whole(0, 255)]);
  }
  return result;
}

function wireSamples(): readonly Sample[] {
  const id = 'A1'.repeat(16);
  const hello = {
    kind: 'hello',
    endpoint: 'tcp://127.0.0.1:50000',
    groups: ['one', 'two'],
    status: 1,
    name: 'red',
    headers: new Map([['X-ZFARM-SLOTS', '4']]),
  } as const;
  const shout = { kind: 'shout', group: 'one', content: [Buffer.from('text'), Buffer.alloc(60)] } as const;
  const items = encodeValue([{ id: 1, tags: ['a', 'b'] }, new Map([['x', 1n]]), new Uint8Array(5000)]);
  const value = { owner: id, id: 0, bytes: items.head.length + 5000, inline: items };
  const assign = {
    kind: 'assign',
    attempt: attemptId(1),
    job: jobId(1),
    code: 'c'.repeat(32),
    call: 'item',
    first: 0,
    count: 3,
    items: value,
    tries: 0,
    console: 'forward',
    setup: undefined,
    parts: undefined,
    timeoutMs: 100,
    reservation: undefined,
  } as const;
  const slice = { kind: 'slice', attempt: attemptId(1), first: 0, count: 3, values: value } as const;
  const piece = { kind: 'value-fragment', transfer: 1, offset: 0, more: true, part: value } as const;
  const transfer = [{ kind: 'value-put', transfer: 1, sizes: [5000, 3] } as const, piece];
  const token = new Uint8Array(16).fill(7);
  const envelopes = [
    ...encodeEnvelopes(1, token, [assign, slice, { kind: 'heartbeat' }]),
    ...encodeEnvelopes(1, token, [...transfer, { kind: 'value-ack', bytes: 70_000 }]),
  ];
  return [
    { octets: [encodeBeacon({ id, port: 5670 })], read: ([octets]) => decodeBeacon(octets as Uint8Array) },
    ...[hello, shout].map((message) => ({
      octets: encodeMessage(message, 1),
      read: (octets: readonly Uint8Array[]) => decodeMessage(octets),
    })),
    ...envelopes.map((octets) => ({
      octets,
      read: (mutatedOctets: readonly Uint8Array[]) => decodeEnvelope(mutatedOctets, id),
    })),
    { octets: [items.head], read: ([head]) => readValue({ head: head as Uint8Array, frames: items.frames }) },
    {
      octets: [encodeLoad({ busySlots: 1, queuedAttempts: 2, itemsDone: 3, draining: false })],
      read: ([octets]) => decodeLoad(octets as Uint8Array),
    },
  ];
}

/** Values of users are refused by one kind of error. */
function readValue(payload: Parameters<typeof decodeValue>[0]): unknown {
  try {
    return { value: decodeValue(payload) };
  } catch (error) {
    if (error instanceof PayloadError) return undefined;
    throw error;
  }
}
