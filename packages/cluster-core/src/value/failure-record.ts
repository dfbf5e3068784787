import { types } from 'node:util';
import type { FailureRecord } from '../core/failure.js';
import { encodeValue } from './value-codec.js';

/** Causes told of one error; deeper ones are left out, which also ends a circle. */
const CAUSES_MAX = 8;
/** Characters of a message or stack that travel. */
const TEXT_MAX = 64 * 1024;
const FIELDS_MAX = 64;
const TOLD_APART: readonly string[] = ['name', 'message', 'stack', 'cause'];

/** What becomes of a stack before it travels. */
type StackTidy = (stack: string) => string;

/**
 * What a task threw, as plain data that can travel. Never throws, whatever getters the value may have.
 *
 * @param tidy what becomes of the stacks, of the error and of its causes; they travel as they are unless told otherwise.
 */
export function failureRecord(thrown: unknown, tidy: StackTidy = (stack) => stack): FailureRecord {
  return recordOf(thrown, tidy, 0);
}

function recordOf(thrown: unknown, tidy: StackTidy, depth: number): FailureRecord {
  try {
    return isError(thrown) ? errorRecord(thrown, tidy, depth) : valueRecord(thrown);
  } catch {
    return { name: 'Error', message: 'The task threw something that cannot be looked at.' };
  }
}

function isError(value: unknown): value is Error {
  return types.isNativeError(value) || value instanceof Error;
}

function errorRecord(error: Error, tidy: StackTidy, depth: number): FailureRecord {
  const fields = travellingFields(error);
  const hasCause = error.cause !== undefined && depth < CAUSES_MAX;
  return {
    name: text(error.name),
    message: text(error.message),
    ...(typeof error.stack === 'string' ? { stack: text(tidy(error.stack)) } : {}),
    ...(fields === undefined ? {} : { fields }),
    ...(hasCause ? { cause: recordOf(error.cause, tidy, depth + 1) } : {}),
  };
}

function valueRecord(thrown: unknown): FailureRecord {
  const told = canTravel(thrown) ? thrown : String(thrown);
  return { name: 'NonError', message: `The task threw ${text(String(thrown))}, not an Error.`, thrown: told };
}

function travellingFields(error: Error): Record<string, unknown> | undefined {
  const fields = Object.entries(error)
    .filter(([key, value]) => !TOLD_APART.includes(key) && canTravel(value))
    .slice(0, FIELDS_MAX);
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
}

function canTravel(value: unknown): boolean {
  try {
    encodeValue(value);
    return true;
  } catch {
    return false;
  }
}

function text(value: unknown): string {
  return String(value).slice(0, TEXT_MAX);
}
