/**
 * A lazy stream: nothing is asked of its source before someone asks for the next element. Each operator takes the stream
 * over, so go on with what it returns. Ending one early (`break`, `take`) ends its source.
 */
export class Pipe<T> implements AsyncIterableIterator<T, undefined> {
  readonly #source: AsyncIterator<T, unknown>;

  constructor(source: AsyncIterable<T> | Iterable<T>) {
    this.#source =
      Symbol.asyncIterator in source
        ? source[Symbol.asyncIterator]()
        : ofIterable(source)[Symbol.asyncIterator]();
  }

  /** The next element, once there is one. */
  next(): Promise<IteratorResult<T, undefined>> {
    return this.#source.next() as Promise<IteratorResult<T, undefined>>;
  }

  /** Ends the source: `break` in a `for await` comes here. */
  async return(): Promise<IteratorResult<T, undefined>> {
    await this.#source.return?.();
    return { value: undefined, done: true };
  }

  /** Itself: a stream is iterated once. */
  [Symbol.asyncIterator](): this {
    return this;
  }

  /** Each element, changed. */
  map<R>(change: (element: T) => R): Pipe<R> {
    return new Pipe(mapped(this, change));
  }

  /** Those that fit. */
  filter<S extends T>(fits: (element: T) => element is S): Pipe<S>;
  /** Those that fit. */
  filter(fits: (element: T) => boolean): Pipe<T>;
  filter(fits: (element: T) => boolean): Pipe<T> {
    return new Pipe(filtered(this, fits));
  }

  /** Without those that fit: what Lisp's pipe-filter does. */
  reject(fits: (element: T) => boolean): Pipe<T> {
    return this.filter((element) => !fits(element));
  }

  /** Looks at each element as it passes. */
  tap(look: (element: T) => void): Pipe<T> {
    return this.map((element) => {
      look(element);
      return element;
    });
  }

  /** The first `count` elements; then the source is ended. */
  take(count: number): Pipe<T> {
    return new Pipe(taken(this, count));
  }

  /** The last `count` elements, once the stream has ended. */
  takeLast(count: number): Pipe<T> {
    return new Pipe(lastOf(this, count));
  }

  /** Ends before the first element that fits. */
  takeUntil(fits: (element: T) => boolean): Pipe<T> {
    return new Pipe(until(this, fits, false));
  }

  /** Ends behind the first element that fits. */
  takeUntilInclusive(fits: (element: T) => boolean): Pipe<T> {
    return new Pipe(until(this, fits, true));
  }

  /** Begins with the first element that fits. */
  skipUntil(fits: (element: T) => boolean): Pipe<T> {
    return new Pipe(skipped(this, fits));
  }

  /** Of equal elements in a row only the last, which is known once another follows. */
  dedupe(equal: (one: T, other: T) => boolean = Object.is): Pipe<T> {
    return new Pipe(deduped(this, equal));
  }

  /** Then the elements of the others, one after the other. */
  concat(...others: readonly (AsyncIterable<T> | Iterable<T>)[]): Pipe<T> {
    return new Pipe(concatenated([this, ...others]));
  }

  /** These before all others. */
  prepend(...elements: readonly T[]): Pipe<T> {
    return new Pipe(concatenated([elements, this]));
  }

  /**
   * Whenever nothing has come for `idleMs`, what `make` returns comes instead; undefined: nothing does, and the wait begins
   * anew. `make` may as well stop the node, which ends its streams.
   */
  whenIdle(idleMs: number, make: () => T | undefined): Pipe<T> {
    return new Pipe(idling(this, idleMs, make));
  }

  /**
   * Calls the handler of each element's type. What handlers return, unless it is undefined, makes up the stream; elements that no
   * handler is for are dropped. As everything here it is lazy: `drain` it.
   */
  toEmitter<R>(handlers: Handlers<T, R>): Pipe<R> {
    return new Pipe(handled(this, handlers));
  }

