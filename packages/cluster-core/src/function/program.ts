import { type Binding, bindingExpression, type SlotFate, unitsOf } from './binding.js';
import type { AnyFunction, FunctionSource } from './function-source.js';
import { BUNDLE, CLASSES, DEFINE, IMPORTER, LATE, REQUIRE, UNITS, VARS } from './program-names.js';

/** One function or class of a program, in surroundings of its own. */
export interface Unit {
  readonly id: number;
  readonly fn: AnyFunction;
  readonly source: FunctionSource;
  readonly bindings: ReadonlyMap<string, Binding>;
}

/** A program, and where its functions stand in it: offsets. */
export interface Program {
  readonly source: string;
  readonly unitOffsets: readonly number[];
}

/** A program is an expression: a function of the captured values, the loaders, what the bundle exports and the classes. */
const OPENING = `((${VARS}, ${REQUIRE}, ${IMPORTER}, ${BUNDLE}, ${CLASSES}) => {\n`;

/**
 * The source of a program: an expression that, called with the captured values, a `require`, an `import`, the exports
 * of its bundle and the registered classes, yields the function.
 *
 * Each unit has a block of its own, so that equal names from different places don't meet. Units come in the order
 * in which they can be evaluated (a class after the one it extends); functions that refer to each other in a ring are
 * linked when all exist.
 *
 * @param units in that order; the last one is the function that was sent.
 */
export function writeProgram(units: readonly Unit[], fate: SlotFate): Program {
  const defined = new Set<number>();
  const unitOffsets: number[] = [];
  let source = `${OPENING}const ${UNITS} = [], ${LATE} = [], ${DEFINE} = (id, fn) => { ${UNITS}[id] = fn; };\n`;
  for (const unit of units) {
    source += unitOpening(unit, defined, fate);
    unitOffsets.push(source.length);
    source += `${unit.source.expression});\n})();\n`;
    defined.add(unit.id);
  }
  source += `for (const link of ${LATE}) link();\nreturn ${UNITS}[${units.at(-1)?.id}];\n})`;
  return { source, unitOffsets };
}

/** A program that is nothing but a module's default export. */
export function writeModuleProgram(url: string): Program {
  const fn = `${BUNDLE}.s0`;
  const message = JSON.stringify(`The default export of ${url} is not a function.`);
  const check = `if (typeof ${fn} !== 'function') throw new TypeError(${message});\n`;
  return { source: `${OPENING}${check}return ${fn};\n})`, unitOffsets: [] };
}

function unitOpening(unit: Unit, defined: ReadonlySet<number>, fate: SlotFate): string {
  const lines = ['(() => {'];
  if (unit.source.strict) lines[0] += ' "use strict";';
  const late: string[] = [];
  for (const [name, binding] of unit.bindings) {
    const value = bindingExpression(binding, fate);
    const ready = unitsOf(binding).every((id) => defined.has(id));
    lines.push(ready ? `let ${name} = ${value};` : `let ${name};`);
    if (!ready) late.push(`${name} = ${value};`);
  }
  if (late.length > 0) lines.push(`${LATE}.push(() => { ${late.join(' ')} });`);
  // Not an assignment, which would lend its left side to stack traces as a name.
  return `${lines.join('\n')}\n${DEFINE}(${unit.id}, `;
}
