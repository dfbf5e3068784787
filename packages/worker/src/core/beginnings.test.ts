import { describe, expect, it } from 'vitest';
import { assign, running } from '../../test/core-bench.js';

describe('beginnings of attempts', () => {
  it('tells the client what has begun and is not done a while later', () => {
    const { bench } = running();
    expect(bench.core.nextDeadline()).toBe(bench.now + 5);
    bench.now += 5;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'started', attempt: 1 }]);
  });

  it('does not tell of what has begun only just now', () => {
    const { bench, run } = running();
    bench.now += 4;
    bench.done(0, run);
    bench.send('a', assign(2));
    bench.now += 1;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([]);
    expect(bench.core.nextDeadline()).toBe(bench.now + 4);
    bench.now += 4;
    bench.input({ kind: 'tick' });
    expect(bench.sent()).toEqual([{ kind: 'started', attempt: 2 }]);
  });
});
