import { describe, expect, it } from 'vitest';
import { LiveNodes } from './live-nodes.js';

const red = { peer: 'A'.repeat(32), name: 'red' };
const blue = { peer: 'B'.repeat(32), name: 'blue' };
const then = new Date(1000);
const later = new Date(2000);

function entered(of: typeof red): Parameters<LiveNodes['apply']>[0] {
  return { type: 'enter', ...of, headers: { K: 'v' }, endpoint: `tcp://${of.name}:1` };
}

describe('LiveNodes', () => {
  it('keeps what a node said of itself, and since when, while its groups change', () => {
    const live = new LiveNodes();
    const fresh = { name: 'red', address: 'tcp://red:1', headers: { K: 'v' }, since: then };
    expect(live.apply(entered(red), then)).toEqual({ ...fresh, groups: [] });
    expect(live.apply({ type: 'join', ...red, group: 'a' }, later)).toEqual({ ...fresh, groups: ['a'] });
    live.apply({ type: 'join', ...red, group: 'b' }, later);
    // Some implementations join twice.
    expect(live.apply({ type: 'join', ...red, group: 'a' }, later)?.groups).toEqual(['b', 'a']);
    expect(live.apply({ type: 'leave', ...red, group: 'b' }, later)).toEqual({ ...fresh, groups: ['a'] });
  });

  it('forgets who exits, and only them', () => {
    const live = new LiveNodes();
    live.apply(entered(red), then);
    live.apply(entered(blue), then);
    expect(live.apply({ type: 'exit', ...red }, later)).toBeUndefined();
    expect(live.apply({ type: 'join', ...red, group: 'a' }, later)).toBeUndefined();
    expect(live.apply({ type: 'join', ...blue, group: 'a' }, later)?.groups).toEqual(['a']);
  });

  it('starts anew with who enters again', () => {
    const live = new LiveNodes();
    live.apply(entered(red), then);
    live.apply({ type: 'join', ...red, group: 'a' }, then);
    expect(live.apply(entered(red), later)).toMatchObject({ groups: [], since: later });
  });
});
