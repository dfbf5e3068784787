import { deepStrictEqual, strictEqual } from 'node:assert';

/** Prints an answer, and fails unless it is the right one. */
export function equal(name, answer, expected) {
  strictEqual(answer, expected, name);
  console.log(`${name} = ${String(answer)}`);
}

/** The same for objects. */
export function same(name, answer, expected) {
  deepStrictEqual(answer, expected, name);
  console.log(`${name} =`, answer);
}
