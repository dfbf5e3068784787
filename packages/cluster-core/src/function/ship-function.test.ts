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

describe('refusals', () => {
  const socket = new Socket();
  const helper = () => socket;
  const config = { hooks: { onDone: () => 1 } };
  const bytes = new Uint8Array(33 * 1024 * 1024);
  const memo = Object.assign((n: number) => n, { cache: new Map() });
  const isLate = () => late();
  const tooEarly = (): unknown => shipFunction(isLate);
  let early: unknown;
  try {
    tooEarly();
  } catch (error) {
    early = error;
  }
  const late = () => 1;
  class Vault {
    readonly #key = 1;
    open(): number {
      return this.#key;
    }
    plain(): unknown {
      return this;
    }
  }

  const cases: [string, AnyFunction, RegExp][] = [
    [
      'a chain to a socket',
      () => helper(),
      /\(fn → helper → socket\): "socket" is an instance of Socket.*vars/,
    ],
    ['a function in an object', () => config, /fn → config\.hooks\.onDone.*a variable of its own/],
    ['big values', () => bytes, /\(fn → bytes\): it captures 34 MiB.*"bytes" alone has 34 MiB.*argument/],
    ['own properties', (n: number) => memo(n), /fn → memo.*properties of its own \(cache\)/],
    ['native functions', Math.max, /native function \(max\).*arrow function/],
    ['bound functions', helper.bind(null), /bound function/],
    ['proxies', new Proxy(helper, {}), /Proxy/],
    ['private names', Vault.prototype.open, /this/],
    ['the this of a method', Vault.prototype.plain, /"this"/],
    ['import.meta', () => import.meta.url, /import\.meta|__vite_ssr_import_meta__/],
    ['a name nobody defined', new Function('return nowhere') as AnyFunction, /"nowhere" is not defined/],
  ];

  it.each(cases)('name %s', (_, fn, message) => {
    expect(() => shipFunction(fn)).toThrow(UnshippableFunctionError);
    expect(() => shipFunction(fn)).toThrow(message);
  });

  it('name a variable that has no value yet', () => {
    expect(early).toBeInstanceOf(UnshippableFunctionError);
    expect((early as UnshippableFunctionError).chain).toEqual(['isLate', 'late']);
    expect((early as Error).message).toContain('further down');
    expect(revive(isLate)()).toBe(1);
    expect(late()).toBe(1);
  });

  it('name the this and the arguments of the surroundings', () => {
    function outer(this: unknown): AnyFunction[] {
      // biome-ignore lint/complexity/noArguments: the point of the test
      return [() => this, () => arguments.length];
    }
    const [self, args] = outer.call(null);
    expect(() => shipFunction(self as AnyFunction)).toThrow(/"this" of its surroundings/);
    expect(() => shipFunction(args as AnyFunction)).toThrow(/"arguments" of its surroundings/);
  });

  it('name a global of the program', () => {
    Reflect.set(globalThis, 'ownGlobal', 1);
    try {
      expect(() => shipFunction(new Function('return ownGlobal') as AnyFunction)).toThrow(
        /global variable of your program/,
      );
    } finally {
      Reflect.deleteProperty(globalThis, 'ownGlobal');
    }
    expect(revive(new Function('return typeof ownGlobal') as () => string)()).toBe('undefined');
  });

  it('leave nothing on the global object and keep no closure', () => {
    const before = Object.keys(globalThis).length;
    revive(() => moduleLimit);
    expect(Object.keys(globalThis)).toHaveLength(before);
  });
});

describe('reviveFunction', () => {
  it('refuses what does not match its hash', () => {
    const shipped = shipFunction(() => moduleLimit);
    expect(() => reviveFunction({ ...shipped, source: shipped.source.replace('=>', '=> 4 +') })).toThrow(
      /hash/,
    );
  });

  it('requires modules of Node only', () => {
    const fn = revive(new Function('return require("left-pad")') as () => unknown, {});
    expect(fn).toThrow(/only modules of Node itself.*left-pad/);
  });

  it('puts the name of the function into stack traces', () => {
    const failing = () => {
      throw new Error('here');
    };
    try {
      revive(failing)();
      expect.unreachable();
    } catch (error) {
      expect((error as Error).stack).toMatch(/failing \(zfarm:failing:/);
    }
  });
});
