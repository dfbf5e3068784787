import { isBuiltin } from 'node:module';
import { parse } from 'acorn';
import { isSyntaxNode, type SyntaxNode } from './syntax-node.js';

/** What a file says about a name that it imports. */
export interface ImportOrigin {
  readonly specifier: string;
  readonly kind: 'import' | 'require';
  /**
   * The export that the name stands for. Undefined for the module as a whole, and for what cannot be told from the text:
   * helpers of transformers stand around a `require`.
   */
  readonly member: string | undefined;
}

interface Declarator {
  readonly id: SyntaxNode;
  readonly init: SyntaxNode | null;
}

type Table = Map<string, ImportOrigin>;

/** Loaders of modules in what vitest makes of a file. */
const LOADERS: ReadonlySet<string> = new Set(['__vite_ssr_import__', '__vi_import__']);

/** The names that a script imports from files and packages, modules of Node left out. Empty if it cannot be parsed. */
export function importTable(source: string): ReadonlyMap<string, ImportOrigin> {
  const table: Table = new Map();
  const body = topLevel(source);
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') addImports(statement, table);
    if (statement.type !== 'VariableDeclaration') continue;
    for (const { id, init } of statement['declarations'] as Declarator[]) addRequired(id, init, table);
  }
  // esbuild's lazy modules: var import_x; … () => { import_x = require('x'); }
  if (/=\s*(\w+\()?require\(/.test(source)) for (const node of body) addAssigned(node, table);
  return table;
}

function topLevel(source: string): readonly SyntaxNode[] {
  for (const sourceType of ['module', 'script'] as const) {
    try {
      const { body } = parse(source, {
        ecmaVersion: 'latest',
        sourceType,
        allowReturnOutsideFunction: true,
        allowAwaitOutsideFunction: true,
        allowHashBang: true,
      });
      return (body as unknown as readonly SyntaxNode[]).flatMap(unwrapped);
    } catch {
      // The other kind, then.
    }
  }
  return [];
}

/** Transformers put the file into a function: `async (…) => {{ … }}` in vitest, `(() => { … })()` in tsx and bundlers. */
function unwrapped(statement: SyntaxNode): readonly SyntaxNode[] {
  if (statement.type !== 'ExpressionStatement') return [statement];
  const expression = statement['expression'] as SyntaxNode;
  const called = expression.type === 'CallExpression' ? (expression['callee'] as SyntaxNode) : expression;
  if (called.type !== 'ArrowFunctionExpression' && called.type !== 'FunctionExpression') return [statement];
  const inner = (called['body'] as SyntaxNode)['body'];
  if (!Array.isArray(inner)) return [statement];
  return inner.flatMap((node: SyntaxNode) =>
    node.type === 'BlockStatement' ? (node['body'] as SyntaxNode[]) : [node],
  );
}

function addImports(statement: SyntaxNode, table: Table): void {
  const specifier = (statement['source'] as SyntaxNode)['value'] as string;
  if (isBuiltin(specifier)) return;
  for (const part of statement['specifiers'] as SyntaxNode[]) {
    const imported = part['imported'] as SyntaxNode | undefined;
    const named = imported && ((imported['name'] ?? imported['value']) as string);
    const member = part.type === 'ImportDefaultSpecifier' ? 'default' : named;
    table.set((part['local'] as SyntaxNode)['name'] as string, { specifier, kind: 'import', member });
  }
}

/** `const x = require('y')`, `const { a } = require('y')`, `var y_1 = __toESM(require('y'))`, vitest's `await import('y')`. */
function addRequired(id: SyntaxNode, init: SyntaxNode | null, table: Table): void {
  const loaded = init === null ? undefined : loadedModule(init);
  if (loaded === undefined || isBuiltin(loaded.specifier)) return;
  if (id.type === 'Identifier') table.set(id['name'] as string, loaded);
  if (id.type !== 'ObjectPattern' || loaded.member !== undefined) return;
  for (const property of id['properties'] as SyntaxNode[]) {
    const value = property['value'] as SyntaxNode | undefined;
    const key = property['key'] as SyntaxNode | undefined;
    const target = value?.type === 'AssignmentPattern' ? (value['left'] as SyntaxNode) : value;
    if (key?.type !== 'Identifier' || property['computed'] === true || target?.type !== 'Identifier')
      continue;
    table.set(target['name'] as string, { ...loaded, member: key['name'] as string });
  }
}

/** What is required is told by identity in the end, so a name of an inner scope does no harm here. */
function addAssigned(node: SyntaxNode, table: Table): void {
  if (node.type === 'AssignmentExpression') {
    const right = node['right'] as SyntaxNode;
    if (loadedModule(right)?.kind === 'require') addRequired(node['left'] as SyntaxNode, right, table);
  }
  for (const child of Object.values(node)) {
    for (const item of Array.isArray(child) ? child : [child])
      if (isSyntaxNode(item)) addAssigned(item, table);
  }
}

function loadedModule(expression: SyntaxNode): ImportOrigin | undefined {
  switch (expression.type) {
    case 'AwaitExpression':
      return loadedModule(expression['argument'] as SyntaxNode);
    case 'ImportExpression':
      return origin(expression['source'] as SyntaxNode, 'import');
    case 'MemberExpression': {
      const inner = loadedModule(expression['object'] as SyntaxNode);
      const property = expression['property'] as SyntaxNode;
      const plain = expression['computed'] !== true && inner?.member === undefined;
      return plain ? inner && { ...inner, member: property['name'] as string } : undefined;
    }
    case 'CallExpression':
      return loadedByCall(expression);
    default:
      return undefined;
  }
}

function loadedByCall(call: SyntaxNode): ImportOrigin | undefined {
  const callee = call['callee'] as SyntaxNode;
  const first = (call['arguments'] as SyntaxNode[])[0];
  if (first === undefined) return undefined;
  if (callee.type === 'Identifier' && callee['name'] === 'require') return origin(first, 'require');
  if (callee.type === 'Identifier' && LOADERS.has(callee['name'] as string)) return origin(first, 'import');
  // A helper around it: __toESM(require('x')), __importDefault(require('x')).
  return first.type === 'CallExpression' ? loadedByCall(first) : undefined;
}

function origin(source: SyntaxNode, kind: ImportOrigin['kind']): ImportOrigin | undefined {
  const specifier = source['value'];
  return typeof specifier === 'string' ? { specifier, kind, member: undefined } : undefined;
}
