import type { Node } from 'acorn';

/** A node of a syntax tree with the fields that its type has. */
export type SyntaxNode = Node & Record<string, unknown>;

export function isSyntaxNode(value: unknown): value is SyntaxNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}
