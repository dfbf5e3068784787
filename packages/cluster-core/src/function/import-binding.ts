import { createRequire } from 'node:module';
import type { Binding } from './binding.js';
import type { BundleSlot } from './bundle-slot.js';
import type { LocatedImport } from './defining-files.js';
import type { FreeName } from './syntax.js';

type AddSlot = (slot: Omit<BundleSlot, 'chain'>) => number;

/**
 * Binds a name to the export of a package that it stands for.
 *
 * @returns undefined if that cannot be told: then the name is captured like any variable.
 */
export function bindImport(
  origin: LocatedImport,
  value: unknown,
  free: FreeName,
  add: AddSlot,
): Binding | undefined {
  const { folder, specifier, kind, member } = origin;
  if (kind === 'require') return bindRequired(origin, value, free, add);
  const slotOf = (name: string | undefined): Binding => {
    return { kind: 'imported', slot: add({ folder, specifier, kind, member: name }), member: undefined };
  };
  // Of a module used as a whole everything is needed; else only the exports named, and the bundler drops the rest.
  if (member !== undefined || free.members === undefined) return slotOf(member);
  return { kind: 'members', members: new Map(free.members.map((name) => [name, slotOf(name)])) };
}

/**
 * Transformers put helpers of many kinds around `require`, and what these yield is told by identity: the module has
 * been loaded, so to require it again gives the same one.
 */
function bindRequired(
  { folder, specifier }: LocatedImport,
  value: unknown,
  free: FreeName,
  add: AddSlot,
): Binding | undefined {
  const module = required(folder, specifier);
  const memberOf = (candidate: unknown, hint: string): string | undefined => {
    const members = membersOf(module);
    return members.get(hint) === candidate ? hint : [...members].find(([, its]) => its === candidate)?.[0];
  };
  const slot = (): number => add({ folder, specifier, kind: 'require', member: undefined });
  const bound = (candidate: unknown, hint: string): Binding | undefined => {
    if (candidate === module) return { kind: 'imported', slot: slot(), member: undefined };
    const member = memberOf(candidate, hint);
    return member === undefined ? undefined : { kind: 'imported', slot: slot(), member };
  };
  const whole = bound(value, free.name);
  if (whole !== undefined || typeof value !== 'object' || value === null) return whole;
  const wrapper = value as Record<string, unknown>;
  const members = new Map<string, Binding>();
  for (const name of free.members ?? Object.keys(wrapper)) {
    const member = bound(wrapper[name], name);
    if (member === undefined) return undefined;
    members.set(name, member);
  }
  return { kind: 'members', members };
}

/** The module as the program has it. One that is not loaded yet stays so: undefined. */
function required(folder: string, specifier: string): unknown {
  const require = createRequire(`${folder}/`);
  try {
    return require.cache[require.resolve(specifier)]?.exports as unknown;
  } catch {
    return undefined;
  }
}

function membersOf(module: unknown): ReadonlyMap<string, unknown> {
  const members = new Map<string, unknown>();
  if ((typeof module !== 'object' && typeof module !== 'function') || module === null) return members;
  for (const name of Object.keys(module)) members.set(name, (module as Record<string, unknown>)[name]);
  return members;
}
