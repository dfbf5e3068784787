import { keepInProgram } from '@zfarm/cluster-core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import {
  GraphCore,
  type GraphOutput,
  type GraphProgress,
  type NodeStatus,
} from '../core/graph/graph-core.js';
import { dotOf, mermaidOf } from '../core/graph/graph-drawing.js';
import { GraphError } from '../core/graph/graph-error.js';
import { JobCancelledError } from '../errors.js';
import type { TaskHandle } from '../task-handle.js';
import { checkTaskOptions, type TaskOptions } from '../task-options.js';
import { checkShippable } from './check-call.js';
import { GraphNodeError } from './graph-node-error.js';
import type { TaskTarget } from './task-target.js';

type NodeFunction = Shippable<(...values: never[]) => unknown>;

/** Nodes by name: what each needs, and the function that is given the values of these, in their order. */
export type GraphPlan = Readonly<Record<string, readonly [needs: readonly string[], fn: NodeFunction]>>;

type ResultOf<Fn> = Fn extends Shippable<(...values: never[]) => infer R> ? Awaited<R> : never;

/** The values of the nodes, by their names. */
export type GraphValues<Plan extends GraphPlan> = { [Id in keyof Plan]: ResultOf<Plan[Id][1]> };

type ValuesOf<Values, Needs extends readonly PropertyKey[]> = {
  -readonly [Index in keyof Needs]: Needs[Index] extends keyof Values ? Values[Needs[Index]] : never;
};

/** A plan in which every function takes what the nodes that it needs yield. */
export type SoundPlan<Plan extends GraphPlan> = {
  readonly [Id in keyof Plan]: readonly [
    Plan[Id][0] & readonly (keyof Plan)[],
    Shippable<(...values: ValuesOf<GraphValues<Plan>, Plan[Id][0]>) => unknown>,
  ];
};

interface GraphNode {
  readonly needs: readonly string[];
  readonly fn: NodeFunction;
  readonly options: TaskOptions;
}

interface Run {
  readonly promise: Promise<unknown>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Values that are computed from one another, each by a task, once, as soon as all that it needs is there. Nothing holds a
 * slot while it waits. Values stay with this object until `reset`.
 */
export class Graph<Values extends object> {
  readonly #target: TaskTarget;
  readonly #options: TaskOptions;
  readonly #core: GraphCore = new GraphCore();
  readonly #nodes: Map<string, GraphNode> = new Map();
  readonly #values: Map<string, unknown> = new Map();
  readonly #errors: Map<string, unknown> = new Map();
  readonly #tasks: Map<string, TaskHandle<unknown>> = new Map();
  readonly #runs: Map<string, Run> = new Map();

  /** @param options of every task, where a node has none of its own. */
  constructor(target: TaskTarget, options: TaskOptions = {}) {
    checkTaskOptions('graph', options);
    this.#target = target;
    this.#options = options;
  }

  /**
   * Of a plan.
   *
   * @throws TypeError for what is no plan; GraphError for two nodes of one name.
   */
  static of<Plan extends GraphPlan>(
    target: TaskTarget,
    plan: Plan | undefined,
    options?: TaskOptions,
  ): Graph<GraphValues<Plan>> {
    const graph = new Graph<GraphValues<Plan>>(target, options);
    if (typeof plan !== 'object' && plan !== undefined) throw notAPlan();
    for (const [id, node] of Object.entries(plan ?? {})) {
      if (!Array.isArray(node)) throw notAPlan(id);
      const [needs, fn] = node;
      graph.#define(id, needs, fn, {});
    }
    return graph;
  }

  /**
   * Adds a node.
   *
   * @throws GraphError when there is one of that name.
   */
  node<Id extends string, const Needs extends readonly (keyof Values & string)[], R>(
    id: Id,
    needs: Needs,
    fn: Shippable<(...values: ValuesOf<Values, Needs>) => R>,
    options: TaskOptions = {},
  ): Graph<Values & Record<Id, Awaited<R>>> {
    checkTaskOptions('node', options);
    this.#define(id, needs, fn as NodeFunction, options);
    // The same object, of which more is known now.
    return this as unknown as Graph<Values & Record<Id, Awaited<R>>>;
  }

  /** Whether the value of a node is there. */
  has(id: keyof Values & string): boolean {
    return this.#values.has(id);
  }

  /** @throws GraphError when there is no such node. */
  status(id: keyof Values & string): NodeStatus {
    const status = this.#core.status(id);
    if (status === undefined) throw new GraphError('missing', [id]);
    return status;
  }

  /** How many nodes there are and how far they have come. */
  get progress(): GraphProgress {
    return this.#core.progress();
  }

  /** @throws GraphError that names a cycle, as `a → b → a`, or a node that is needed and not defined. */
  check(): void {
    this.#core.check();
  }

