const kept = new WeakMap<object, string>();

const USE_OPERATORS =
  'inside a task use runOnCluster, submit or the operators that are imported from "zfarm", such as reduce: they go to the cluster ' +
  'the task belongs to';

/**
 * Says that a function or class has its place in programs alone, and so have the instances of the class: shipping refuses it by name.
 *
 * @param remedy what to do instead. Default: what tasks have instead of a cluster handle.
 */
export function keepInProgram(own: object, remedy: string = USE_OPERATORS): void {
  kept.set(own, remedy);
}

/** What to do instead of sending this function, or an instance of a class that stays; undefined if it may be sent. */
export function programOnlyRemedy(own: object): string | undefined {
  const remedy = kept.get(own);
  if (remedy !== undefined || typeof own === 'function') return remedy;
  for (let proto = prototypeOf(own); proto !== null; proto = prototypeOf(proto)) {
    const Class: unknown = Object.getOwnPropertyDescriptor(proto, 'constructor')?.value;
    const found = typeof Class === 'function' ? kept.get(Class) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Names that a task uses are imported where it is written: then only what it uses of the library travels. */
export function isOwnLibrary(specifier: string): boolean {
  return specifier === 'zfarm' || specifier.startsWith('@zfarm/');
}

function prototypeOf(value: object): object | null {
  return Object.getPrototypeOf(value) as object | null;
}
