import {
  type ClassTable,
  CodeCache,
  type CodeHash,
  decodeFunction,
  type Payload,
  payloadBytes,
  reviveClasses,
  reviveFunction,
  type ShippedBundle,
  type ShippedFunction,
} from '@zfarm/cluster-core';
import type { RegisteredTasks } from './registered-tasks.js';
import type { RunOrder } from './thread-message.js';

/** Bytes of source and captured values of the functions that a thread keeps ready. */
const READY_BYTES_MAX = 64 * 1024 * 1024;

/** Text of the bundles that a thread keeps ready; functions at hand keep theirs beyond that. */
const BUNDLE_BYTES_MAX = 64 * 1024 * 1024;

/** A function that can be called. */
export interface LoadedCode {
  readonly fn: ReturnType<typeof reviveFunction>;
  /** Whose instances its arguments and results may hold. */
  readonly classes: ClassTable;
}

/** In the thread: the code it was given, and what of it is ready to be called. */
export class ThreadCodes {
  readonly #given: Map<CodeHash, Payload> = new Map();
  readonly #ready = new CodeCache<LoadedCode>(READY_BYTES_MAX);
  readonly #bundles = new CodeCache<unknown>(BUNDLE_BYTES_MAX);
  readonly #classes = new CodeCache<ClassTable>(READY_BYTES_MAX);
  /** Given codes whose tasks may start jobs. */
  readonly #nesting: Set<CodeHash> = new Set();
  /** What loaded functions came as. */
  readonly #shipped: WeakMap<object, ShippedFunction> = new WeakMap();
  /** What the bundles of loaded functions export, as long as these live. */
  readonly #exports: WeakMap<object, unknown> = new WeakMap();
  #registered: RegisteredTasks | undefined;

  /** From now on only these run, in the form that they have here. */
  restrictTo(registered: RegisteredTasks): void {
    this.#registered = registered;
  }

  give(code: CodeHash, value: Payload): void {
    this.#given.set(code, value);
    if (namesZfarm(value)) this.#nesting.add(code);
  }

  /** The function as it came, if it is one that was loaded here: it can be sent on without a look at it. */
  shippedAs(fn: unknown): ShippedFunction | undefined {
    return typeof fn === 'function' ? this.#shipped.get(fn) : undefined;
  }

  /** What a function that was loaded here imports. */
  importsOf(fn: LoadedCode['fn']): { readonly bundle: ShippedBundle | undefined; readonly exports: unknown } {
    return { bundle: this.#shipped.get(fn)?.bundle, exports: this.#exports.get(fn) };
  }

  /** Whether tasks of this code may start jobs: its text, or that of a bundle in it, names zfarm. */
  mayNest({ code, parts = [] }: RunOrder): boolean {
    return this.#nesting.has(code) || parts.some((part) => this.#nesting.has(part));
  }

  drop(code: CodeHash): void {
    this.#given.delete(code);
    this.#nesting.delete(code);
    this.#ready.delete(code);
    this.#bundles.delete(code);
    this.#classes.delete(code);
  }

  /** Lets go of what was given for a residence that ends; what is ready stays for the next one. */
  clear(): void {
    this.#given.clear();
    this.#nesting.clear();
  }

  /**
   * @param worker how messages call this node, should a package be missing on it.
   * @throws UnregisteredTaskError, or whatever the function's own module-level code throws, or PayloadError for what is no function.
   */
  load(code: CodeHash, worker: string): LoadedCode {
    const ready = this.#ready.get(code);
    if (ready !== undefined) return ready;
    const shipped = decodeFunction(code, (hash) => this.#givenAs(hash));
    if (this.#registered !== undefined) return this.#registered.load(shipped.name, worker);
    const options = { worker, bundles: this.#bundles, classes: this.#classes };
    const classes = reviveClasses(shipped, options);
    const loaded = { fn: reviveFunction(shipped, options), classes };
    this.#shipped.set(loaded.fn, shipped);
    if (shipped.bundle !== undefined) this.#exports.set(loaded.fn, this.#bundles.get(shipped.bundle.hash));
    this.#ready.set(code, loaded, payloadBytes(this.#givenAs(code)));
    return loaded;
  }

  #givenAs(hash: CodeHash): Payload {
    const given = this.#given.get(hash);
    if (given === undefined) throw new Error(`Code ${hash} was not given to this thread.`);
    return given;
  }
}

/** How a program names what tasks start jobs by, see ambient-cluster.ts, and how a bundle or an import would. */
const NAMES = ['zfarm.ambientCluster', "'zfarm'", '"zfarm"'];

function namesZfarm({ head, frames }: Payload): boolean {
  return [head, ...frames].some((part) => {
    const text = Buffer.from(part.buffer, part.byteOffset, part.byteLength);
    return NAMES.some((name) => text.includes(name));
  });
}
