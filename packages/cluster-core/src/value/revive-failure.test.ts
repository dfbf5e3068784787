import { expect, test } from 'vitest';
import { reviveFailure } from './revive-failure.js';

const asItIs = (stack: string): string => stack;

test('an error comes back in its built-in class with message, stack, fields and causes', () => {
  const revived = reviveFailure(
    {
      name: 'TypeError',
      message: 'no',
      stack: 'TypeError: no\n    at far.ts:3:4',
      fields: { code: 'E_NO' },
      cause: { name: 'RangeError', message: 'deeper', cause: { name: 'Error', message: '', thrown: 42 } },
    },
    (stack) => stack.replace('far', 'near'),
  ) as TypeError & { code: string };
  expect(revived).toBeInstanceOf(TypeError);
  expect(revived).toMatchObject({ name: 'TypeError', message: 'no', code: 'E_NO' });
  expect(revived.stack).toBe('TypeError: no\n    at near.ts:3:4');
  expect(revived.cause).toBeInstanceOf(RangeError);
  expect((revived.cause as Error).cause).toBe(42);
});

test('an error of a class unknown here is an Error of that name', () => {
  const revived = reviveFailure({ name: 'DatabaseError', message: 'gone' }, asItIs) as Error;
  expect(revived.constructor).toBe(Error);
  expect(String(revived)).toBe('DatabaseError: gone');
});

test('a record that lies about its fields does no harm', () => {
  const record = {
    name: 1,
    message: null,
    stack: {},
    fields: JSON.parse('{"__proto__": {"a": 1}}'),
  } as never;
  const revived = reviveFailure(record, asItIs) as Error;
  expect(revived).toBeInstanceOf(Error);
  expect(Object.getPrototypeOf(revived)).toBe(Error.prototype);
  const round: { name: string; message: string; cause?: unknown } = { name: 'Error', message: 'round' };
  round.cause = round;
  expect(reviveFailure(round as never, asItIs)).toBeInstanceOf(Error);
});