  /** The first element that fits, undefined when the stream ends before. The stream can still be used: what follows is left in it. */
  async find(fits: (element: T) => boolean = () => true): Promise<T | undefined> {
    for (let result = await this.next(); result.done !== true; result = await this.next()) {
      if (fits(result.value)) return result.value;
    }
    return undefined;
  }

  /** Takes all there is, to the end. */
  async forEach(act: (element: T) => unknown): Promise<void> {
    for await (const element of this) await act(element);
  }

  /** Takes all there is, for what the operators do with it. */
  async drain(): Promise<void> {
    while ((await this.next()).done !== true);
  }

  /** All elements, once the stream has ended. */
  async toArray(): Promise<T[]> {
    const elements: T[] = [];
    for await (const element of this) elements.push(element);
    return elements;
  }
}

/** A function for some of the types that elements can have. */
export type Handlers<T, R> = {
  readonly [Type in T extends { readonly type: infer Name extends string } ? Name : never]?: (
    element: Extract<T, { readonly type: Type }>,
  ) => R | undefined;
};

async function* ofIterable<T>(source: AsyncIterable<T> | Iterable<T>): AsyncGenerator<T, undefined> {
  yield* source;
}

async function* mapped<T, R>(source: Pipe<T>, change: (element: T) => R): AsyncGenerator<R> {
  for await (const element of source) yield change(element);
}

async function* filtered<T>(source: Pipe<T>, fits: (element: T) => boolean): AsyncGenerator<T> {
  for await (const element of source) if (fits(element)) yield element;
}

async function* taken<T>(source: Pipe<T>, count: number): AsyncGenerator<T> {
  let left = count;
  if (left <= 0) {
    await source.return();
    return;
  }
  for await (const element of source) {
    yield element;
    left -= 1;
    if (left === 0) return;
  }
}

async function* lastOf<T>(source: Pipe<T>, count: number): AsyncGenerator<T> {
  const last: T[] = [];
  for await (const element of source) {
    last.push(element);
    if (last.length > count) last.shift();
  }
  yield* last;
}

async function* until<T>(
  source: Pipe<T>,
  fits: (element: T) => boolean,
  inclusive: boolean,
): AsyncGenerator<T> {
  for await (const element of source) {
    const last = fits(element);
    if (!last || inclusive) yield element;
    if (last) return;
  }
}

async function* skipped<T>(source: Pipe<T>, fits: (element: T) => boolean): AsyncGenerator<T> {
  let begun = false;
  for await (const element of source) {
    begun ||= fits(element);
    if (begun) yield element;
  }
}

async function* deduped<T>(source: Pipe<T>, equal: (one: T, other: T) => boolean): AsyncGenerator<T> {
  let last: { readonly element: T } | undefined;
  for await (const element of source) {
    if (last !== undefined && !equal(last.element, element)) yield last.element;
    last = { element };
  }
  if (last !== undefined) yield last.element;
}

async function* concatenated<T>(sources: readonly (AsyncIterable<T> | Iterable<T>)[]): AsyncGenerator<T> {
  for (const source of sources) yield* source;
}

async function* idling<T>(source: Pipe<T>, idleMs: number, make: () => T | undefined): AsyncGenerator<T> {
  try {
    let pending = source.next();
    for (;;) {
      const result = await inTime(pending, idleMs);
      if (result === undefined) {
        const made = make();
        if (made !== undefined) yield made;
      } else {
        if (result.done === true) return;
        yield result.value;
        pending = source.next();
      }
    }
  } finally {
    await source.return();
  }
}

/** Undefined when it takes longer. */
function inTime<R>(promise: Promise<R>, limitMs: number): Promise<R | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), limitMs);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function* handled<T, R>(source: Pipe<T>, handlers: Handlers<T, R>): AsyncGenerator<R> {
  const byType = handlers as Readonly<Record<string, ((element: T) => R | undefined) | undefined>>;
  for await (const element of source) {
    const { type } = element as { readonly type?: string };
    const made = type === undefined ? undefined : byType[type]?.(element);
    if (made !== undefined) yield made;
  }
}
