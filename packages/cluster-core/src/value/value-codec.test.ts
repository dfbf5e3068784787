import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Payload, payloadBytes } from './payload.js';
import { UnshippableValueError } from './unshippable-value-error.js';
import { decodeValue, encodeValue } from './value-codec.js';

/** Encodes, moves the bytes as a network would, decodes. */
function travel(value: unknown): unknown {
  const { head, frames } = encodeValue(value);
  return decodeValue({ head: head.slice(), frames: frames.map((frame) => frame.slice()) });
}

const key = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toJSON', '__keys__', 'length', '\ud800'),
);

const leaf = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.boolean(),
  fc.constantFrom(null, undefined, -0, Number.NaN, Number.NEGATIVE_INFINITY, 'a\udc00b', '', 2 ** 53),
  // Two invalid dates are not equal to Node's comparison: they have a test of their own.
  fc.date({ noInvalidDate: true }),
  fc.constantFrom(/a+/giu, /[/]\n/y, Object(1), Object('s'), Object(false), Object(10n)),
  fc.uint8Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
  fc.bigInt64Array({ maxLength: 5 }),
  fc.uint8Array().map((bytes) => bytes.slice().buffer),
  fc.constantFrom(5000, 4096).map((length) => new Uint16Array(length).fill(7)),
  fc.array(fc.double(), { minLength: 60, maxLength: 90 }),
  fc
    .tuple(
      fc.constantFrom(Error, RangeError, TypeError),
      fc.string(),
      fc.dictionary(fc.string(), fc.integer()),
    )
    .map(([Class, message, fields]) => Object.assign(new Class(message, { cause: fields }), { message })),
);

/** Any value structuredClone takes, with references shared within it and cycles back to its outer parts. */
const value = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('container')),
  container: fc.oneof(
    fc.array(tie('value'), { maxLength: 8 }),
    fc.sparseArray(tie('value'), { maxLength: 30, maxNumElements: 5 }),
    fc.dictionary(key, tie('value'), { maxKeys: 6, noNullPrototype: false }),
    fc.array(fc.tuple(tie('value'), tie('value')), { maxLength: 5 }).map((entries) => new Map(entries)),
    fc.array(tie('value'), { maxLength: 5 }).map((items) => new Set(items)),
    tie('value').map((shared) => [shared, { again: shared }, shared]),
    tie('value').map((inner) => {
      const ring: Record<string, unknown> = { inner };
      ring['self'] = [ring];
      return ring;
    }),
  ),
})).value;

/** The positions in a walk at which the same object turns up again: two values of one shape share alike or they differ. */
function sharing(root: unknown): number[] {
  const order = new Map<object, number>();
  const met: number[] = [];
  const visit = (item: unknown): void => {
    if (typeof item !== 'object' || item === null) return;
    const known = order.get(item);
    met.push(known ?? order.set(item, order.size).size - 1);
    if (known !== undefined) return;
    if (item instanceof Map || item instanceof Set) for (const entry of item.entries()) entry.forEach(visit);
    else if (!ArrayBuffer.isView(item)) Object.values(item).forEach(visit);
  };
  visit(root);
  return met;
}

