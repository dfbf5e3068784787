import { describe, expect, it } from 'vitest';
import { failureRecord } from './failure-record.js';

describe('failure record', () => {
  it('tells name, message, stack, own fields and cause of an error', () => {
    const error = Object.assign(new TypeError('no', { cause: new Error('why') }), {
      code: 'E',
      inner: { n: 1n },
    });
    expect(failureRecord(error)).toMatchObject({
      name: 'TypeError',
      message: 'no',
      stack: error.stack,
      fields: { code: 'E', inner: { n: 1n } },
      cause: { name: 'Error', message: 'why' },
    });
  });

  it('leaves out fields that cannot travel', () => {
    expect(failureRecord(Object.assign(new Error('x'), { close: () => {}, ok: 1 })).fields).toEqual({
      ok: 1,
    });
  });

  it('ends a circle of causes', () => {
    const error = new Error('a');
    error.cause = error;
    let depth = 0;
    for (let at = failureRecord(error).cause; at !== undefined; at = at.cause) depth += 1;
    expect(depth).toBe(8);
  });

  it('tells what was thrown that is no error, by itself or by its text', () => {
    expect(failureRecord({ a: 1 })).toMatchObject({ name: 'NonError', thrown: { a: 1 } });
    expect(failureRecord(undefined)).toMatchObject({ name: 'NonError', thrown: undefined });
    expect(failureRecord(Symbol('s'))).toMatchObject({ name: 'NonError', thrown: 'Symbol(s)' });
  });

  it('survives an error that fights being looked at', () => {
    const hostile = Object.defineProperty(new Error('x'), 'message', {
      get() {
        throw new Error('hands off');
      },
    });
    expect(failureRecord(hostile).message).toContain('cannot be looked at');
  });
});
