import { beforeEach, describe, expect, it } from 'vitest';
import { handle, hello, kinds, own, reset, scene, sent, start, third } from '../../test/core-scene.js';
import { encodeBeacon } from './beacon-codec.js';

beforeEach(reset);

describe('the application', () => {
  it('joins and leaves once, and the status wraps', () => {
    start();
    hello();
    expect(sent(handle({ kind: 'join', group: 'G' }))).toMatchObject([{ kind: 'join', status: 1 }]);
    expect(handle({ kind: 'join', group: 'G' })).toEqual([]);
    expect(handle({ kind: 'leave', group: 'H' })).toEqual([]);
    for (let change = 2; change < 256; change += 1) {
      handle({ kind: change % 2 === 0 ? 'leave' : 'join', group: 'G' });
    }
    expect(sent(handle({ kind: 'leave', group: 'G' }))).toMatchObject([{ kind: 'leave', status: 0 }]);
  });

  it('shouts to members only, and never to itself', () => {
    start();
    handle({ kind: 'join', group: 'G' });
    hello({ groups: ['G'] });
    hello({ endpoint: 'tcp://127.0.0.1:50002' }, third);
    const outputs = handle({ kind: 'shout', group: 'G', content: [new Uint8Array([1])] });
    expect(sent(outputs)).toMatchObject([{ kind: 'shout', group: 'G' }]);
    expect(handle({ kind: 'shout', group: 'none', content: [] })).toEqual([]);
  });

  it('stops: goodbye beacon, all connections closed, stop as the last event', () => {
    start();
    hello();
    const outputs = handle({ kind: 'stop' });
    expect(outputs[0]).toEqual({
      kind: 'send-beacon',
      home: 0,
      datagram: encodeBeacon({ id: own, port: 0 }),
    });
    expect(kinds(outputs)).toEqual(['send-beacon', 'disconnect-peer', 'stop']);
    expect(scene.core.nextDeadline()).toBeUndefined();
    expect(hello()).toEqual([]);
  });
});