describe('encodeValue and decodeValue', () => {
  it('agree with structuredClone on any value, in types, values and sharing', () => {
    fc.assert(
      fc.property(value, (original) => {
        const clone = structuredClone(original);
        const travelled = travel(original);
        expect(isDeepStrictEqual(travelled, clone)).toBe(true);
        expect(sharing(travelled)).toEqual(sharing(clone));
        // And the other way: what came back is a value that can be cloned and sent again.
        expect(isDeepStrictEqual(travel(structuredClone(travelled)), clone)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('read each getter once, also where a value cannot be packed as it is', () => {
    for (const beside of [1, -0, new Map(), [[{ deep: 1n }]]]) {
      let reads = 0;
      const counted = {
        get first(): number {
          reads += 1;
          return reads;
        },
        beside,
        get inner(): object {
          reads += 1;
          return { reads };
        },
      };
      const list = [{ counted }, counted];
      const revived = travel(list) as { counted: unknown }[];
      expect(reads).toBe(2);
      expect(revived[0]?.counted).toBe(revived[1]);
      expect(revived[1]).toEqual({ first: 1, beside, inner: { reads: 2 } });
    }
  });

  it('keep a Buffer a Buffer, shared memory shared memory, and show no neighbours of a view', () => {
    const pooled = Buffer.from('hello');
    const revived = travel({ pooled, again: pooled }) as { pooled: Buffer; again: Buffer };
    expect(Buffer.isBuffer(revived.pooled)).toBe(true);
    expect(revived.pooled.toString()).toBe('hello');
    expect(revived.again).toBe(revived.pooled);
    expect(revived.pooled.buffer.byteLength).toBe(5);
    const shared = new SharedArrayBuffer(8);
    new Uint8Array(shared).fill(3);
    const copy = travel(shared) as SharedArrayBuffer;
    expect(copy).toBeInstanceOf(SharedArrayBuffer);
    expect(copy).not.toBe(shared);
    expect([...new Uint8Array(copy)]).toEqual([3, 3, 3, 3, 3, 3, 3, 3]);
    expect(travel(new DataView(new ArrayBuffer(9), 2, 3))).toEqual(new DataView(new ArrayBuffer(3)));
  });

  it('send big binary parts as views on the caller memory, and use whole frames in place', () => {
    const floats = new Float64Array(10_000).fill(1.5);
    const payload = encodeValue({ floats: floats.subarray(1), note: 'x' });
    expect(payload.frames).toHaveLength(1);
    expect(payload.frames[0]?.buffer).toBe(floats.buffer);
    expect(payload.head.byteLength).toBeLessThan(100);
    expect(payloadBytes(payload)).toBe(payload.head.byteLength + 79_992);
    const frame = (payload.frames[0] as Uint8Array).slice();
    const whole = decodeValue({ head: payload.head, frames: [frame] }) as { floats: Float64Array };
    expect(whole.floats.buffer).toBe(frame.buffer);
    const misaligned = Buffer.concat([Buffer.alloc(3), frame]).subarray(3);
    const copied = decodeValue({ head: payload.head, frames: [misaligned] }) as { floats: Float64Array };
    expect(copied.floats).toEqual(floats.subarray(1));
  });

  it('give each head an ArrayBuffer of its own', () => {
    for (const item of ['x', { a: 1 }, new Map([[1, 2]]), 'y'.repeat(100_000)]) {
      const { head } = encodeValue(item);
      expect(head.byteOffset).toBe(0);
      expect(head.buffer.byteLength).toBe(head.byteLength);
    }
  });

  it('turn getters into the values they had', () => {
    const withGetter = {
      get now(): number {
        return 5;
      },
    };
    expect(Object.getOwnPropertyDescriptor(travel(withGetter), 'now')?.value).toBe(5);
  });

  it('keep an invalid date one', () => {
    const revived = travel([new Date(Number.NaN)]) as [Date];
    expect(revived[0]).toBeInstanceOf(Date);
    expect(revived[0].getTime()).toBeNaN();
  });

  it('refuse what is bigger than a receiver takes, by name', () => {
    const halves = [1, 2].map(() => new Uint8Array(600 * 1024 * 1024));
    expect(() => encodeValue(halves, 'the scan')).toThrow(
      /the scan is 1201 MiB long when encoded, more than 1024 MiB.*send it in parts/,
    );
  });

  it('take any depth', () => {
    let chain: { next: unknown } = { next: null };
    for (let depth = 0; depth < 100_000; depth += 1) chain = { next: chain };
    let walk = travel(chain) as { next: unknown } | null;
    let depth = 0;
    for (; walk !== null; depth += 1) walk = walk.next as { next: unknown } | null;
    expect(depth).toBe(100_001);
  });

  it('never pollute a prototype', () => {
    const evil = JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}');
    const revived = travel(evil) as object;
    expect(Object.getPrototypeOf(revived)).toBe(Object.prototype);
    expect(Object.hasOwn(revived, '__proto__')).toBe(true);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('turn an object without prototype into a plain one', () => {
    const bare = Object.assign(Object.create(null), { a: 1 });
    expect(Object.getPrototypeOf(travel(bare))).toBe(Object.prototype);
  });
});

describe('errors', () => {
  class QuotaError extends RangeError {
    override readonly name = 'QuotaError';
    readonly limit = 5;
    readonly usage = new Map([['disk', 9n]]);
  }

  it('keep class, message, stack, cause and own fields', () => {
    const original = new QuotaError('too much', { cause: new TypeError('deep') });
    const revived = travel(original) as QuotaError;
    expect(revived).toBeInstanceOf(RangeError);
    expect(revived.message).toBe('too much');
    expect(revived.name).toBe('QuotaError');
    expect(revived.stack).toBe(original.stack);
    expect(revived.cause).toBeInstanceOf(TypeError);
    expect((revived.cause as Error).message).toBe('deep');
    expect(revived.limit).toBe(5);
    expect(revived.usage.get('disk')).toBe(9n);
    expect(Object.keys(revived)).not.toContain('stack');
  });

  it('keep a name that the class has on its prototype', () => {
    class Late extends Error {}
    Late.prototype.name = 'Late';
    expect((travel(new Late('x')) as Error).name).toBe('Late');
  });

  it('keep AggregateError and DOMException', () => {
    const many = travel(new AggregateError([new Error('a'), 2], 'both')) as AggregateError;
    expect(many).toBeInstanceOf(AggregateError);
    expect((many.errors[0] as Error).message).toBe('a');
    const aborted = travel(new DOMException('stop', 'AbortError')) as DOMException;
    expect(aborted).toBeInstanceOf(DOMException);
    expect(aborted.name).toBe('AbortError');
  });
});

describe('refusals', () => {
  class Account {
    readonly owner = 'me';
  }
  class Words extends Array<string> {}
  class Bytes extends Uint8Array {}

  it.each([
    [{ config: { onDone: () => 1 } }, 'job.config.onDone', 'the function "onDone"', 'data only'],
    [[0, Symbol('tag')], 'job[1]', 'a symbol (Symbol(tag))', 'string'],
    [{ list: [new Account()] }, 'job.list[0]', 'an instance of Account', 'plain object'],
    [new Map([['k', new WeakMap()]]), 'job.get("k")', 'an instance of WeakMap', 'Map'],
    [{ 'odd key': Promise.resolve() }, 'job["odd key"]', 'an instance of Promise', 'await'],
    [new Words('a'), 'job', 'an instance of Words', 'plain object'],
    [new Bytes(3), 'job', 'an instance of Bytes', 'plain object'],
    [new Set([new URL('http://localhost')]), 'job (entry 0)', 'an instance of URL', 'href'],
    [
      Object.assign(new Error('x'), { socket: new Account() }),
      'job.socket',
      'an instance of Account',
      'field',
    ],
  ])('name path, reason and remedy (%#)', (bad, path, why, remedy) => {
    const attempt = (): Payload => encodeValue(bad, 'job');
    expect(attempt).toThrow(UnshippableValueError);
    try {
      attempt();
    } catch (error) {
      const refusal = error as UnshippableValueError;
      expect(refusal.path).toBe(path);
      expect(refusal.why).toContain(why);
      expect(refusal.message).toContain(remedy);
    }
  });

  it('refuse a detached buffer', () => {
    const gone = new Uint8Array(8);
    structuredClone(gone, { transfer: [gone.buffer] });
    expect(() => encodeValue({ gone })).toThrow(/the value\.gone is a detached buffer/);
  });
});
