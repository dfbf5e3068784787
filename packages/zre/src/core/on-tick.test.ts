import { beforeEach, describe, expect, it } from 'vitest';
import { beacon, hello, kinds, message, reset, scene, start, third, tickAt } from '../../test/core-scene.js';

beforeEach(reset);

describe('liveness', () => {
  beforeEach(() => {
    start();
    hello();
  });

  function ticksUntil(end: number): string[] {
    const seen: string[] = [];
    while ((scene.core.nextDeadline() ?? end) < end) {
      seen.push(...kinds(tickAt(scene.core.nextDeadline() ?? end)).filter((kind) => kind !== 'send-beacon'));
    }
    return seen;
  }

  it('unheard: evasive once, a PING each second, silent once, exit', () => {
    expect(ticksUntil(3_500)).toEqual([]);
    expect(ticksUntil(6_000)).toEqual(['send']);
    expect(ticksUntil(7_000)).toEqual(['evasive', 'send']);
    expect(ticksUntil(9_000)).toEqual(['silent', 'send', 'send']);
    expect(ticksUntil(31_000)).toEqual(Array.from({ length: 22 }, () => 'send'));
    expect(ticksUntil(31_001)).toEqual(['disconnect-peer', 'exit']);
  });

  it('a beacon or any message counts as life', () => {
    scene.now = 5_500;
    beacon();
    expect(ticksUntil(7_900)).toEqual([]);
    expect(ticksUntil(8_100)).toEqual(['send']);
    message({ kind: 'ping-ok', sequence: 2 });
    expect(ticksUntil(10_400)).toEqual([]);
  });

  it('our own lateness is not held against peers', () => {
    expect(kinds(tickAt(60_000))).toEqual(['send-beacon']);
    expect(ticksUntil(63_000)).toEqual(['send']);
    expect(ticksUntil(66_000)).toContain('evasive');
  });

  it('a message read before the tick of a night of sleep buys no second night', () => {
    scene.now = 86_400_000;
    message({ kind: 'ping-ok', sequence: 2 });
    tickAt(scene.now);
    expect(ticksUntil(scene.now + 31_000)).toContain('exit');
  });

  it('a pending peer is given up without a word, and met afresh at its next beacon', () => {
    beacon(third, 50_002);
    const seen = ticksUntil(scene.now + 3_500).filter(
      (kind) => kind === 'disconnect-peer' || kind === 'exit',
    );
    expect(seen).toEqual(['disconnect-peer']);
    expect(kinds(beacon(third, 50_002))).toEqual(['connect-peer', 'send']);
  });
});
