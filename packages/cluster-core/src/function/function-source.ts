import { types } from 'node:util';
import { type Node, type Program, parse } from 'acorn';
import { IMPORT } from './program-names.js';
import { readSyntax, type Syntax } from './syntax.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

/** A function or class as source that stands for itself, and what it takes from around it. */
export interface FunctionSource extends Syntax {
  /** An expression that yields the function. */
  readonly expression: string;
  readonly strict: boolean;
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

function analyse(fn: AnyFunction, chain: readonly string[]): FunctionSource {
  const text = Function.prototype.toString.call(fn);
  if (NATIVE.test(text)) throw refuseNative(fn, chain);
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
  const { expression, ...rest } = readExpression(`(${text}\n)`, strict, chain);
  const key = JSON.stringify(name);
  return { expression: name === '' ? expression : `({ [${key}]: ${expression} })[${key}]`, ...rest };
}

/** A method or accessor. Its own key may be computed from anything, so it gets a literal one. */
function methodSource(text: string, name: string, strict: boolean, chain: readonly string[]): FunctionSource {
  const literal = `({ ${text}\n})`;
  const { value } = methodOf(parseExpression(literal, false));
  const key = `[${JSON.stringify(name)}]`;
  const head = `${value.async ? 'async ' : ''}${value.generator ? '*' : ''}${key}`;
  const object = `({ ${head}${literal.slice(value.start, value.end)}\n})`;
  const { expression, ...rest } = readExpression(object, strict, chain);
  return { expression: expression + key, ...rest };
}

/** Reads an expression, and makes its dynamic imports calls of the program's own: a script compiled elsewhere has none. */
function readExpression(expression: string, strict: boolean, chain: readonly string[]): FunctionSource {
  const syntax = readSyntax(parseExpression(expression, strict), chain);
  const shift = strict ? STRICT.length : 0;
  let rewritten = expression;
  for (const offset of syntax.imports.toSorted((a, b) => b - a)) {
    const at = offset - shift;
    rewritten = `${rewritten.slice(0, at)}${IMPORT}${rewritten.slice(at + 'import'.length)}`;
  }
  return { expression: rewritten, strict, ...syntax };
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
