import type { FailureRecord } from '../core/failure.js';

const ERROR_CLASSES: ReadonlyMap<string, new (message: string) => Error> = new Map(
  [Error, EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map((Class) => [
    Class.name,
    Class,
  ]),
);

/** Causes deeper than this are left out: the record is another machine's word. */
const CAUSES_MAX = 32;

/**
 * What a remote function threw: an Error of its built-in class, or, where it threw something else, that.
 *
 * @param stackAtHome what becomes of the remote stacks, of the error and of its causes.
 */
export function reviveFailure(record: FailureRecord, stackAtHome: (stack: string) => string): unknown {
  return 'thrown' in record ? record.thrown : reviveError(record, stackAtHome, CAUSES_MAX);
}

function reviveError(
  record: FailureRecord,
  stackAtHome: (stack: string) => string,
  causesLeft: number,
): Error {
  const name = textOr(record.name, 'Error');
  const message = textOr(record.message, '');
  const Class = ERROR_CLASSES.get(name) ?? Error;
  const error = new Class(message);
  for (const [key, value] of Object.entries(record.fields ?? {})) define(error, key, value, true);
  if (error.name !== name) define(error, 'name', name, false);
  define(error, 'stack', stackAtHome(textOr(record.stack, `${name}: ${message}`)), false);
  if (typeof record.cause === 'object' && record.cause !== null && causesLeft > 0) {
    const cause = record.cause;
    const revived = 'thrown' in cause ? cause.thrown : reviveError(cause, stackAtHome, causesLeft - 1);
    define(error, 'cause', revived, false);
  }
  return error;
}

/** Defined, not assigned: a key such as `__proto__` must not reach the prototype. */
function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, writable: true, configurable: true });
}

function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}
