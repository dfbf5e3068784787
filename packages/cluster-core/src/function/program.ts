import { type Binding, bindingExpression, unitsOf } from './binding.js';
import { IMPORT, LATE, REQUIRE, UNITS, VARS } from './program-names.js';

/** One function or class of a program, in surroundings of its own. */
export interface Unit {
  readonly id: number;
  readonly expression: string;
  readonly strict: boolean;
  readonly bindings: ReadonlyMap<string, Binding>;
}

/**
 * The source of a program: an expression that, called with the captured values, a `require` and an
 * `import`, yields the function.
 *
 * Each unit has a block of its own, so that equal names from different places don't meet. Units come in the order
 * in which they can be evaluated (a class after the one it extends); functions that refer to each other in a ring are
 * linked when all exist.
 *
 * @param units in that order; the last one is the function that was sent.
 */
export function programSource(units: readonly Unit[]): string {
  const defined = new Set<number>();
  const blocks = units.map((unit) => {
    const block = unitBlock(unit, defined);
    defined.add(unit.id);
    return block;
  });
  return [
    `((${VARS}, ${REQUIRE}, ${IMPORT}) => {`,
    `const ${UNITS} = [], ${LATE} = [];`,
    ...blocks,
    `for (const link of ${LATE}) link();`,
    `return ${UNITS}[${units.at(-1)?.id}];`,
    '})',
  ].join('\n');
}

function unitBlock(unit: Unit, defined: ReadonlySet<number>): string {
  const lines = ['(() => {'];
  if (unit.strict) lines[0] += ' "use strict";';
  const late: string[] = [];
  for (const [name, binding] of unit.bindings) {
    const value = bindingExpression(binding);
    const ready = unitsOf(binding).every((id) => defined.has(id));
    lines.push(ready ? `let ${name} = ${value};` : `let ${name};`);
    if (!ready) late.push(`${name} = ${value};`);
  }
  if (late.length > 0) lines.push(`${LATE}.push(() => { ${late.join(' ')} });`);
  lines.push(`${UNITS}[${unit.id}] = ${unit.expression};`, '})();');
  return lines.join('\n');
}
