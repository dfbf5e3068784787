/** A node of a graph has failed, so what needs it cannot be computed. `cause` is what its task failed of. */
export class GraphNodeError extends Error {
  override readonly name = 'GraphNodeError';
  readonly code = 'ZFARM_GRAPH_NODE';
  /** The node that failed. */
  readonly node: string;

  constructor(node: string, cause: unknown) {
    const told = cause instanceof Error ? cause.message : String(cause);
    super(`node '${node}' of the graph failed (resume() tries it again, and what is done is kept): ${told}`, {
      cause,
    });
    this.node = node;
  }
}
