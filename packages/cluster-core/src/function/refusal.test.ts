import { createSecretKey } from 'node:crypto';
import { readFile } from 'node:fs';
import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { keepInProgram } from '../task/program-only.js';
import type { AnyFunction } from './function-source.js';
import { reviveFunction } from './revive-function.js';
import { shipFunction } from './ship-function.js';
import { UnshippableFunctionError } from './unshippable-function-error.js';

/** Ships and revives in this thread: a fresh function that shares nothing with the first. */
function revive<F extends AnyFunction>(fn: F): F {
  return reviveFunction(shipFunction(fn)) as unknown as F;
}

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

  const weak = new WeakMap();
  const readable = new Readable();
  const key = createSecretKey(Buffer.from('0123'));
  const promise = Promise.resolve(1);
  const readText = promisify(readFile);
  const encoder = new TextEncoder();
  const { signal } = new AbortController();
  const environment = process.env;
  const vault = new Vault();
  const data = { list: [1, { at: socket }] };
  const holder = {
    usesSuper() {
      return super.toString();
    },
  };

  const cases: [string, AnyFunction, RegExp][] = [
    [
      'a chain to a socket',
      () => helper(),
      /\(fn → helper → socket\): "socket" is an instance of Socket.*vars/,
    ],
    ['a function in an object', () => config, /fn → config\.hooks\.onDone.*a variable of its own/],
    ['big values', () => bytes, /\(fn → bytes\): it captures 34 MiB.*"bytes" alone has 34 MiB.*argument/],
    ['own properties', (n: number) => memo(n), /fn → memo.*properties of its own \(cache\)/],
    ['weak maps', () => weak.has(socket), /\(fn → weak\): "weak" is a WeakMap|instance of WeakMap/],
    ['streams', () => readable, /\(fn → readable\): "readable" is an instance of Readable.*argument/],
    ['a native handle', () => key.type, /\(fn → key\).*instance of SecretKeyObject/],
    [
      'what Node has made',
      () => readText,
      /\(fn → readText\): "readText" is a function that a module of Node.js has made.*inside/,
    ],
    [
      'a class of Node',
      () => encoder.encode(),
      /instance of TextEncoder. Remedy: pass the data .* make a new one inside/,
    ],
    ['a signal', () => signal.aborted, /instance of AbortSignal. Remedy: use the signal of taskContext\(\)/],
    [
      'the environment',
      () => environment['HOME'],
      /"environment" is the environment of this process. Remedy: read what/,
    ],
    ['promises', () => promise, /\(fn → promise\): "promise" is .*Promise/],
    [
      'an instance with private fields',
      () => vault.open(),
      /\(fn → vault\): "vault" is an instance of Vault/,
    ],
    ['super', holder.usesSuper, /"this" of its surroundings|"super" of its surroundings/],
    ['deep in data', () => data, /\(fn → data\.list\[1\]\.at\): .*Socket/],
    ['native functions', Math.max, /native function \(max\).*arrow function/],
    ['bound functions', helper.bind(null), /bound function/],
    ['proxies', new Proxy(helper, {}), /Proxy/],
    ['private names', Vault.prototype.open, /this/],
    ['the this of a method', Vault.prototype.plain, /"this"/],
    ['import.meta as a whole', () => import.meta, /import\.meta, of which only url, filename, dirname/],
    ['other members of it', () => import.meta.resolve, /import\.meta, of which only/],
    [
      'a package that is required',
      new Function('return require("left-pad")') as AnyFunction,
      /imports "left-pad", which has to be bundled/,
    ],
    ['a file that is imported', new Function('return import("./x.js")') as AnyFunction, /imports ".\/x.js"/],
    ['a name nobody defined', new Function('return nowhere') as AnyFunction, /"nowhere" is not defined/],
  ];

  it.each(cases)('name %s', (_, fn, message) => {
    expect(() => shipFunction(fn)).toThrow(UnshippableFunctionError);
    expect(() => shipFunction(fn)).toThrow(message);
  });

  it('name what is for programs alone, and what to use instead', () => {
    const open = () => 1;
    class Handle {}
    const library = { __esModule: true, open };
    for (const own of [open, Handle]) keepInProgram(own);
    for (const fn of [() => open(), () => new Handle(), () => library.open()]) {
      expect(() => shipFunction(fn)).toThrow(
        /"\S+" is for programs, not for tasks. Remedy: inside a task use runOnCluster/,
      );
    }
    class Held extends Handle {}
    const [held, deep] = [new Held(), { in: [new Handle()] }];
    expect(() => shipFunction(() => held)).toThrow(
      /"held" is an instance of Held that stays in its program. Remedy: inside a task use runOnCluster[^;]*$/,
    );
    expect(() => shipFunction(() => deep)).toThrow(/"deep\.in\[0\]" is an instance of Handle that stays/);
    class Result {}
    keepInProgram(Result, 'await it first');
    const result = new Result();
    expect(() => shipFunction(() => result)).toThrow(/Remedy: await it first/);
    expect(() => shipFunction(new Function('return import("zfarm")') as AnyFunction)).toThrow(
      /it loads "zfarm" while it runs. Remedy: import what it uses at the top/,
    );
  });

  it('name the limit of functions, and shorten a long chain', () => {
    let link = () => 0;
    for (let depth = 0; depth < 199; depth += 1) {
      const next = link;
      link = () => next();
    }
    expect(revive(link)()).toBe(0);
    const last = link;
    expect(() => shipFunction(() => last())).toThrow(
      /last → next → next → … 193 more … → next.*more than 200 other functions/s,
    );
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
});
