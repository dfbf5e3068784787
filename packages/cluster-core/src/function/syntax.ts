import type { Node } from 'acorn';
import { analyze } from 'eslint-scope';
import { type Mutation, mutationAt } from './mutation.js';
import { wholeMeta } from './refusal.js';
import { isSyntaxNode, type SyntaxNode } from './syntax-node.js';
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
  /** The uses that may change the variable or what it holds. */
  readonly mutations: readonly Mutation[];
}

/** A module that a function loads while it runs, named by a literal. */
export interface Load {
  readonly specifier: string;
  readonly kind: 'dynamic' | 'lazy-require';
}

/** What a class extends: `Parent`, or `module.Parent` as transformers write it. */
export interface Heritage {
  readonly name: string;
  readonly member: string | undefined;
}

export interface Syntax {
  readonly free: readonly FreeName[];
  readonly isClass: boolean;
  readonly heritage: Heritage | undefined;
  /** Where `import(...)` stands in the text that was parsed: offsets of the keyword. */
  readonly imports: readonly number[];
  /** Where `import.meta` stands. */
  readonly metas: readonly number[];
  readonly loads: readonly Load[];
}

/** What of import.meta has a meaning elsewhere: text. */
export const META_MEMBERS: readonly string[] = ['url', 'filename', 'dirname'];

/** Calls that vitest puts in place of `import(...)`. */
const DYNAMIC_IMPORT = '__vite_ssr_dynamic_import__';

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
  const root = ((tree as SyntaxNode)['body'] as SyntaxNode[]).at(-1)?.['expression'] as SyntaxNode;
  const parents = new Map<SyntaxNode, SyntaxNode>();
  const lone = loneMethod(root);
  const found = { imports: [], metas: [], loads: [] };
  walk(lone ?? root, { parents, chain, ...found, lone, ownsThis: false, ownsSuper: false, inClass: false });
  const scopes = analyze(tree as never, { ecmaVersion: 2026, sourceType: 'script', ignoreEval: true });
  const uses = new Map<string, SyntaxNode[]>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    const list = uses.get(identifier.name) ?? [];
    uses.set(identifier.name, list);
    list.push(identifier as unknown as SyntaxNode);
  }
  if (uses.has('arguments')) {
    const why = 'it uses the "arguments" of its surroundings';
    throw new UnshippableFunctionError(chain, why, 'give it rest parameters: (...args)');
  }
  const free = [...uses].map(([name, nodes]) => freeName(name, nodes, parents));
  const heritage = heritageOf(root['superClass'] as SyntaxNode | null | undefined);
  return { free, isClass: root.type === 'ClassExpression', heritage, ...found };
}

function heritageOf(parent: SyntaxNode | null | undefined): Heritage | undefined {
  if (parent?.type === 'Identifier') return { name: parent['name'] as string, member: undefined };
  if (parent?.type !== 'MemberExpression' || parent['computed'] === true) return undefined;
  const module = heritageOf(parent['object'] as SyntaxNode);
  if (module === undefined || module.member !== undefined) return undefined;
  return { name: module.name, member: (parent['property'] as SyntaxNode)['name'] as string };
}

/** The function of a method that travels without its object: nobody will set its `this`. */
function loneMethod(root: SyntaxNode): SyntaxNode | undefined {
  const property = root.type === 'ObjectExpression' ? (root['properties'] as SyntaxNode[])[0] : undefined;
  return property?.['value'] as SyntaxNode | undefined;
}

function freeName(
  name: string,
  nodes: readonly SyntaxNode[],
  parents: ReadonlyMap<SyntaxNode, SyntaxNode>,
): FreeName {
  const members = new Set<string>();
  let onlyMembers = true;
  let guarded = false;
  let needsValue = true;
  const mutations: Mutation[] = [];
  for (const node of nodes) {
    const parent = parents.get(node);
    const member = memberRead(node, parent, parents);
    if (member === undefined) onlyMembers = false;
    else members.add(member);
    if (parent?.type === 'UnaryExpression' && parent['operator'] === 'typeof') guarded = true;
    const called = parent?.['callee'] === node || parent?.['object'] === node;
    if (!called || parent?.['optional'] === true) needsValue = false;
    const mutation = mutationAt(node, parents);
    if (mutation !== undefined) mutations.push(mutation);
  }
  return { name, members: onlyMembers ? [...members] : undefined, guarded, needsValue, mutations };
}

