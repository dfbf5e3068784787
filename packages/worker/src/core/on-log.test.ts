import { describe, expect, it } from 'vitest';
import { assign, type Bench, running } from '../../test/core-bench.js';
import { LOG_LINES_PER_S } from './limits.js';
import type { RunSpec } from './worker-output.js';

function print(bench: Bench, run: RunSpec, text: string, dropped = 0): void {
  const { run: number, from: item } = run;
  bench.input({ kind: 'slot-log', slot: 0, run: number, item, stream: 'stdout', text, dropped });
}

describe('worker core: what tasks print and tell', () => {
  it('passes texts and progress on to the client whose item it is', () => {
    const { bench, run } = running();
    print(bench, run, 'hello');
    const at = { attempt: 1, item: 0 };
    expect(bench.sent()).toEqual([{ kind: 'log', ...at, stream: 'stdout', text: 'hello', dropped: 0 }]);
    bench.input({ kind: 'slot-progress', slot: 0, run: run.run, item: 0, fraction: 0.25 });
    expect(bench.sent()).toEqual([{ kind: 'progress', ...at, fraction: 0.25 }]);
  });

  it('leaves out what is too much, and says how much that was before the next text', () => {
    const { bench, run } = running();
    for (let line = 0; line < LOG_LINES_PER_S; line += 1) print(bench, run, 'x');
    expect(bench.sent()).toHaveLength(1);
    print(bench, run, 'too much');
    print(bench, run, 'much too much', 5);
    expect(bench.sent()).toEqual([]);
    bench.now += 1000;
    print(bench, run, 'fine');
    expect(bench.sent()).toMatchObject([
      { stream: 'stderr', text: '(7 lines left out: tasks print too much)', dropped: 7 },
      { stream: 'stdout', text: 'fine', dropped: 0 },
    ]);
  });

  it('says it at the end of the run when no text follows', () => {
    const { bench, run } = running();
    const { from, to } = run;
    bench.input({
      kind: 'slot-slice',
      slot: 0,
      run: run.run,
      first: from,
      count: to - from,
      values: run.items,
    });
    bench.input({ kind: 'slot-done', slot: 0, run: run.run, busyMs: 1, linesDropped: 3 });
    expect(bench.sent()).toMatchObject([{ kind: 'log', dropped: 3 }, { kind: 'done' }]);
  });

  it('says nothing of a cancelled attempt', () => {
    const { bench, run } = running();
    bench.send('a', { kind: 'cancel', attempt: run.attempt });
    print(bench, run, 'hello');
    bench.input({ kind: 'slot-progress', slot: 0, run: run.run, item: 0, fraction: 0.25 });
    expect(bench.sent()).toEqual([]);
  });

  it('hands the number of earlier tries and the mode of the console to the thread', () => {
    const { bench, run } = running();
    bench.done(0, run);
    bench.send('a', { ...assign(2), tries: 2, console: 'worker' });
    expect(bench.runs()).toMatchObject([{ tries: 2, console: 'worker' }]);
  });
});
