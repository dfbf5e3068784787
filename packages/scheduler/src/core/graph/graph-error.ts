/** What is wrong with the shape of a graph. */
export type GraphFault = 'cycle' | 'missing' | 'redefined';

/** A graph that cannot be computed as it is drawn; the message names the nodes, and the way to them. */
export class GraphError extends TypeError {
  override readonly name = 'GraphError';
  readonly code = 'ZFARM_GRAPH';
  /** A node that needs itself, one that is needed and not defined, or one defined twice. */
  readonly fault: GraphFault;
  /** From a node to what it needs, and on; of a cycle the first one is the last one, too. */
  readonly path: readonly string[];

  constructor(fault: GraphFault, path: readonly string[]) {
    super(messageFor(fault, path));
    this.fault = fault;
    this.path = path;
  }
}

/** Nodes named in a message; of longer ways only both ends. */
const NAMED_MAX = 20;

function messageFor(fault: GraphFault, path: readonly string[]): string {
  const last = path.at(-1) ?? '';
  const way = wayOf(path);
  if (fault === 'cycle') return `graph: a node needs itself: ${way}. Take one of these dependencies out.`;
  if (fault === 'redefined')
    return `graph: there is a node '${last}' already. Give each one a name of its own.`;
  const needed = path.length > 1 ? `, which is needed by ${way}` : '';
  return `graph: there is no node '${last}'${needed}. Define it first.`;
}

function wayOf(path: readonly string[]): string {
  const named = path.length <= NAMED_MAX ? path : [...path.slice(0, 10), '…', ...path.slice(-10)];
  return named.join(' → ');
}
