/**
 * Which nodes of a graph are to be computed when, without functions, values or tasks.
 *
 * Laws: a node is started when all that it needs is done, at most once until it fails or all is reset, and only if
 * somebody waits for it or for what needs it. Only a cycle or a missing node can keep a wanted one from coming to an end.
 */
import { GraphError } from './graph-error.js';

/** `waiting`: not begun, whether or not somebody wants it. */
export type NodeStatus = 'waiting' | 'running' | 'done' | 'failed';

/** Start a node; or a wanted one is done; or it cannot be, since `node` has failed. */
export type GraphOutput =
  | { readonly kind: 'start'; readonly node: string }
  | { readonly kind: 'done'; readonly wanted: string }
  | { readonly kind: 'failed'; readonly wanted: string; readonly node: string };

/** How far a graph has come, in nodes. */
export interface GraphProgress {
  /** All nodes. */
  readonly total: number;
  /** Nodes whose value is there. */
  readonly done: number;
  /** Nodes whose task is under way. */
  readonly running: number;
  /** Nodes whose task has failed. */
  readonly failed: number;
}

interface NodeState {
  readonly id: string;
  readonly needs: readonly string[];
  status: NodeStatus;
  /** Somebody waits for it, or for what needs it. */
  needed: boolean;
  /** While it is needed: how many of those it needs are not done. */
  missing: number;
}

export class GraphCore {
  readonly #nodes: Map<string, NodeState> = new Map();
  /** Who needs a node, also one that is not defined yet. */
  readonly #users: Map<string, string[]> = new Map();
  readonly #wanted: Set<string> = new Set();

