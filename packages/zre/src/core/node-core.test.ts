import fc from 'fast-check';
import { beforeEach, describe, it } from 'vitest';
import {
  beacon,
  handle,
  hello,
  message,
  other,
  otherEndpoint,
  own,
  reset,
  scene,
  start,
  third,
  tickAt,
} from '../../test/core-scene.js';
import { routingIdOf } from './node-id.js';

beforeEach(reset);

describe('anything at all', () => {
  it('leaves a consistent node behind', () => {
    const ids = fc.constantFrom(own, other, third);
    const sequence = fc.integer({ min: 1, max: 4 });
    const endpoint = fc.constantFrom(otherEndpoint, 'tcp://127.0.0.1:50002', 'tcp://x:1', 'nonsense');
    const group = fc.constantFrom('G', 'H');
    const step = fc.oneof(
      fc.tuple(ids, fc.constantFrom(0, 50_001, 50_002)).map(
        ([id, port]) =>
          () =>
            beacon(id, port),
      ),
      fc.tuple(ids, endpoint).map(
        ([id, at]) =>
          () =>
            hello({ endpoint: at, groups: ['G'] }, id),
      ),
      fc.tuple(ids, sequence, group, fc.constantFrom('join' as const, 'leave' as const)).map(
        ([id, number, name, kind]) =>
          () =>
            message({ kind, sequence: number, group: name, status: 1 }, id),
      ),
      fc
        .tuple(
          fc.constantFrom('connection-lost' as const, 'connection-failed' as const),
          fc.integer({ min: 1, max: 4 }),
        )
        .map(
          ([kind, connection]) =>
            () =>
              handle({ kind, connection }),
        ),
      fc.nat({ max: 8_000 }).map((later) => () => tickAt(scene.now + later)),
      ids.map((peer) => () => handle({ kind: 'whisper', peer, content: [] })),
      fc.uint8Array({ maxLength: 30 }).map((bytes) => () => {
        const frames = [routingIdOf(other), bytes];
        return handle({ kind: 'message-received', frames });
      }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        reset();
        start();
        for (const run of steps) run();
      }),
    );
  });
});
