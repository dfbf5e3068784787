import { type ByteRange, isBuffer, placeBytes, rangeBytes } from './binary-kind.js';
import { NodeKind } from './node-kind.js';

type Node = unknown[];

interface Shown extends ByteRange {
  readonly kind: number;
  /** Filled in at the end. */
  readonly node: Node;
}

/** No type needs to stand at a rounder offset. */
const ALIGNMENT = 8;

/**
 * The binary values of one graph. Each carries the bytes it shows and no others; those of one buffer that show the same
 * bytes go on sharing them.
 */
export class BinaryNodes {
  readonly #byBuffer = new Map<ArrayBufferLike, Shown[]>();

  /** The node of a value, to be filled in by `finish`. */
  add(kind: number, range: ByteRange): Node {
    const node: Node = [];
    const shown = this.#byBuffer.get(range.buffer) ?? [];
    this.#byBuffer.set(range.buffer, shown);
    shown.push({ ...range, kind, node });
    return node;
  }

  /** Fills the nodes in; memory that several share is added to the table. */
  finish(table: unknown[], frames: Uint8Array[]): void {
    for (const shown of this.#byBuffer.values()) {
      for (const group of overlapping(shown)) finishGroup(group, table, frames);
    }
  }
}

/** In groups that have no byte in common. */
function overlapping(shown: readonly Shown[]): Shown[][] {
  if (shown.length === 1) return [[...shown]];
  const isEmpty = ({ start, end }: Shown): boolean => start === end;
  const groups: Shown[][] = [];
  let end = -1;
  const inOrder = shown.filter((one) => !isEmpty(one)).toSorted((a, b) => a.start - b.start);
  for (const one of inOrder) {
    if (one.start < end) groups.at(-1)?.push(one);
    else groups.push([one]);
    end = Math.max(end, one.end);
  }
  return [...groups, ...shown.filter(isEmpty).map((one) => [one])];
}

function finishGroup(group: readonly Shown[], table: unknown[], frames: Uint8Array[]): void {
  const [first] = group;
  if (first === undefined) return;
  const { buffer, start, kind, node } = first;
  const isShared = buffer instanceof SharedArrayBuffer;
  // A view on shared memory stays one, as atomics need it.
  if (group.length === 1 && (!isShared || isBuffer(kind))) {
    node.push(NodeKind.binary, kind, placeBytes(rangeBytes(first), frames));
    return;
  }
  const padding = start % ALIGNMENT;
  const end = Math.max(...group.map((one) => one.end));
  const bytes = rangeBytes({ buffer, start, end });
  const memory = table.push([NodeKind.memory, isShared ? 1 : 0, padding, placeBytes(bytes, frames)]) - 2;
  for (const one of group) {
    one.node.push(NodeKind.view, one.kind, memory, one.start - start + padding, one.end - one.start);
  }
}
