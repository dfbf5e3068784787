import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GraphCore, type GraphOutput } from './graph-core.js';
import { GraphError } from './graph-error.js';

function graphOf(plan: Readonly<Record<string, readonly string[]>>): GraphCore {
  const core = new GraphCore();
  for (const [id, needs] of Object.entries(plan)) core.define(id, needs);
  return core;
}

const started = (outputs: readonly GraphOutput[]): string[] =>
  outputs.flatMap((output) => (output.kind === 'start' ? [output.node] : []));

describe('what is wanted', () => {
  const plan = { area: ['w', 'h'], w: ['border'], h: ['border'], border: [], aside: [] };

  test('is started when all that it needs is done, and nothing else is', () => {
    const core = graphOf(plan);
    expect(core.want('area')).toEqual([{ kind: 'start', node: 'border' }]);
    expect(new Set(started(core.settle('border', 'done')))).toEqual(new Set(['h', 'w']));
    expect(core.settle('h', 'done')).toEqual([]);
    expect(core.settle('w', 'done')).toEqual([{ kind: 'start', node: 'area' }]);
    expect(core.settle('area', 'done')).toEqual([{ kind: 'done', wanted: 'area' }]);
    expect(core.want('area')).toEqual([{ kind: 'done', wanted: 'area' }]);
    expect(core.progress()).toEqual({ total: 5, done: 4, running: 0, failed: 0 });
  });

  test('fails with what it needs; a second want learns of it at once, and others go on', () => {
    const core = graphOf({ ...plan, other: ['aside', 'w'] });
    core.want('area');
    core.want('other');
    core.settle('border', 'done');
    expect(core.settle('h', 'failed')).toEqual([{ kind: 'failed', wanted: 'area', node: 'h' }]);
    expect(core.want('area')).toEqual([{ kind: 'failed', wanted: 'area', node: 'h' }]);
    core.settle('w', 'done');
    expect(started(core.settle('aside', 'done'))).toEqual(['other']);
    core.forgetFailures();
    expect(core.want('area')).toEqual([{ kind: 'start', node: 'h' }]);
  });

  test('what only failed ones would have needed is not begun', () => {
    const core = graphOf({ root: ['bad', 'long'], bad: [], long: ['first'], first: [] });
    core.want('root');
    core.settle('bad', 'failed');
    expect(core.settle('first', 'done')).toEqual([]);
    expect(core.status('long')).toBe('waiting');
  });
});

describe('a graph that cannot be', () => {
  const fault = (act: () => void): GraphError => {
    try {
      act();
    } catch (error) {
      if (error instanceof GraphError) return error;
    }
    throw new Error('nothing was thrown');
  };

  test('a cycle is told with its way, wherever one begins to look', () => {
    const core = graphOf({ top: ['a'], a: ['x', 'b'], b: ['a'], x: [] });
    expect(fault(() => core.check())).toMatchObject({ fault: 'cycle', path: ['a', 'b', 'a'] });
    expect(fault(() => core.want('top')).message).toContain('a → b → a');
    expect(fault(() => graphOf({ me: ['me'] }).check()).path).toEqual(['me', 'me']);
    expect(core.want('x')).toEqual([{ kind: 'start', node: 'x' }]);
  });

  test('a missing node is told with the way to it', () => {
    const core = graphOf({ area: ['w'], w: ['border'] });
    expect(fault(() => core.want('area'))).toMatchObject({
      fault: 'missing',
      path: ['area', 'w', 'border'],
      message: "graph: there is no node 'border', which is needed by area → w → border. Define it first.",
    });
    expect(fault(() => core.want('nothing')).message).toBe(
      "graph: there is no node 'nothing'. Define it first.",
    );
    expect(fault(() => core.define('w', []))).toMatchObject({ fault: 'redefined', path: ['w'] });
  });

  test('a chain longer than any stack is walked, and a long cycle is not told whole', () => {
    const core = new GraphCore();
    for (let n = 0; n < 50_000; n += 1) core.define(`n${n}`, n === 0 ? [] : [`n${n - 1}`]);
    expect(core.want('n49999')).toEqual([{ kind: 'start', node: 'n0' }]);
    const ring = new GraphCore();
    for (let n = 0; n < 1000; n += 1) ring.define(`n${n}`, [`n${(n + 1) % 1000}`]);
    const error = fault(() => ring.check());
    expect(error.path).toHaveLength(1001);
    expect(error.message.length).toBeLessThan(300);
  });
});

test('whatever the graph, the order and the failures: each node is begun once for each time it does not fail', () => {
  const shape = fc.array(fc.array(fc.nat(), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(
      shape,
      fc.infiniteStream(fc.nat()),
      fc.array(fc.nat(11), { maxLength: 4 }),
      (needs, choices, bad) => {
        const core = new GraphCore();
        needs.forEach((some, n) => {
          core.define(`${n}`, n === 0 ? [] : some.map((need) => `${need % n}`));
        });
        const begun = new Map<string, number>();
        const running: string[] = [];
        const heard: GraphOutput[] = [];
        const take = (outputs: readonly GraphOutput[]): void => {
          for (const output of outputs) {
            if (output.kind !== 'start') heard.push(output);
            else {
              begun.set(output.node, (begun.get(output.node) ?? 0) + 1);
              running.push(output.node);
            }
          }
          core.sanityCheck();
        };
        const failing = new Set(bad.map(String));
        const drain = (): void => {
          while (running.length > 0) {
            const [id = ''] = running.splice((choices.next().value ?? 0) % running.length, 1);
            take(core.settle(id, failing.has(id) ? 'failed' : 'done'));
          }
        };
        const root = `${needs.length - 1}`;
        take(core.want(root));
        drain();
        const failed = core
          .nodes()
          .filter(({ status }) => status === 'failed')
          .map(({ id }) => id);
        expect(heard).toHaveLength(1);
        expect(heard[0]?.kind).toBe(failed.length > 0 ? 'failed' : 'done');
        failing.clear();
        core.forgetFailures();
        take(core.want(root));
        drain();
        expect(heard.at(-1)).toEqual({ kind: 'done', wanted: root });
        for (const [id, times] of begun) expect(times).toBe(failed.includes(id) ? 2 : 1);
      },
    ),
  );
});
