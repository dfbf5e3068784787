import { NodeKind } from './node-kind.js';

type Node = readonly unknown[];

/**
 * The order in which the nodes of a graph can be completed: what an instance of a registered class is made of comes
 * before it. Nodes that refer to one another in a ring come together (Tarjan's strongly connected components, without
 * recursion). An instance in such a ring cannot be made: its number is given instead.
 *
 * @param nodes the table without its root.
 */
export function settleOrder(nodes: readonly Node[]): readonly number[] | { readonly ring: number } {
  const order: number[] = [];
  const found = new Map<number, number>();
  const lowest: number[] = [];
  const open: number[] = [];
  const isOpen = new Set<number>();
  const path: { readonly index: number; readonly next: readonly number[]; at: number }[] = [];
  const enter = (index: number): void => {
    lowest[index] = found.size;
    found.set(index, found.size);
    open.push(index);
    isOpen.add(index);
    path.push({ index, next: references(nodes[index] ?? []), at: 0 });
  };
  const leave = (index: number): number | undefined => {
    const low = lowest[index] as number;
    const above = path.at(-1);
    if (above !== undefined) lowest[above.index] = Math.min(lowest[above.index] as number, low);
    if (low !== found.get(index)) return undefined;
    const ring = open.splice(open.lastIndexOf(index));
    for (const member of ring) {
      isOpen.delete(member);
      order.push(member);
    }
    const isRing = ring.length > 1 || references(nodes[index] ?? []).includes(index);
    return isRing ? ring.find((member) => nodes[member]?.[0] === NodeKind.instance) : undefined;
  };
  for (let root = 0; root < nodes.length; root += 1) {
    if (!found.has(root)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const { index, next } = top;
      if (top.at === next.length) {
        path.pop();
        const ring = leave(index);
        if (ring !== undefined) return { ring };
        continue;
      }
      const to = next[top.at] as number;
      top.at += 1;
      if (!found.has(to)) enter(to);
      else if (isOpen.has(to)) lowest[index] = Math.min(lowest[index] as number, found.get(to) as number);
    }
  }
  return order;
}

/** The nodes that a node refers to. */
function references(node: Node): number[] {
  const found: number[] = [];
  for (const part of node) {
    if (Array.isArray(part) && part.length === 1 && typeof part[0] === 'number') found.push(part[0]);
  }
  return found;
}
