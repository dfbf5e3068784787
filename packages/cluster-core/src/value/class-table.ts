/** How instances of a class travel. */
export interface ClassCodec<T extends object = object, Data = unknown> {
  /** What an instance is made of: any value that can travel. */
  readonly encode: (instance: T) => Data;
  /** The instance again. */
  readonly decode: (data: Data) => T;
}

/** A class, abstract or not. */
export type AnyClass<T extends object = object> = abstract new (...args: never[]) => T;

/** A class whose instances may travel. */
export interface RegisteredClass extends ClassCodec {
  readonly Class: AnyClass;
}

/** Classes whose instances may travel, by number. */
export class ClassTable {
  readonly #classes: RegisteredClass[] = [];
  readonly #numbers = new Map<unknown, number>();
  #version = 0;

  /** Grows with each change. */
  get version(): number {
    return this.#version;
  }

  /** In the order of their numbers. */
  get all(): readonly RegisteredClass[] {
    return this.#classes;
  }

  /** A class that is known already keeps its number. */
  add(registered: RegisteredClass): void {
    const { Class } = registered;
    const number = this.#numbers.get(Class) ?? this.#classes.length;
    this.#classes[number] = registered;
    this.#numbers.set(Class, number);
    this.#version += 1;
  }

  /** Undefined for a class that is not registered. */
  numberOf(Class: unknown): number | undefined {
    return this.#numbers.get(Class);
  }

  /** The number of the class that an object is a direct instance of. */
  numberOfInstance(value: object): number | undefined {
    if (this.#classes.length === 0) return undefined;
    const Class: unknown = value.constructor;
    const number = this.#numbers.get(Class);
    if (number === undefined) return undefined;
    return Object.getPrototypeOf(value) === (Class as AnyClass).prototype ? number : undefined;
  }
}

/** Those of this program. */
export const registeredClasses: ClassTable = new ClassTable();

const BUILT_IN: ReadonlySet<unknown> = new Set([
  ...[Object, Array, Function, Map, Set, Date, RegExp, Promise, Number, String, Boolean, BigInt, Symbol],
  ...[Error, ArrayBuffer, SharedArrayBuffer, DataView, Buffer, Uint8Array, Float64Array, WeakMap, WeakSet],
]);

/**
 * Lets instances of a class of your own travel, in arguments, results and captured values. The class itself and both
 * functions travel along with every function submitted from then on; nothing has to be installed on workers. Classes derived
 * from it are registered by themselves.
 *
 * @example
 * registerClass(Point, { encode: ({ x, y }) => [x, y], decode: ([x, y]) => new Point(x, y) });
 * @throws TypeError for what is no class of your own, and functions that are none.
 */
export function registerClass<T extends object, Data>(Class: AnyClass<T>, codec: ClassCodec<T, Data>): void {
  if (typeof Class !== 'function' || typeof Class.prototype !== 'object' || BUILT_IN.has(Class)) {
    throw new TypeError('registerClass needs a class of your own: registerClass(Point, { encode, decode }).');
  }
  const { encode, decode } = codec ?? {};
  if (typeof encode !== 'function' || typeof decode !== 'function') {
    throw new TypeError(
      `registerClass(${Class.name}, …) needs two functions: encode(instance), which gives data, and decode(data), which ` +
        'makes the instance again.',
    );
  }
  registeredClasses.add({ Class, encode, decode } as unknown as RegisteredClass);
}