  /** @throws GraphError for a node that is there already. */
  define(id: string, needs: readonly string[]): void {
    if (this.#nodes.has(id)) throw new GraphError('redefined', [id]);
    const own = [...new Set(needs)];
    this.#nodes.set(id, { id, needs: own, status: 'waiting', needed: false, missing: 0 });
    for (const need of own) {
      const users = this.#users.get(need);
      if (users === undefined) this.#users.set(need, [id]);
      else users.push(id);
    }
  }

  /** In the order of their definition. */
  nodes(): Pick<NodeState, 'id' | 'needs' | 'status'>[] {
    return [...this.#nodes.values()];
  }

  /** Undefined if there is no such node. */
  status(id: string): NodeStatus | undefined {
    return this.#nodes.get(id)?.status;
  }

  progress(): GraphProgress {
    const counts = { waiting: 0, running: 0, done: 0, failed: 0 };
    for (const { status } of this.#nodes.values()) counts[status] += 1;
    const { done, running, failed } = counts;
    return { total: this.#nodes.size, done, running, failed };
  }

  /**
   * Looks at these nodes and all that they need.
   *
   * @throws GraphError for a cycle, or a node that is not defined.
   */
  check(roots: Iterable<string> = this.#nodes.keys()): void {
    const sound = new Set<string>();
    for (const root of roots) this.#walk(root, sound);
  }

  /**
   * Somebody wants a node.
   *
   * @throws GraphError
   */
  want(id: string): readonly GraphOutput[] {
    this.check([id]);
    const out: GraphOutput[] = [];
    if (this.status(id) === 'done') return [{ kind: 'done', wanted: id }];
    const failed = this.#failureUnder(id);
    if (failed !== undefined) return [{ kind: 'failed', wanted: id, node: failed }];
    this.#wanted.add(id);
    this.#need(id, out);
    return out;
  }

  /** A node that was started has come to its end. */
  settle(id: string, end: 'done' | 'failed'): readonly GraphOutput[] {
    const node = this.#nodes.get(id);
    if (node?.status !== 'running') throw new Error(`node '${id}' does not run`);
    node.status = end;
    const out: GraphOutput[] = [];
    if (end === 'failed') {
      this.#giveUp(id, out);
      return out;
    }
    if (this.#wanted.delete(id)) out.push({ kind: 'done', wanted: id });
    for (const user of this.#usersOf(id)) {
      user.missing -= 1;
      if (user.needed && user.missing === 0) start(user, out);
    }
    return out;
  }

  /** Nodes that have failed may be started again. */
  forgetFailures(): void {
    for (const node of this.#nodes.values()) if (node.status === 'failed') node.status = 'waiting';
  }

  /** As if nothing had been wanted yet. */
  reset(): void {
    this.#wanted.clear();
    for (const node of this.#nodes.values()) Object.assign(node, { status: 'waiting', needed: false });
  }

  /** Throws if the state contradicts itself. */
  sanityCheck(): void {
    for (const { id, needs, status, needed, missing } of this.#nodes.values()) {
      const open = needs.filter((need) => this.status(need) !== 'done').length;
      const idle = status === 'waiting' && needed;
      if (idle && (missing !== open || open === 0))
        throw new Error(`node '${id}' waits for ${missing}, not ${open}`);
      if ((status === 'running' || status === 'done') && open > 0)
        throw new Error(`node '${id}' began too early`);
    }
  }

  /** Marks a node, and whatever it needs, as needed; starts those that can be. */
  #need(root: string, out: GraphOutput[]): void {
    const open = [root];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      const node = this.#nodes.get(id);
      if (node === undefined || node.needed || node.status === 'done') continue;
      node.needed = true;
      const undone = node.needs.filter((need) => this.status(need) !== 'done');
      node.missing = undone.length;
      if (node.missing === 0 && node.status === 'waiting') start(node, out);
      open.push(...undone);
    }
  }

  /** Who waits for what has failed is told so; what only they needed is not begun any more. */
  #giveUp(failed: string, out: GraphOutput[]): void {
    const lost = this.#above(failed);
    for (const wanted of [...this.#wanted]) {
      if (!lost.has(wanted)) continue;
      this.#wanted.delete(wanted);
      out.push({ kind: 'failed', wanted, node: failed });
    }
    for (const node of this.#nodes.values()) node.needed = false;
    for (const wanted of this.#wanted) this.#need(wanted, out);
  }

  /** A node and all that need it, near or far. */
  #above(id: string): Set<string> {
    const found = new Set([id]);
    for (const one of found) for (const user of this.#users.get(one) ?? []) found.add(user);
    return found;
  }

  #failureUnder(id: string): string | undefined {
    const found = new Set([id]);
    for (const one of found) {
      const node = this.#nodes.get(one);
      if (node?.status === 'failed') return one;
      if (node?.status === 'waiting') for (const need of node.needs) found.add(need);
    }
    return undefined;
  }

  *#usersOf(id: string): IterableIterator<NodeState> {
    for (const user of this.#users.get(id) ?? []) {
      const node = this.#nodes.get(user);
      if (node !== undefined) yield node;
    }
  }

  /** Goes down from a node, depth first, with the way to where it is. A chain may be longer than the stack allows. */
  #walk(root: string, sound: Set<string>): void {
    const path = new Map<string, Iterator<string>>();
    const enter = (id: string): void => {
      const node = this.#nodes.get(id);
      if (path.has(id)) {
        const way = [...path.keys()];
        throw new GraphError('cycle', [...way.slice(way.indexOf(id)), id]);
      }
      if (node === undefined) throw new GraphError('missing', [...path.keys(), id]);
      path.set(id, node.needs[Symbol.iterator]());
    };
    if (sound.has(root)) return;
    enter(root);
    const way = [root];
    for (let id = way.at(-1); id !== undefined; id = way.at(-1)) {
      const next = path.get(id)?.next();
      if (next === undefined || next.done === true) {
        path.delete(id);
        sound.add(id);
        way.pop();
      } else if (!sound.has(next.value)) {
        enter(next.value);
        way.push(next.value);
      }
    }
  }
}

function start(node: NodeState, out: GraphOutput[]): void {
  node.status = 'running';
  out.push({ kind: 'start', node: node.id });
}
