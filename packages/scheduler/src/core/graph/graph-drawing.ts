import type { NodeStatus } from './graph-core.js';

/** A node as it is drawn. */
interface DrawnNode {
  readonly id: string;
  readonly needs: readonly string[];
  readonly status: NodeStatus;
}

const COLOURS: Readonly<Record<NodeStatus, string>> = {
  waiting: '#e9ecef',
  running: '#ffec99',
  done: '#b2f2bb',
  failed: '#ffc9c9',
};

const STATUSES = Object.keys(COLOURS) as NodeStatus[];

/** A Mermaid flowchart: arrows lead from a node to those that use its value; colours show how far it is. */
export function mermaidOf(nodes: readonly DrawnNode[]): string {
  const names = new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
  const nameOf = (id: string): string => names.get(id) ?? '';
  const lines = nodes.map(({ id, status }) => `  ${nameOf(id)}["${mermaidText(id)}"]:::${status}`);
  for (const { id, needs } of nodes) {
    for (const need of needs) if (names.has(need)) lines.push(`  ${nameOf(need)} --> ${nameOf(id)}`);
  }
  const classes = STATUSES.map((status) => `  classDef ${status} fill:${COLOURS[status]}`);
  return ['flowchart TD', ...lines, ...classes, ''].join('\n');
}

/** The same as a digraph of Graphviz. */
export function dotOf(nodes: readonly DrawnNode[]): string {
  const lines = nodes.map(({ id, status }) => `  ${dotText(id)} [fillcolor="${COLOURS[status]}"];`);
  for (const { id, needs } of nodes) {
    for (const need of needs) lines.push(`  ${dotText(need)} -> ${dotText(id)};`);
  }
  return ['digraph {', '  node [shape=box, style=filled];', ...lines, '}', ''].join('\n');
}

/** Whatever Mermaid could take for a part of its language goes as the number of its character. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.-]/gu, (character) => `#${character.codePointAt(0)};`);
}

function dotText(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
