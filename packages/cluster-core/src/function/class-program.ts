import { ClassTable, type RegisteredClass } from '../value/class-table.js';
import type { AnyFunction } from './function-source.js';

/** What the registered classes are called in messages and stack traces. */
export const CLASSES_NAME = 'registerClass';

/**
 * A function that yields the registered classes, and the values of its variables. `decode` and `encode` come first: where
 * they use a class that is imported from a package, that tells where the class is from.
 */
export function classesFunction(classes: readonly RegisteredClass[]): {
  readonly fn: AnyFunction;
  readonly vars: Readonly<Record<string, unknown>>;
} {
  const vars: Record<string, unknown> = {};
  const entries = classes.map(({ Class, encode, decode }, number) => {
    const [decodeName, encodeName, className] = ['decode', 'encode', 'class'].map(
      (role) => `${role}_of_${Class.name.replaceAll(/\W/g, '_')}_${number}`,
    ) as [string, string, string];
    Object.assign(vars, { [decodeName]: decode, [encodeName]: encode, [className]: Class });
    return `{ decode: ${decodeName}, encode: ${encodeName}, Class: ${className} }`;
  });
  return { fn: new Function(`return [${entries.join(', ')}];`) as AnyFunction, vars };
}

/** The classes as they were registered, in another thread. */
export function classTable(classes: unknown): ClassTable {
  const table = new ClassTable();
  for (const registered of classes as readonly RegisteredClass[]) table.add(registered);
  return table;
}
