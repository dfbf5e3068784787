import type { SyntaxNode } from './syntax-node.js';

/** How a function changes a variable from around it, or what the variable holds. */
export interface Mutation {
  /** `count`, `state.x`, `list.push()` */
  readonly text: string;
  /** For a call: a change only if the variable holds something with such a method. */
  readonly method: string | undefined;
}

type Mutators = readonly (readonly [abstract new (...args: never[]) => object, readonly string[]])[];

const ARRAY_LIKE = ['fill', 'sort', 'reverse', 'copyWithin'];
const MUTATORS: Mutators = [
  [Array, ['push', 'pop', 'shift', 'unshift', 'splice', ...ARRAY_LIKE]],
  [Map, ['set', 'delete', 'clear']],
  [Set, ['add', 'delete', 'clear']],
  [Object.getPrototypeOf(Uint8Array) as typeof Uint8Array, ['set', ...ARRAY_LIKE]],
];

/** The change that this use of a name makes, if any. */
export function mutationAt(
  use: SyntaxNode,
  parents: ReadonlyMap<SyntaxNode, SyntaxNode>,
): Mutation | undefined {
  const path = [use['name'] as string];
  let node = use;
  let parent = parents.get(node);
  while (parent?.type === 'MemberExpression' && parent['object'] === node) {
    const property = parent['property'] as SyntaxNode;
    path.push(parent['computed'] === true ? '[…]' : `.${String(property['name'])}`);
    node = parent;
    parent = parents.get(node);
  }
  if (parent === undefined) return undefined;
  if (isWritten(node, parent, parents.get(parent))) return { text: path.join(''), method: undefined };
  const [, method] = path;
  const isCall = parent.type === 'CallExpression' && parent['callee'] === node;
  if (!isCall || path.length !== 2 || method === undefined) return undefined;
  return { text: `${path.join('')}()`, method: method.slice(1) };
}

/** Whether the change is one for this value: `push` is nothing special in an object of one's own. */
export function changesValue({ method }: Mutation, value: unknown): boolean {
  if (method === undefined) return true;
  return MUTATORS.some(([Class, methods]) => value instanceof Class && methods.includes(method));
}

function isWritten(node: SyntaxNode, parent: SyntaxNode, above: SyntaxNode | undefined): boolean {
  switch (parent.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return parent['left'] === node;
    case 'UpdateExpression':
    case 'ArrayPattern':
    case 'RestElement':
      return true;
    case 'UnaryExpression':
      return parent['operator'] === 'delete';
    case 'Property':
      return parent['value'] === node && above?.type === 'ObjectPattern';
    default:
      return false;
  }
}
