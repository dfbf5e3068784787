import { types } from 'node:util';
import { type Node, type Program, parse } from 'acorn';
import { IMPORT, META } from './program-names.js';
import { readSyntax, type Syntax } from './syntax.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

/** A function or class as source that stands for itself, and what it takes from around it. */
export interface FunctionSource extends Syntax {
  /** An expression that yields the function. */
  readonly expression: string;
  readonly strict: boolean;
  /** What toString() gave. */
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** A stretch of the expression that stands in the function's text as it is. */
export interface Piece {
  readonly inExpression: number;
  readonly inText: number;
  readonly length: number;
}

export type AnyFunction = (...args: never[]) => unknown;

const STRICT = '"use strict";';

const NATIVE = /\{\s*\[native code\]\s*\}$/;

/** The source of a function never changes, unlike what it has captured: only the former may be kept. */
const cache = new WeakMap<AnyFunction, FunctionSource>();

/**
 * Parses a function.
 *
 * @throws UnshippableFunctionError if it has no source, or its source makes sense in its own place only.
 */
export function functionSource(fn: AnyFunction, chain: readonly string[]): FunctionSource {
  const known = cache.get(fn);
  if (known !== undefined) return known;
  const source = analyse(fn, chain);
  cache.set(fn, source);
  return source;
}

/** The name a function goes by; empty where it has none, or where a class has a static member called "name". */
export function functionName(fn: AnyFunction): string {
  const name: unknown = fn.name;
  return typeof name === 'string' ? name : '';
}

/** @throws UnshippableFunctionError if it has none. */
export function functionText(fn: AnyFunction, chain: readonly string[] = [functionName(fn)]): string {
  const text = Function.prototype.toString.call(fn);
  if (NATIVE.test(text)) throw refuseNative(fn, chain);
  return text;
}

function analyse(fn: AnyFunction, chain: readonly string[]): FunctionSource {
  const text = functionText(fn, chain);
  // V8 gives `caller` to sloppy plain functions only. Arrows and the like are taken for strict if they parse so.
  const modes = Object.hasOwn(fn, 'caller') ? [false] : [true, false];
  let failure: unknown;
  for (const strict of modes) {
    for (const read of [standingSource, methodSource]) {
      try {
        return read(text, functionName(fn), strict, chain);
      } catch (error) {
        if (error instanceof UnshippableFunctionError) throw error;
        failure ??= error;
      }
    }
  }
  const why = `its source cannot be parsed (${String((failure as Error | undefined)?.message)})`;
  throw new UnshippableFunctionError(chain, why, 'write it as a function of its own');
}

/** A function, arrow function or class: already an expression. The property gives it its name where it has none. */
function standingSource(
  text: string,
  name: string,
  strict: boolean,
  chain: readonly string[],
): FunctionSource {
  const key = JSON.stringify(name);
  const [before, after] = name === '' ? ['', ''] : [`({ [${key}]: `, ` })[${key}]`];
  const whole: Piece = { inExpression: 1, inText: 0, length: text.length };
  return placed(readExpression(`(${text}\n)`, strict, chain, text, whole), before, after);
}

/** A method or accessor. Its own key may be computed from anything, so it gets a literal one. */
function methodSource(text: string, name: string, strict: boolean, chain: readonly string[]): FunctionSource {
  const open = '({ ';
  const literal = `${open}${text}\n})`;
  const { value } = methodOf(parseExpression(literal, false));
  const key = `[${JSON.stringify(name)}]`;
  const head = `${open}${value.async ? 'async ' : ''}${value.generator ? '*' : ''}${key}`;
  const body: Piece = {
    inExpression: head.length,
    inText: value.start - open.length,
    length: value.end - value.start,
  };
  const object = `${head}${literal.slice(value.start, value.end)}\n})`;
  return placed(readExpression(object, strict, chain, text, body), '', key);
}

function placed(source: FunctionSource, before: string, after: string): FunctionSource {
  const pieces = source.pieces.map((piece) => ({
    ...piece,
    inExpression: piece.inExpression + before.length,
  }));
  return { ...source, expression: before + source.expression + after, pieces };
}

/**
 * Reads an expression, and makes its `import(...)` and `import.meta` names of the program's own: a script compiled elsewhere
 * has neither.
 */
function readExpression(
  expression: string,
  strict: boolean,
  chain: readonly string[],
  text: string,
  whole: Piece,
): FunctionSource {
  const syntax = readSyntax(parseExpression(expression, strict), chain);
  const shift = strict ? STRICT.length : 0;
  const edits = [
    ...syntax.imports.map((at) => ({ at: at - shift, length: 'import'.length, by: IMPORT })),
    ...syntax.metas.map((at) => ({ at: at - shift, length: 'import.meta'.length, by: META })),
  ].toSorted((a, b) => a.at - b.at);
  const pieces: Piece[] = [];
  let rewritten = '';
  let from = 0;
  for (const { at, length, by } of [...edits, { at: expression.length, length: 0, by: '' }]) {
    const start = Math.max(from, whole.inExpression);
    const end = Math.min(at, whole.inExpression + whole.length);
    const inText = whole.inText + start - whole.inExpression;
    pieces.push({ inExpression: rewritten.length + start - from, inText, length: end - start });
    rewritten += expression.slice(from, at) + by;
    from = at + length;
  }
  return { expression: rewritten, strict, text, pieces, ...syntax };
}

interface MethodNode extends Node {
  readonly value: Node & { readonly async: boolean; readonly generator: boolean };
}

/** The only member of the object literal that a method's source was wrapped into. */
function methodOf(tree: Program): MethodNode {
  const statement = tree.body[0] as unknown as { expression: { properties: readonly MethodNode[] } };
  return statement.expression.properties[0] as MethodNode;
}

function parseExpression(expression: string, strict: boolean): Program {
  return parse(strict ? STRICT + expression : expression, {
    ecmaVersion: 'latest',
    ranges: true,
    // Accepted here so that the refusal can say what is wrong with them.
    allowImportExportEverywhere: true,
    allowSuperOutsideMethod: true,
    checkPrivateFields: false,
  });
}

function refuseNative(fn: AnyFunction, chain: readonly string[]): UnshippableFunctionError {
  const wrap = 'write an arrow function that calls it';
  if (types.isProxy(fn))
    return new UnshippableFunctionError(chain, 'it is a Proxy, which has no source', wrap);
  if (functionName(fn).startsWith('bound ')) {
    return new UnshippableFunctionError(chain, 'it is a bound function, which has no source', wrap);
  }
  return new UnshippableFunctionError(
    chain,
    `it is a native function (${functionName(fn)}), which has no source`,
    wrap,
  );
}
