import { beforeEach, describe, expect, it } from 'vitest';
import {
  beacon,
  counted,
  events,
  handle,
  hello,
  kinds,
  message,
  other,
  otherEndpoint,
  own,
  reset,
  scene,
  sent,
  start,
  third,
} from '../../test/core-scene.js';
import { encodeMessage } from './message-codec.js';
import { routingIdOf } from './node-id.js';

beforeEach(reset);

describe('HELLO', () => {
  it('from a stranger: connect, HELLO back, enter, its groups', () => {
    start();
    const outputs = hello({ groups: ['G', 'H', 'G'], headers: new Map([['__proto__', 'x']]) });
    expect(kinds(outputs)).toEqual(['connect-peer', 'send', 'enter', 'join', 'join']);
    expect(scene.core.peersByGroup('G')).toEqual([other]);
    const [entered] = events(outputs);
    expect(entered?.type === 'enter' && Object.entries(entered.headers)).toEqual([['__proto__', 'x']]);
  });

  it('from a pending peer: enter, and no second HELLO', () => {
    start();
    beacon();
    expect(kinds(hello())).toEqual(['enter']);
  });

  it('once more: exit, then a fresh HELLO with sequence 1, then enter', () => {
    start();
    hello({ groups: ['G'] });
    handle({ kind: 'whisper', peer: other, content: [] });
    const outputs = hello();
    expect(kinds(outputs)).toEqual(['disconnect-peer', 'exit', 'connect-peer', 'send', 'enter']);
    expect(sent(outputs)).toMatchObject([{ kind: 'hello', sequence: 1 }]);
    expect(scene.core.peersByGroup('G')).toEqual([]);
  });

  it('keeps the way that worked when the endpoint in it is a name', () => {
    start();
    beacon();
    hello({ endpoint: 'tcp://vm:49153' });
    expect(hello({ endpoint: 'tcp://vm:49153' })).toContainEqual(
      expect.objectContaining({ kind: 'connect-peer', endpoint: otherEndpoint }),
    );
  });

  it('of a new process at a known endpoint makes the old peer exit', () => {
    start();
    hello();
    expect(kinds(hello({}, third))).toEqual(['disconnect-peer', 'exit', 'connect-peer', 'send', 'enter']);
    expect(scene.core.peers()).toEqual([third]);
  });

  it.each(['tcp://127.0.0.1:50000', 'ipc:///tmp/x', '', 'tcp://192.0.2.1:5000'])(
    'with the endpoint "%s" is not followed',
    (endpoint) => {
      start();
      expect(hello({ endpoint })).toEqual([{ kind: 'count', irregularity: 'endpoint-unusable' }]);
    },
  );

  it('that is not message 1 is a gap', () => {
    start();
    expect(counted(hello({ sequence: 2 }))).toEqual(['sequence-gap']);
    hello();
    expect(kinds(hello({ sequence: 7 }))).toEqual(['count', 'disconnect-peer', 'exit']);
  });
});

describe('messages', () => {
  beforeEach(start);

  it('before HELLO are ignored', () => {
    expect(counted(message({ kind: 'ping', sequence: 1 }))).toEqual(['peer-unknown']);
    beacon();
    expect(counted(message({ kind: 'ping', sequence: 1 }))).toEqual(['peer-not-ready']);
  });

  it('of unknown kind or version do not advance the sequence', () => {
    hello();
    for (const [at, value, reason] of [
      [2, 99, 'message-unknown'],
      [3, 1, 'message-version'],
    ] as const) {
      const [head = new Uint8Array()] = encodeMessage({ kind: 'ping' }, 2);
      const frames = [routingIdOf(other), head.with(at, value)];
      expect(counted(handle({ kind: 'message-received', frames }))).toEqual([reason]);
    }
    expect(sent(message({ kind: 'ping', sequence: 2 }))).toEqual([{ kind: 'ping-ok', sequence: 2 }]);
  });

  it('after a gap: exit, silence until a beacon or HELLO', () => {
    hello();
    expect(kinds(message({ kind: 'ping', sequence: 3 }))).toEqual(['count', 'disconnect-peer', 'exit']);
    expect(counted(message({ kind: 'ping', sequence: 4 }))).toEqual(['peer-unknown']);
    expect(sent(beacon())).toMatchObject([{ kind: 'hello', sequence: 1 }]);
  });

  it('wrap the sequence from 65535 to 0, both ways, and forgive those who wrap one too early', () => {
    hello();
    for (let sequence = 2; sequence <= 65_535; sequence += 1) {
      scene.core.handle({ kind: 'message-received', frames: ping(sequence) }, scene.now);
    }
    expect(sent(message({ kind: 'ping', sequence: 0 }))).toEqual([{ kind: 'ping-ok', sequence: 0 }]);
    expect(sent(message({ kind: 'ping', sequence: 1 }))).toEqual([{ kind: 'ping-ok', sequence: 1 }]);
    for (let sequence = 2; sequence < 65_535; sequence += 1) {
      scene.core.handle({ kind: 'message-received', frames: ping(sequence) }, scene.now);
    }
    expect(sent(message({ kind: 'ping', sequence: 0 }))).toEqual([{ kind: 'ping-ok', sequence: 65_535 }]);
  });

  it('wrap the status from 255 to 0, and survive a wrong one', () => {
    hello({ status: 255 });
    const join = message({ kind: 'join', sequence: 2, group: 'G', status: 0 });
    expect(kinds(join)).toEqual(['join']);
    const wrong = message({ kind: 'leave', sequence: 3, group: 'G', status: 7 });
    expect(kinds(wrong)).toEqual(['count', 'leave']);
    expect(kinds(message({ kind: 'leave', sequence: 4, group: 'G', status: 8 }))).toEqual([]);
  });

  it('with another routing id than 17 octets, or our own, are dropped', () => {
    const [head = new Uint8Array()] = encodeMessage({ kind: 'ping' }, 1);
    expect(counted(handle({ kind: 'message-received', frames: [new Uint8Array(5), head] }))).toEqual([
      'routing-id',
    ]);
    expect(counted(handle({ kind: 'message-received', frames: [] }))).toEqual(['routing-id']);
    expect(counted(message({ kind: 'ping', sequence: 1 }, own))).toEqual(['own-routing-id']);
  });

  it('GOODBYE: exit', () => {
    hello();
    expect(kinds(message({ kind: 'goodbye', sequence: 2 }))).toEqual(['disconnect-peer', 'exit']);
  });

  it('without content are delivered as an empty list', () => {
    hello();
    const head = encodeMessage({ kind: 'whisper', content: [] }, 2)[0] ?? new Uint8Array();
    const outputs = handle({ kind: 'message-received', frames: [routingIdOf(other), head] });
    expect(events(outputs)).toEqual([{ type: 'whisper', peer: other, name: 'other', content: [] }]);
  });
});

function ping(sequence: number): Uint8Array[] {
  return [routingIdOf(other), ...encodeMessage({ kind: 'ping' }, sequence)];
}
