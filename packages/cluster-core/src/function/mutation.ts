import { hasOnlyGetters } from './module-like.js';
import type { SyntaxNode } from './syntax-node.js';

/** How a function changes a variable from around it, or what the variable holds. */
export interface Mutation {
  /** `count`, `state.x`, `list.push()` */
  readonly text: string;
  /** For a call: a change only if what stands before the method has such a one. */
  readonly call: { readonly members: readonly string[]; readonly method: string } | undefined;
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
  const members: (string | undefined)[] = [];
  let node = use;
  let parent = parents.get(node);
  while (parent?.type === 'MemberExpression' && parent['object'] === node) {
    const property = parent['property'] as SyntaxNode;
    members.push(parent['computed'] === true ? undefined : String(property['name']));
    node = parent;
    parent = parents.get(node);
  }
  if (parent === undefined) return undefined;
  const path = members.map((name) => (name === undefined ? '[…]' : `.${name}`));
  const text = `${String(use['name'])}${path.join('')}`;
  if (isWritten(node, parent, parents.get(parent))) return { text, call: undefined };
  if (parent.type !== 'CallExpression' || parent['callee'] !== node || !members.every(isNamed))
    return undefined;
  const method = members.at(-1);
  return method === undefined
    ? undefined
    : { text: `${text}()`, call: { members: members.slice(0, -1), method } };
}

function isNamed(member: string | undefined): member is string {
  return member !== undefined;
}

/** Whether the change is one for this value: `push` is nothing special in an object of one's own. */
export function changesValue({ call }: Mutation, value: unknown): boolean {
  if (call === undefined) return true;
  const { members, method } = call;
  const holder = members.reduce(memberOf, value);
  return MUTATORS.some(([Class, methods]) => holder instanceof Class && methods.includes(method));
}

/** Getters are left alone, but for those of modules: they may be the user's, and may count. */
function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null) return undefined;
  const { value, get } = Object.getOwnPropertyDescriptor(holder, name) ?? {};
  return get !== undefined && hasOnlyGetters(holder) ? get.call(holder) : value;
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
