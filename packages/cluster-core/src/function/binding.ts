import { IMPORT, REQUIRE, UNITS, VARS } from './program-names.js';

/** How a free name gets its value in the shipped program. */
export type Binding =
  /** A captured value, by its place among them. */
  | { readonly kind: 'value'; readonly index: number }
  /** Another function or class that travels along. */
  | { readonly kind: 'unit'; readonly unit: number }
  /** Something every Node has, as an expression. */
  | { readonly kind: 'built-in'; readonly expression: string }
  /** The members used of an imported module. */
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Binding> };

/** The binding as an expression in the program. */
export function bindingExpression(binding: Binding): string {
  switch (binding.kind) {
    case 'value':
      return `${VARS}[${binding.index}]`;
    case 'unit':
      return `${UNITS}[${binding.unit}]`;
    case 'built-in':
      return binding.expression;
    case 'members': {
      const members = [...binding.members].map(
        ([name, member]) => `${JSON.stringify(name)}: ${bindingExpression(member)}`,
      );
      return `{ ${members.join(', ')} }`;
    }
  }
}

/** The functions a binding refers to. */
export function unitsOf(binding: Binding): readonly number[] {
  if (binding.kind === 'unit') return [binding.unit];
  return binding.kind === 'members' ? [...binding.members.values()].flatMap(unitsOf) : [];
}

/** Names that a transformer or CommonJS puts around a function, and what they are in the program. */
export const SCAFFOLDING: Readonly<Record<string, string>> = {
  require: REQUIRE,
  __vite_ssr_dynamic_import__: IMPORT,
};
