import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import os from 'node:os';
import * as path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { isWellFormed } from '../value/plain.js';
import type { AnyFunction } from './function-source.js';
import { reviveFunction } from './revive-function.js';
import { type ShipOptions, shipFunction } from './ship-function.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

const moduleLimit = 3;
const { floor } = Math;

/** Ships and revives in this thread: a fresh function that shares nothing with the first. */
function revive<F extends AnyFunction>(fn: F, options?: ShipOptions): F {
  return reviveFunction(shipFunction(fn, options)) as unknown as F;
}

describe('captured values', () => {
  it('travel from every enclosing scope, with their types', () => {
    const table = new Map([['zero', -0]]);
    const make = (factor: number) => {
      let offset = 1n;
      offset += 1n;
      return (x: number) => [x * factor, offset, table.get('zero'), moduleLimit];
    };
    expect(revive(make(5))(2)).toStrictEqual([10, 2n, -0, 3]);
  });

  it('are a snapshot, taken anew each time', () => {
    let count = 1;
    const read = () => count;
    const first = shipFunction(read);
    count = 2;
    const second = shipFunction(read);
    expect([reviveFunction(first)(), reviveFunction(second)()]).toEqual([1, 2]);
    expect(first.hash).not.toBe(second.hash);
    const bump = () => {
      count += 1;
      return count;
    };
    expect(revive(bump)()).toBe(3);
    expect(count).toBe(2);
  });

  it('are copied, big arrays too, both ways', () => {
    const big = new Float64Array(5000).fill(1);
    const add = (n: number) => {
      big[0] = (big[0] as number) + n;
      return big[0];
    };
    const shipped = shipFunction(add);
    big[0] = 100;
    const revived = reviveFunction(shipped);
    expect([revived(1), revived(1), reviveFunction(shipped)(1)]).toEqual([2, 3, 2]);
    expect(big[0]).toBe(100);
  });

  it('are those of each turn of a loop', () => {
    const readers: (() => number)[] = [];
    for (let turn = 0; turn < 3; turn += 1) readers.push(() => turn);
    expect(readers.map((reader) => revive(reader)())).toEqual([0, 1, 2]);
  });

  it('stay shared between variables that share them', () => {
    const shared = { n: 1 };
    const holder = { inner: shared };
    expect(revive(() => holder.inner === shared)()).toBe(true);
  });

  it('may be undefined where the function copes with that', () => {
    const run = (fallback?: number) => (x: number | undefined) => x ?? fallback;
    expect(revive(run())(undefined)).toBeUndefined();
  });

  it('serve default arguments and destructuring', () => {
    const fallback = 7;
    const fn = ({ a = fallback, ...rest }: { a?: number; b: number }, [first = a] = [] as number[]) => [
      a,
      rest,
      first,
    ];
    expect(revive(fn)({ b: 1 })).toEqual([7, { b: 1 }, 7]);
  });

  it('give equal functions equal hashes, of 32 hex digits', () => {
    const make = (n: number) => () => n;
    const [one, alsoOne, two] = [make(1), make(1), make(2)].map((fn) => shipFunction(fn).hash);
    expect(one).toMatch(/^[\da-f]{32}$/);
    expect(one).toBe(alsoOne);
    expect(one).not.toBe(two);
  });
});

describe('functions and classes that are used', () => {
  it('travel along, recursive ones and rings of them', () => {
    const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1));
    const even = (n: number): boolean => n === 0 || odd(n - 1);
    const odd = (n: number): boolean => n !== 0 && even(n - 1);
    expect(revive((n: number) => [factorial(n), even(n), odd(n)])(5)).toEqual([120, false, true]);
  });

  it('keep to their own scopes where names are equal', () => {
    const limit = 'mine';
    const helper = (() => {
      const limit = 'of the helper';
      return () => limit;
    })();
    expect(revive(() => [limit, helper()])()).toEqual(['mine', 'of the helper']);
  });

  it('come with classes, their parents, statics and private fields', () => {
    class Base {
      static readonly unit = moduleLimit;
      size(): number {
        return floor(2.5);
      }
    }
    class Derived extends Base {
      readonly #extra = 10;
      override size(): number {
        return super.size() + this.#extra + Derived.unit;
      }
    }
    expect(revive(() => new Derived().size())()).toBe(15);
    expect(revive(Derived as unknown as AnyFunction).name).toBe('Derived');
  });

  it('come with parents from other modules', () => {
    class Late extends UnshippableFunctionError {
      override toString(): string {
        return `late ${this.why}`;
      }
    }
    expect(revive(() => String(new Late(['x'], 'why', 'how')))()).toBe('late why');
  });

  it('come from other modules', () => {
    expect(revive((text: string) => isWellFormed(text))('a\ud800')).toBe(false);
  });

  it('may be methods, generators, async, computed by name', async () => {
    const key = 'computed';
    const holder = {
      method(x: number) {
        return x + moduleLimit;
      },
      async *[key](x: number) {
        yield x;
      },
      get doubled() {
        return moduleLimit * 2;
      },
    };
    expect(revive(holder.method)(1)).toBe(4);
    expect(revive(holder.method).name).toBe('method');
    expect(await revive(holder.computed)(9).next()).toEqual({ value: 9, done: false });
    const getter = Object.getOwnPropertyDescriptor(holder, 'doubled')?.get as () => number;
    expect(revive(getter)()).toBe(6);
    function* count(): Generator<number> {
      yield* [1, moduleLimit];
    }
    expect([...revive(count)()]).toEqual([1, 3]);
  });

  it('keep sloppy code sloppy and strict code strict', () => {
    const sloppy = new Function('return this === globalThis') as () => boolean;
    expect(revive(sloppy)()).toBe(true);
    expect(
      revive(function strict(this: unknown) {
        return this === undefined;
      })(),
    ).toBe(true);
  });
});

describe('imports of Node modules', () => {
  it('are found whether named, default or whole', async () => {
    expect(
      revive((s: string) => createHash('sha256').update(s).digest('hex').slice(0, moduleLimit))('x'),
    ).toBe('2d7');
    expect(revive(() => path.join('a', 'b') + os.EOL)()).toBe(path.join('a', 'b') + os.EOL);
    expect(await revive(async () => setTimeout(1, 'slept'))()).toBe('slept');
  });

  it('may stand in the function', async () => {
    expect(await revive(async () => (await import('node:os')).EOL)()).toBe(os.EOL);
  });

  it('include members taken out of globals, and well-known symbols', () => {
    const { iterator } = Symbol;
    const registered = Symbol.for('zfarm.test');
    expect(revive(() => [floor(1.5), iterator, registered])()).toEqual([1, Symbol.iterator, registered]);
  });
});

describe('vars', () => {
  it('win over captured values, and may be functions', () => {
    const rate = 1;
    const shout = (s: string) => s;
    const fn = (s: string) => shout(s) + rate;
    expect(revive(fn, { vars: { rate: 2, shout: (s: string) => s.toUpperCase() } })('a')).toBe('A2');
  });

  it('give a value to what cannot be captured', () => {
    const socket = new Socket();
    expect(revive(() => socket, { vars: { socket: 'a name' } })()).toBe('a name');
  });
});