/** The member in `name.member`, read and not written. */
function memberRead(
  node: SyntaxNode,
  parent: SyntaxNode | undefined,
  parents: ReadonlyMap<SyntaxNode, SyntaxNode>,
): string | undefined {
  if (parent?.type !== 'MemberExpression' || parent['object'] !== node || parent['computed'] === true)
    return undefined;
  const user = parents.get(parent);
  const written =
    (user?.type === 'AssignmentExpression' && user['left'] === parent) ||
    user?.type === 'UpdateExpression' ||
    (user?.type === 'UnaryExpression' && user['operator'] === 'delete');
  return written ? undefined : ((parent['property'] as SyntaxNode)['name'] as string);
}

interface Walk {
  readonly parents: Map<SyntaxNode, SyntaxNode>;
  readonly chain: readonly string[];
  readonly imports: number[];
  readonly metas: number[];
  readonly loads: Load[];
  readonly lone: SyntaxNode | undefined;
  readonly ownsThis: boolean;
  readonly ownsSuper: boolean;
  /** A class declares the private names used in it. */
  readonly inClass: boolean;
}

function walk(node: SyntaxNode, state: Walk): void {
  refuseTies(node, state);
  noteLoads(node, state);
  const inner: Walk = {
    ...state,
    ownsThis: state.ownsThis || (node !== state.lone && OWN_THIS.has(node.type)),
    ownsSuper: state.ownsSuper || OWN_SUPER.has(node.type),
    inClass: state.inClass || node.type === 'ClassExpression' || node.type === 'ClassDeclaration',
  };
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child]) {
      if (!isSyntaxNode(item)) continue;
      state.parents.set(item, node);
      walk(item, inner);
    }
  }
}

/** Notes what only the program's own loader can give: `import('x')`, `require('x')`, `import.meta.url`. */
function noteLoads(node: SyntaxNode, { imports, metas, loads, parents }: Walk): void {
  if (node.type === 'ImportExpression') {
    imports.push(node.start);
    const specifier = (node['source'] as SyntaxNode)['value'];
    if (typeof specifier === 'string') loads.push({ specifier, kind: 'dynamic' });
  }
  if (node.type === 'MetaProperty' && isImportMeta(node) && isTextOfMeta(parents.get(node)))
    metas.push(node.start);
  if (node.type !== 'CallExpression') return;
  const callee = node['callee'] as SyntaxNode;
  const specifier = (node['arguments'] as SyntaxNode[])[0]?.['value'];
  if (callee.type !== 'Identifier' || typeof specifier !== 'string') return;
  if (callee['name'] === 'require') loads.push({ specifier, kind: 'lazy-require' });
  if (callee['name'] === DYNAMIC_IMPORT) loads.push({ specifier, kind: 'dynamic' });
}

function isTextOfMeta(parent: SyntaxNode | undefined): boolean {
  if (parent?.type !== 'MemberExpression' || parent['computed'] === true) return false;
  return META_MEMBERS.includes((parent['property'] as SyntaxNode)['name'] as string);
}

function refuseTies(node: SyntaxNode, state: Walk): void {
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
  if (node.type === 'MetaProperty' && isImportMeta(node) && !isTextOfMeta(state.parents.get(node))) {
    throw wholeMeta(state.chain, META_MEMBERS);
  }
  if (node.type === 'PrivateIdentifier' && !state.inClass) {
    refuse(`it uses the private name #${String(node['name'])}`, 'send the whole class, or pass the value');
  }
}

function isImportMeta(node: SyntaxNode): boolean {
  return (node['meta'] as SyntaxNode)['name'] === 'import';
}
