import { describe, expect, test } from 'vitest';
import { show } from '../observation.js';
import { PresenceChecker } from './presence.js';

describe('presence', () => {
  test('nobody exits who is there, but the successor of a process that has just ended may', () => {
    let now = 0;
    const checker = new PresenceChecker(true, () => now);
    const exits = (): void => show(checker, { kind: 'peer-exited', node: 'W2.2', peer: 'C1' });
    expect(exits).toThrow('W2.2 has lost C1, which is there');
    show(checker, { kind: 'node-gone', node: 'W2.1' });
    now = 9000;
    expect(exits).not.toThrow();
    now = 11_000;
    expect(exits).toThrow('W2.2 has lost C1, which is there');
  });

  test('who is gone may be missed', () => {
    const checker = new PresenceChecker(true, () => 0);
    show(checker, { kind: 'node-gone', node: 'C1' });
    expect(() => show(checker, { kind: 'peer-exited', node: 'W1.1', peer: 'C1' })).not.toThrow();
  });
});
