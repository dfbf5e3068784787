import { BUNDLE, CLASSES, IMPORTER, REQUIRE, UNITS, VARS } from './program-names.js';

/** How a free name gets its value in the shipped program. */
export type Binding =
  /** A captured value, by its place among them. */
  | { readonly kind: 'value'; readonly index: number }
  /** Another function or class that travels along. */
  | { readonly kind: 'unit'; readonly unit: number }
  /** Something every Node has, as an expression. */
  | { readonly kind: 'built-in'; readonly expression: string }
  /** The members used of an imported module. */
  | { readonly kind: 'members'; readonly members: ReadonlyMap<string, Binding> }
  /** An import from a package, by its slot in the bundle; a member of it where the slot is a whole CommonJS module. */
  | { readonly kind: 'imported'; readonly slot: number; readonly member: string | undefined }
  /** A class given to `registerClass`, by its number. */
  | { readonly kind: 'registered'; readonly number: number }
  /**
   * `import(...)` or `require(...)`, with the slots of the specifiers that were bundled; of one that is sent on from where
   * it was sent to, also with what the worker is asked for instead.
   */
  | { readonly kind: 'loader'; readonly base: Loader; readonly slots: ReadonlyMap<string, number | string> };

export type Loader = typeof IMPORTER | typeof REQUIRE;

/** What became of a slot: undefined when it is in the bundle, else what the worker is asked for instead. */
export type SlotFate = (slot: number) => string | undefined;

/** The binding as an expression in the program. */
export function bindingExpression(binding: Binding, fate: SlotFate): string {
  switch (binding.kind) {
    case 'value':
      return `${VARS}[${binding.index}]`;
    case 'unit':
      return `${UNITS}[${binding.unit}]`;
    case 'built-in':
      return binding.expression;
    case 'members': {
      const members = [...binding.members].map(
        ([name, member]) => `${JSON.stringify(name)}: ${bindingExpression(member, fate)}`,
      );
      // Known for a module by who sends the function on from there.
      return `{ [Symbol.toStringTag]: 'Module', ${members.join(', ')} }`;
    }
    case 'imported': {
      const member = binding.member === undefined ? '' : `[${JSON.stringify(binding.member)}]`;
      return slotExpression(binding.slot) + member;
    }
    case 'registered':
      return `${CLASSES}[${binding.number}]`;
    case 'loader':
      return loaderExpression(binding.base, binding.slots, fate);
  }
}

function slotExpression(slot: number): string {
  return `${BUNDLE}.s${slot}`;
}

/** The loaders of programs: by their text, those who send functions on know them. */
export const LOADER_TEXTS: Readonly<Record<Loader, string>> = {
  [IMPORTER]: loaderText(IMPORTER),
  [REQUIRE]: loaderText(REQUIRE),
};

function loaderText(base: Loader): string {
  const load = `typeof known[name] === 'string' ? ${base}(known[name]) : known[name]()`;
  return `(name, ...rest) => Object.hasOwn(known, name) ? ${load} : ${base}(name, ...rest)`;
}

function loaderExpression(base: Loader, slots: ReadonlyMap<string, number | string>, fate: SlotFate): string {
  const known = [...slots].map(([specifier, slot]) => {
    const instead = typeof slot === 'string' ? slot : fate(slot);
    const load = instead === undefined ? slotExpression(Number(slot)) : JSON.stringify(instead);
    return `${JSON.stringify(specifier)}: ${load}`;
  });
  return `((known) => ${LOADER_TEXTS[base]})({ ${known.join(', ')} })`;
}

/** The functions a binding refers to. */
export function unitsOf(binding: Binding): readonly number[] {
  if (binding.kind === 'unit') return [binding.unit];
  return binding.kind === 'members' ? [...binding.members.values()].flatMap(unitsOf) : [];
}

/** Names that a transformer or CommonJS puts around a function, and the loaders they stand for. */
export const LOADER_NAMES: Readonly<Record<string, Loader>> = {
  require: REQUIRE,
  __vite_ssr_dynamic_import__: IMPORTER,
};
