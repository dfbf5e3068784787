import { beforeEach, describe, expect, it } from 'vitest';
import {
  beacon,
  counted,
  handle,
  hello,
  kinds,
  message,
  other,
  otherEndpoint,
  reset,
  scene,
  sent,
  start,
  third,
  tickAt,
} from '../../test/core-scene.js';
import type { NodeOutput } from './node-output.js';

beforeEach(() => {
  reset();
  start();
});

function connectsUntil(end: number): NodeOutput[] {
  const seen: NodeOutput[] = [];
  while ((scene.core.nextDeadline() ?? end) < end) seen.push(...tickAt(scene.core.nextDeadline() ?? end));
  return seen.filter(({ kind }) => kind === 'connect-peer');
}

describe('a node told of by gossip', () => {
  it('is connected to at once, and again when it is lost, but not for ever', () => {
    const outputs = handle({ kind: 'peer-announced', peer: other, endpoint: otherEndpoint, required: false });
    expect(outputs[0]).toMatchObject({ kind: 'connect-peer', peer: other });
    expect(sent(outputs)).toMatchObject([{ kind: 'hello' }]);
    expect(kinds(hello())).toEqual(['enter']);
    handle({ kind: 'connection-lost', connection: 1 });
    const again = connectsUntil(scene.now + 90_000);
    expect(again[0]).toMatchObject({ connection: 2, peer: other });
    expect(again.length).toBeGreaterThan(5);
    expect(connectsUntil(scene.now + 90_000)).toEqual([]);
  });

  it('is not looked for once it has said goodbye', () => {
    handle({ kind: 'peer-announced', peer: other, endpoint: otherEndpoint, required: false });
    hello();
    message({ kind: 'goodbye', sequence: 2 });
    expect(connectsUntil(scene.now + 10_000)).toEqual([]);
  });

  it('is ourselves sometimes, or has a key that we cannot use', () => {
    const tell = (endpoint: string) =>
      handle({ kind: 'peer-announced', peer: third, endpoint, required: false });
    expect(tell('tcp://127.0.0.1:50000')).toEqual([]);
    expect(counted(tell('tcp://127.0.0.1:50009|rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'))).toEqual([
      'endpoint-unusable',
    ]);
  });
});

describe('a node that the application requires', () => {
  it('is looked for until the end', () => {
    handle({ kind: 'peer-announced', peer: other, endpoint: otherEndpoint, required: true });
    expect(connectsUntil(scene.now + 95_000).length).toBeGreaterThan(20);
    expect(connectsUntil(scene.now + 95_000).length).toBeGreaterThan(20);
  });

  it('may be known by its endpoint alone: its HELLO or beacon names it', () => {
    handle({ kind: 'peer-announced', endpoint: otherEndpoint, required: true });
    expect(kinds(hello({ groups: ['G'] }))).toEqual(['enter', 'join']);
    expect(scene.core.peers()).toEqual([other]);
    handle({ kind: 'connection-lost', connection: 1 });
    tickAt(scene.now + 1_000);
    expect(beacon()).toEqual([]);
    expect(kinds(hello())).toEqual(['enter']);
  });
});
