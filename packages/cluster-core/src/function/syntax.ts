import { isBuiltin } from 'node:module';
import type { Node } from 'acorn';
import { analyze } from 'eslint-scope';
import { UnshippableFunctionError } from './unshippable-function-error.js';

/** A name that a function takes from around it. */
export interface FreeName {
  readonly name: string;
  /** The members read, if nothing but `name.member` is ever done with it. */
  readonly members: readonly string[] | undefined;
  /** Some use is `typeof name`: the function copes with its absence. */
  readonly guarded: boolean;
  /** Every use would throw if it were undefined: calls and reads of members. */
  readonly needsValue: boolean;
}

export interface Syntax {
  readonly free: readonly FreeName[];
  readonly isClass: boolean;
  /** The name that a class extends, where it is a plain name. */
  readonly heritage: string | undefined;
  /** Where `import(...)` stands in the text that was parsed: offsets of the keyword, in order. */
  readonly imports: readonly number[];
}

type AnyNode = Node & Record<string, unknown>;

/** Nodes that bring a `this` of their own. Arrow functions do not. */
const OWN_THIS: ReadonlySet<string> = new Set([
  'FunctionExpression',
  'FunctionDeclaration',
  'PropertyDefinition',
  'StaticBlock',
]);
/** Nodes in which `super` has a meaning. */
const OWN_SUPER: ReadonlySet<string> = new Set([
  'MethodDefinition',
  'PropertyDefinition',
  'StaticBlock',
  'Property',
]);

/** Reads what matters here off the syntax tree of one function expression; throws for what ties it to its place. */
export function readSyntax(tree: Node, chain: readonly string[]): Syntax {
  const root = ((tree as AnyNode)['body'] as AnyNode[]).at(-1)?.['expression'] as AnyNode;
  const parents = new Map<AnyNode, AnyNode>();
  const lone = loneMethod(root);
  const imports: number[] = [];
  walk(lone ?? root, { parents, chain, imports, lone, ownsThis: false, ownsSuper: false, inClass: false });
  const scopes = analyze(tree as never, { ecmaVersion: 2026, sourceType: 'script', ignoreEval: true });
  const uses = new Map<string, AnyNode[]>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    const list = uses.get(identifier.name) ?? [];
    uses.set(identifier.name, list);
    list.push(identifier as unknown as AnyNode);
  }
  if (uses.has('arguments')) {
    const why = 'it uses the "arguments" of its surroundings';
    throw new UnshippableFunctionError(chain, why, 'give it rest parameters: (...args)');
  }
  const free = [...uses].map(([name, nodes]) => freeName(name, nodes, parents));
  const superClass = root['superClass'] as AnyNode | null | undefined;
  const heritage = superClass?.type === 'Identifier' ? (superClass['name'] as string) : undefined;
  return { free, isClass: root.type === 'ClassExpression', heritage, imports };
}

/** The function of a method that travels without its object: nobody will set its `this`. */
function loneMethod(root: AnyNode): AnyNode | undefined {
  const property = root.type === 'ObjectExpression' ? (root['properties'] as AnyNode[])[0] : undefined;
  return property?.['value'] as AnyNode | undefined;
}

function freeName(name: string, nodes: readonly AnyNode[], parents: ReadonlyMap<AnyNode, AnyNode>): FreeName {
  const members = new Set<string>();
  let onlyMembers = true;
  let guarded = false;
  let needsValue = true;
  for (const node of nodes) {
    const parent = parents.get(node);
    const member = memberRead(node, parent, parents);
    if (member === undefined) onlyMembers = false;
    else members.add(member);
    if (parent?.type === 'UnaryExpression' && parent['operator'] === 'typeof') guarded = true;
    const called = parent?.['callee'] === node || parent?.['object'] === node;
    if (!called || parent?.['optional'] === true) needsValue = false;
  }
  return { name, members: onlyMembers ? [...members] : undefined, guarded, needsValue };
}

/** The member in `name.member`, read and not written. */
function memberRead(
  node: AnyNode,
  parent: AnyNode | undefined,
  parents: ReadonlyMap<AnyNode, AnyNode>,
): string | undefined {
  if (parent?.type !== 'MemberExpression' || parent['object'] !== node || parent['computed'] === true)
    return undefined;
  const user = parents.get(parent);
  const written =
    (user?.type === 'AssignmentExpression' && user['left'] === parent) ||
    user?.type === 'UpdateExpression' ||
    (user?.type === 'UnaryExpression' && user['operator'] === 'delete');
  return written ? undefined : ((parent['property'] as AnyNode)['name'] as string);
}

interface Walk {
  readonly parents: Map<AnyNode, AnyNode>;
  readonly chain: readonly string[];
  readonly imports: number[];
  readonly lone: AnyNode | undefined;
  readonly ownsThis: boolean;
  readonly ownsSuper: boolean;
  /** A class declares the private names used in it. */
  readonly inClass: boolean;
}

function walk(node: AnyNode, state: Walk): void {
  refuseTies(node, state);
  if (node.type === 'ImportExpression') state.imports.push(node.start);
  const inner: Walk = {
    ...state,
    ownsThis: state.ownsThis || (node !== state.lone && OWN_THIS.has(node.type)),
    ownsSuper: state.ownsSuper || OWN_SUPER.has(node.type),
    inClass: state.inClass || node.type === 'ClassExpression' || node.type === 'ClassDeclaration',
  };
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (!isNode(item)) continue;
      state.parents.set(item, node);
      walk(item, inner);
    }
  }
}

/** The module in `require('module')`. */
function requiredModule(call: AnyNode): string | undefined {
  const callee = call['callee'] as AnyNode;
  const specifier = (call['arguments'] as AnyNode[])[0]?.['value'];
  const required = callee.type === 'Identifier' && callee['name'] === 'require';
  return required && typeof specifier === 'string' ? specifier : undefined;
}

function isNode(value: unknown): value is AnyNode {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}

function refuseTies(node: AnyNode, state: Walk): void {
  const refuse = (why: string, remedy: string): never => {
    throw new UnshippableFunctionError(state.chain, why, remedy);
  };
  if (node.type === 'ThisExpression' && !state.ownsThis) {
    refuse(
      'it uses the "this" of its surroundings',
      'make what it needs of "this" an argument or a variable',
    );
  }
  if (node.type === 'Super' && !state.ownsSuper) {
    refuse('it uses the "super" of its surroundings', 'call the other function by its name');
  }
  if (node.type === 'MetaProperty' && (node['meta'] as AnyNode)['name'] === 'import') {
    refuse(
      'it uses import.meta, which means its own file',
      'read what it needs of import.meta into a variable outside it',
    );
  }
  const required = node.type === 'CallExpression' ? requiredModule(node) : undefined;
  if (required !== undefined && !isBuiltin(required)) {
    refuse(
      `it requires "${required}", and only modules of Node are at hand everywhere`,
      'for a package that workers have installed, "await import(...)" inside the function; for a file, require it outside',
    );
  }
  const specifier = node.type === 'ImportExpression' ? (node['source'] as AnyNode)['value'] : undefined;
  if (typeof specifier === 'string' && specifier.startsWith('.')) {
    refuse(
      `it imports "${specifier}", a file beside its own`,
      'import it at the top of the file: functions used from there travel along',
    );
  }
  if (node.type === 'PrivateIdentifier' && !state.inClass) {
    refuse(`it uses the private name #${String(node['name'])}`, 'send the whole class, or pass the value');
  }
}
