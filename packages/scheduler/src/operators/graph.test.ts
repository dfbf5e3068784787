import { describe, expect, test } from 'vitest';
import { ScriptedTasks, settled, UNSHIPPABLE } from '../../test/support/scripted-tasks.js';
import { GraphError } from '../core/graph/graph-error.js';
import { JobCancelledError } from '../errors.js';
import { OptionError } from '../option-error.js';
import { Graph } from './graph.js';
import { GraphNodeError } from './graph-node-error.js';

const rectangle = {
  area: [['w', 'h'], (w: number, h: number) => w * h],
  w: [['border'], (border: number) => 7 + 2 * border],
  h: [['border'], (border: number) => 5 + 2 * border],
  border: [[], () => 1],
} as const;

function scripted(): { target: ScriptedTasks; graph: ReturnType<typeof make> } {
  const target = new ScriptedTasks();
  const make = () => Graph.of(target, rectangle, { retries: 1 });
  return { target, graph: make() };
}

/** Runs the tasks from number `from` on, those that these bring too. */
async function runAll({ tasks }: ScriptedTasks, from = 0): Promise<void> {
  for (let index = from; index < tasks.length; index += 1) {
    tasks[index]?.run();
    await settled();
  }
}

describe('a graph', () => {
  test('computes what is asked for, each node once', async () => {
    const { target, graph } = scripted();
    const values = Promise.all([graph.run('area'), graph.run('w'), graph.run('area')]);
    await settled();
    expect(target.tasks).toHaveLength(1);
    await runAll(target);
    expect(await values).toEqual([63, 9, 63]);
    expect(target.tasks.map(({ args }) => args)).toEqual([[], [1], [1], [9, 7]]);
    expect(target.at(0).options).toEqual({ retries: 1 });
    expect([graph.has('area'), graph.status('h')]).toEqual([true, 'done']);
    expect(await graph.run()).toEqual({ area: 63, w: 9, h: 7, border: 1 });
    expect(target.tasks).toHaveLength(4);
  });

  test('resumes after a failure with what is done', async () => {
    const { target, graph } = scripted();
    const area = graph.run('area');
    await settled();
    target.at(0).run();
    await settled();
    target.at(1).run();
    target.at(2).reject(new Error('no height'));
    await expect(area).rejects.toMatchObject({ node: 'h', cause: { message: 'no height' } });
    await expect(graph.run('area')).rejects.toBeInstanceOf(GraphNodeError);
    expect(graph.progress).toEqual({ total: 4, done: 2, running: 0, failed: 1 });
    const again = graph.resume('area');
    await runAll(target, 3);
    expect(await again).toBe(63);
    expect(target.tasks).toHaveLength(5);
  });

  test('reset forgets all and cancels what runs', async () => {
    const { target, graph } = scripted();
    const first = graph.run('w');
    await settled();
    graph.reset();
    await expect(first).rejects.toBeInstanceOf(JobCancelledError);
    expect(target.at(0).cancelled).toBe('the graph was reset');
    const second = graph.run('w');
    await runAll(target, 1);
    expect(await second).toBe(9);
    graph.reset();
    expect([graph.has('w'), graph.progress.done]).toEqual([false, 0]);
  });

  test('nodes may be added later; their own options win', async () => {
    const { target, graph } = scripted();
    const wider = graph.node('double', ['area'], (area) => area * 2, { retries: 5 });
    const double = wider.run('double');
    await settled();
    await runAll(target);
    expect(await double).toBe(126);
    expect(target.at(4).options).toEqual({ retries: 5 });
    expect(() => wider.node('w', [], () => 1)).toThrow(GraphError);
  });

  test('a function that cannot travel is a failure of its node', async () => {
    const graph = new Graph<object>(new ScriptedTasks()).node('a', [], UNSHIPPABLE);
    await expect(graph.run('a')).rejects.toMatchObject({ node: 'a', cause: { message: 'it cannot travel' } });
  });

  test('begins nothing that could not end', async () => {
    const target = new ScriptedTasks();
    const graph = Graph.of(target, { a: [['b'], Number], b: [['a'], Number], c: [[], Number] });
    await expect(graph.run()).rejects.toThrow('a → b → a');
    await expect(graph.run('a')).rejects.toBeInstanceOf(GraphError);
    expect(() => graph.check()).toThrow(GraphError);
    expect(target.tasks).toEqual([]);
  });

  test('refuses what is no plan, and says what one is', () => {
    const target = new ScriptedTasks();
    const message = /expected the names it needs and a function for node 'a', such as/;
    expect(() => Graph.of(target, { a: () => 1 } as never)).toThrow(message);
    expect(() => Graph.of(target, { a: ['b', () => 1] } as never)).toThrow(message);
    expect(() => Graph.of(target, { a: [[], 7] } as never)).toThrow(
      "the function of node 'a' must be a function",
    );
    expect(() => Graph.of(target, 7 as never)).toThrow(TypeError);
    expect(() => Graph.of(target, {}, { chunk: 1 } as never)).toThrow(OptionError);
  });

  test('is drawn', () => {
    const { graph } = scripted();
    expect(graph.toMermaid()).toContain('n1 --> n0');
    expect(graph.toDot()).toContain('"w" -> "area"');
  });
});
