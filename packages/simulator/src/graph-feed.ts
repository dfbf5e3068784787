import { GraphCore, type GraphOutput } from '@zfarm/scheduler/core';

/** The nodes of a graph as items of a job: which come when others have an end. They are numbered as they come. */
export class GraphFeed {
  readonly #core: GraphCore = new GraphCore();
  /** By item. */
  readonly #nodes: string[] = [];

  constructor(needs: readonly (readonly number[])[]) {
    for (const [at, own] of needs.entries()) this.#core.define(String(at), own.map(String));
  }

  /** How many come at first. */
  begin(): number {
    const before = this.#nodes.length;
    for (const { id } of this.#core.nodes()) this.#take(this.#core.want(id));
    return this.#nodes.length - before;
  }

  /** An item has an end, whatever that is; how many come for it. */
  resolved(item: number): number {
    const node = this.#nodes[item];
    if (node === undefined || this.#core.status(node) !== 'running') return 0;
    const before = this.#nodes.length;
    this.#take(this.#core.settle(node, 'done'));
    this.#core.sanityCheck();
    return this.#nodes.length - before;
  }

  #take(outputs: readonly GraphOutput[]): void {
    for (const output of outputs) if (output.kind === 'start') this.#nodes.push(output.node);
  }
}
