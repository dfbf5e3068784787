import { describe, expect, test } from 'vitest';
import { ScriptedTasks, settled, UNSHIPPABLE } from '../../test/support/scripted-tasks.js';
import type { WorkerInfo } from '../io/worker-directory.js';
import { OptionError } from '../option-error.js';
import { UnmatchedRequirementsError } from '../unmatched-requirements-error.js';
import { type Broadcast, type BroadcastOptions, type BroadcastTarget, broadcast } from './broadcast.js';

/** Workers that come when the test says so. */
class ScriptedNodes extends ScriptedTasks implements BroadcastTarget {
  readonly slots = 1;
  readonly present: WorkerInfo[] = [];
  readonly watchers: Set<(id: string) => void> = new Set();

  enter(id: string): void {
    this.present.push({ id } as WorkerInfo);
    for (const watcher of this.watchers) watcher(id);
  }

  map(): never {
    throw new Error('it has no threads');
  }

  workers(): WorkerInfo[] {
    return this.present;
  }

  watchWorkers(came: (id: string) => void): () => void {
    this.watchers.add(came);
    return () => this.watchers.delete(came);
  }

  get visited(): unknown[] {
    return this.tasks.map(({ options }) => options.requires?.worker);
  }
}

const double = (n: unknown): number => 2 * Number(n);

async function scripted(
  options: BroadcastOptions = {},
): Promise<{ nodes: ScriptedNodes; casting: Broadcast<number> }> {
  const nodes = new ScriptedNodes();
  nodes.enter('A');
  nodes.enter('B');
  const casting = broadcast<number>(nodes, options, double, [21]);
  await settled();
  return { nodes, casting };
}

describe('a broadcast', () => {
  test('is run once by each worker, and gives the results by their ids', async () => {
    const { nodes, casting } = await scripted({ retries: 3 });
    expect(nodes.visited).toEqual(['A', 'B']);
    expect(nodes.at(0)).toMatchObject({ args: [21], options: { retries: 3, unmatchedMs: 0 } });
    nodes.at(1).run();
    nodes.at(0).resolve('other');
    expect(await casting).toEqual(
      new Map<string, unknown>([
        ['A', 'other'],
        ['B', 42],
      ]),
    );
  });

  test('is run by who comes later until it is stopped, also by one that comes again', async () => {
    const { nodes, casting } = await scripted();
    for (const id of ['C', 'A']) nodes.enter(id);
    await settled();
    expect(nodes.visited).toEqual(['A', 'B', 'C', 'A']);
    for (const index of [0, 1, 2]) nodes.at(index).run();
    nodes.at(3).reject(new Error('late'));
    await settled();
    expect([...casting.results.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual(['A', 'B', 'C']);
    expect([...casting.failures.keys()]).toEqual(['A']);
    casting.stop();
    nodes.enter('D');
    await settled();
    expect(nodes.visited).not.toContain('D');
  });

  test('without replay only those that are here run it', async () => {
    const { nodes } = await scripted({ replay: false });
    nodes.enter('C');
    await settled();
    expect(nodes.visited).toEqual(['A', 'B']);
  });

  test('fails with one of those that are here; one that is lost is left out', async () => {
    const { nodes, casting } = await scripted();
    nodes.at(0).reject(new UnmatchedRequirementsError({ worker: 'A' }, []));
    nodes.at(1).run();
    expect(await casting).toEqual(new Map([['B', 42]]));
    const other = await scripted();
    other.nodes.at(0).reject(new Error('oh'));
    await expect(other.casting).rejects.toThrow('oh');
  });

  test('waits for somebody when nobody is here', async () => {
    const nodes = new ScriptedNodes();
    const casting = broadcast<number>(nodes, {}, double, [1]);
    await settled();
    expect(nodes.visited).toEqual([undefined]);
    nodes.enter('A');
    nodes.at(0).run();
    await settled();
    nodes.at(1).run();
    expect(await casting).toEqual(new Map([['A', 2]]));
  });

  test('refuses what makes no sense', () => {
    const nodes = new ScriptedNodes();
    const cast =
      (options: object, fn: unknown = double) =>
      () =>
        broadcast(nodes, options as BroadcastOptions, fn as () => void, []);
    expect(cast({ scope: 'world' })).toThrow(OptionError);
    expect(cast({ requires: {} })).toThrow(OptionError);
    expect(cast({}, 7)).toThrow('broadcast: the function must be a function, not a number.');
  });
});

test('a function that cannot travel fails the broadcast', async () => {
  const nodes = new ScriptedNodes();
  nodes.enter('A');
  await expect(broadcast(nodes, {}, UNSHIPPABLE, [])).rejects.toThrow('cannot travel');
});