  /**
   * The value of a node, or without a name those of all. Rejects with `GraphNodeError` when a node that it needs has failed,
   * also one that had failed before; others go on. And with `GraphError`, before anything begins.
   */
  run(): Promise<Values>;
  run<Id extends keyof Values & string>(id: Id): Promise<Values[Id]>;
  async run(id?: string): Promise<unknown> {
    if (id !== undefined) return await this.#run(id);
    this.check();
    const ids = [...this.#nodes.keys()];
    const values = await Promise.all(ids.map((one) => this.#run(one)));
    return Object.fromEntries(ids.map((one, index) => [one, values[index]]));
  }

  /** Like `run`, after forgetting all failures: what has failed is tried again, what is done is kept. */
  resume(): Promise<Values>;
  resume<Id extends keyof Values & string>(id: Id): Promise<Values[Id]>;
  resume(id?: keyof Values & string): Promise<unknown> {
    this.#core.forgetFailures();
    this.#errors.clear();
    return id === undefined ? this.run() : this.run(id);
  }

  /** Forgets all values and failures; what runs is cancelled, and who waits for it gets `JobCancelledError`. */
  reset(): void {
    const reason = 'the graph was reset';
    const runs = [...this.#runs.values()];
    const tasks = [...this.#tasks.values()];
    for (const kept of [this.#runs, this.#tasks, this.#values, this.#errors]) kept.clear();
    this.#core.reset();
    for (const task of tasks) task.cancel(reason);
    for (const { reject } of runs) reject(new JobCancelledError(reason));
  }

  /** The graph as a Mermaid flowchart, coloured by status. */
  toMermaid(): string {
    return mermaidOf(this.#core.nodes());
  }

  /** The graph in the language of Graphviz, coloured by status. */
  toDot(): string {
    return dotOf(this.#core.nodes());
  }

  #define(id: string, needs: readonly string[], fn: NodeFunction, options: TaskOptions): void {
    if (!Array.isArray(needs) || !needs.every((need) => typeof need === 'string')) throw notAPlan(id);
    checkShippable('graph', `the function of node '${id}'`, fn);
    this.#core.define(id, needs);
    this.#nodes.set(id, { needs, fn, options });
  }

  #run(id: string): Promise<unknown> {
    const known = this.#runs.get(id);
    if (known !== undefined) return known.promise;
    const outputs = this.#core.want(id);
    const run = openRun();
    this.#runs.set(id, run);
    this.#perform(outputs);
    return run.promise;
  }

  #perform(outputs: readonly GraphOutput[]): void {
    for (const output of outputs) {
      if (output.kind === 'start') this.#start(output.node);
      else if (output.kind === 'done') this.#take(output.wanted)?.resolve(this.#values.get(output.wanted));
      else {
        const { wanted, node } = output;
        this.#take(wanted)?.reject(new GraphNodeError(node, this.#errors.get(node)));
      }
    }
  }

  #take(wanted: string): Run | undefined {
    const run = this.#runs.get(wanted);
    this.#runs.delete(wanted);
    return run;
  }

  #start(id: string): void {
    const node = this.#nodes.get(id);
    if (node === undefined) return;
    const { needs, fn, options } = node;
    const values = needs.map((need) => this.#values.get(need));
    let task: TaskHandle<unknown>;
    try {
      const own = fn as Shippable<(...given: unknown[]) => unknown>;
      task = this.#target.submitWith({ ...this.#options, ...options }, own, ...values);
    } catch (error) {
      // In a turn of its own: this one may be in the middle of other outputs.
      task = Promise.reject(error) as TaskHandle<unknown>;
    }
    this.#tasks.set(id, task);
    task.then(
      (value) => this.#settle(id, task, this.#values, value, 'done'),
      (error: unknown) => this.#settle(id, task, this.#errors, error, 'failed'),
    );
  }

  #settle(
    id: string,
    task: TaskHandle<unknown>,
    kept: Map<string, unknown>,
    outcome: unknown,
    end: 'done' | 'failed',
  ): void {
    // Of before a reset.
    if (this.#tasks.get(id) !== task) return;
    this.#tasks.delete(id);
    kept.set(id, outcome);
    this.#perform(this.#core.settle(id, end));
  }
}

keepInProgram(Graph, 'make one inside the task, with graph() imported from "zfarm"');

function openRun(): Run {
  let settle: Pick<Run, 'resolve' | 'reject'> | undefined;
  const promise = new Promise<unknown>((resolve, reject) => {
    settle = { resolve, reject };
  });
  return { promise, resolve: (value) => settle?.resolve(value), reject: (error) => settle?.reject(error) };
}

function notAPlan(id?: string): TypeError {
  const where = id === undefined ? '' : ` for node '${id}'`;
  return new TypeError(
    `graph: expected the names it needs and a function${where}, such as { area: [['w', 'h'], (w, h) => w * h] }.`,
  );
}
