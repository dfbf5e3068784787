import { beforeEach, describe, expect, it } from 'vitest';
import {
  beacon,
  counted,
  handle,
  hello,
  kinds,
  message,
  other,
  reset,
  scene,
  sent,
  start,
} from '../../test/core-scene.js';

beforeEach(reset);

describe('connections', () => {
  beforeEach(() => {
    start();
    hello();
  });

  it('lost: exit at once, and late news of it is ignored', () => {
    expect(kinds(handle({ kind: 'connection-lost', connection: 1 }))).toEqual(['disconnect-peer', 'exit']);
    hello();
    expect(handle({ kind: 'connection-lost', connection: 1 })).toEqual([]);
    expect(scene.core.peers()).toEqual([other]);
  });

  it('failed: who has said HELLO exits at once, and who has not is waited for', () => {
    expect(kinds(handle({ kind: 'connection-failed', connection: 1 }))).toEqual(['disconnect-peer', 'exit']);
    beacon();
    expect(handle({ kind: 'connection-failed', connection: 2 })).toEqual([]);
    expect(kinds(hello())).toEqual(['enter']);
  });

  it('full: whispers and shouts pass it by without spending a number', () => {
    message({ kind: 'join', sequence: 2, group: 'G', status: 1 });
    handle({ kind: 'connection-full', connection: 1 });
    expect(counted(handle({ kind: 'whisper', peer: other, content: [] }))).toEqual(['recipient-full']);
    expect(counted(handle({ kind: 'shout', group: 'G', content: [] }))).toEqual(['recipient-full']);
    handle({ kind: 'connection-drained', connection: 1 });
    expect(sent(handle({ kind: 'whisper', peer: other, content: [] }))).toMatchObject([{ sequence: 2 }]);
  });

  it('dropped: exit at once, and met afresh at its next beacon', () => {
    expect(kinds(handle({ kind: 'drop', peer: other }))).toEqual(['disconnect-peer', 'exit']);
    expect(handle({ kind: 'drop', peer: other })).toEqual([]);
    expect(handle({ kind: 'dismiss', peer: other })).toEqual([]);
    expect(kinds(beacon())).toEqual(['connect-peer', 'send']);
  });

  it('dismissed: the same, but it is told', () => {
    const outputs = handle({ kind: 'dismiss', peer: other });
    expect(kinds(outputs)).toEqual(['send', 'disconnect-peer', 'exit']);
    expect(sent(outputs)).toMatchObject([{ kind: 'goodbye' }]);
    expect(outputs).toContainEqual({ kind: 'disconnect-peer', connection: 1, goodbye: true });
  });
});
