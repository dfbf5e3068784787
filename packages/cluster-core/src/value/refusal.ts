import { programOnlyRemedy } from '../task/program-only.js';
import { UnshippableValueError } from './unshippable-value-error.js';

/** How the reason ends for what has no meaning outside of the program that made it. */
export const STAYS = 'that stays in its program';

const PASS_DATA = 'pass the data that it stands for, and make a new one inside the function';

/** Built-in classes whose instances mean nothing elsewhere, with the remedy. */
const REMEDIES: Readonly<Record<string, string>> = {
  Promise: 'await it first and pass the result',
  WeakMap: 'pass a Map',
  WeakSet: 'pass a Set',
  WeakRef: 'pass what it refers to',
  Generator: 'pass an array of its items',
  AsyncGenerator: 'collect its items first and pass them as an array',
  Blob: 'pass the bytes: new Uint8Array(await blob.arrayBuffer())',
  URL: 'pass url.href, a string',
  URLSearchParams: 'pass its text: String(params)',
  Headers: 'pass its entries: [...headers]',
  AbortController: 'use the signal of taskContext() inside the function',
  AbortSignal: 'use the signal of taskContext() inside the function',
  AsyncLocalStorage: 'pass what it holds: storage.getStore()',
  FileHandle: 'pass the path, and open the file inside the function',
  Timeout: 'start the timer inside the function',
  Immediate: 'start it inside the function',
};

/** The error for a value that nothing can carry: what it is, where, and what to do instead. */
export function refuse(value: unknown, path: string, detail?: 'detached' | 'ring'): UnshippableValueError {
  if (detail === 'detached') {
    return new UnshippableValueError(
      path,
      'a detached buffer',
      'pass it before it is transferred, or a copy of it',
    );
  }
  if (typeof value === 'function') {
    const what = value.name === '' ? 'a function' : `the function "${value.name}"`;
    return new UnshippableValueError(
      path,
      what,
      'pass data only, and let the function that is sent do the calling',
    );
  }
  if (typeof value === 'symbol') {
    return new UnshippableValueError(path, `a symbol (${String(value)})`, 'pass a string');
  }
  if (value === process.env) {
    return new UnshippableValueError(
      path,
      'the environment of this process',
      'read what you need of it into a variable',
    );
  }
  const name = className(value as object);
  const stays = programOnlyRemedy(value as object);
  if (stays !== undefined) return new UnshippableValueError(path, `an instance of ${name} ${STAYS}`, stays);
  const remedy = Object.hasOwn(REMEDIES, name) ? REMEDIES[name] : undefined;
  if (detail === 'ring') {
    const why = `an instance of ${name} whose encoded data leads back to itself,`;
    return new UnshippableValueError(path, why, `leave the way back out in the "encode" of ${name}`);
  }
  const own =
    `pass a plain object with its fields, and make the ${name} of it inside the function; or register the class: ` +
    `registerClass(${name}, { encode, decode })`;
  return new UnshippableValueError(
    path,
    `an instance of ${name}`,
    remedy ?? (isUserClass(value) ? own : PASS_DATA),
  );
}

function className(value: object): string {
  const Class = value.constructor;
  if (typeof Class === 'function' && Class.name !== '' && Class !== Object) return Class.name;
  const tag = Object.prototype.toString.call(value).slice(8, -1);
  return tag === 'Object' ? 'a class without a name' : tag;
}

/** The program's own: those of Node.js that are globals are no less classes. */
function isUserClass(value: unknown): boolean {
  const Class = (value as object).constructor;
  if (typeof Class !== 'function' || Reflect.get(globalThis, Class.name) === Class) return false;
  return /^class\b/.test(Function.prototype.toString.call(Class));
}
