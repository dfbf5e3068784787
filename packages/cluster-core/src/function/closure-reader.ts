import { Session } from 'node:inspector';

interface RemoteObject {
  readonly objectId?: string;
  readonly description?: string;
}
interface NamedObject {
  readonly name: string;
  readonly value?: RemoteObject;
}

/** Where the inspected code and this one meet: the inspector evaluates in the realm, so it sees the global object. */
interface Slot {
  fn: unknown;
  wanted: readonly string[];
  readonly found: Map<string, unknown>;
}

const OBJECT_GROUP = 'zfarm';

/** Copies wanted variables out of one scope. Its source runs as it is in the inspector; `this` wraps the scope. */
const COPY_FROM_SCOPE = `function (key) {
  const slot = globalThis[key];
  for (const name of slot.wanted) {
    if (!slot.found.has(name) && Object.hasOwn(this.object, name)) slot.found.set(name, this.object[name]);
  }
  return slot.found.size === slot.wanted.length;
}`;

/**
 * Reads variables out of closures through the inspector, in this thread, beside any debugger. Scopes are never
 * listed (a big string in one would be copied): only wanted names are asked for. Open it for one shipment,
 * then close it: a connected session slows down asynchronous code.
 */
export class ClosureReader {
  readonly #session = new Session();
  readonly #key: string;
  #connected = false;

  /** @param key an unused name on the global object, taken while a closure is read. */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * The values of those names that the function sees in an enclosing scope, global ones left out. Live: same
   * identity. A variable that is not initialised yet reads as undefined.
   */
  read(fn: unknown, names: readonly string[]): ReadonlyMap<string, unknown> {
    this.#connect();
    const slot: Slot = { fn, wanted: names, found: new Map() };
    const globals = globalThis as unknown as Record<string, Slot | undefined>;
    globals[this.#key] = slot;
    try {
      for (const scope of this.#scopesOf()) if (this.#copyFrom(scope)) break;
      return slot.found;
    } finally {
      delete globals[this.#key];
    }
  }

  close(): void {
    if (!this.#connected) return;
    this.#connected = false;
    this.#post('Runtime.releaseObjectGroup', { objectGroup: OBJECT_GROUP });
    this.#session.disconnect();
  }

  #connect(): void {
    if (this.#connected) return;
    this.#session.connect();
    this.#connected = true;
  }

  /** The function's scopes, inner to outer, up to the global one. */
  #scopesOf(): string[] {
    const expression = `globalThis[${JSON.stringify(this.#key)}].fn`;
    const fn = this.#post('Runtime.evaluate', { expression, objectGroup: OBJECT_GROUP })[
      'result'
    ] as RemoteObject;
    const internal = this.#properties(fn)['internalProperties'] as readonly NamedObject[] | undefined;
    const list = internal?.find(({ name }) => name === '[[Scopes]]')?.value;
    if (list === undefined)
      throw new Error('This runtime does not show the scopes of a function; zfarm needs Node.');
    const scopes: string[] = [];
    for (const { name, value } of this.#properties(list)['result'] as readonly NamedObject[]) {
      if (value?.objectId === undefined || !/^\d+$/.test(name)) continue;
      if (value.description === 'Global') break;
      scopes.push(value.objectId);
    }
    return scopes;
  }

  #properties(object: RemoteObject): Record<string, unknown> {
    return this.#post('Runtime.getProperties', { objectId: object.objectId, ownProperties: true });
  }

  /** Whether all the names wanted have been found now. */
  #copyFrom(objectId: string): boolean {
    const answer = this.#post('Runtime.callFunctionOn', {
      objectId,
      functionDeclaration: COPY_FROM_SCOPE,
      arguments: [{ value: this.#key }],
      returnByValue: true,
      silent: true,
    });
    return (answer['result'] as { value?: unknown }).value === true;
  }

  /** Within one process the inspector answers before post() returns. */
  #post(method: string, parameters: object): Record<string, unknown> {
    let answer: Record<string, unknown> | undefined;
    let failure: Error | null = null;
    this.#session.post(method, parameters, (error, result) => {
      failure = error;
      answer = result as Record<string, unknown>;
    });
    if (failure !== null) throw failure;
    if (answer === undefined) throw new Error('The inspector of this runtime does not answer at once.');
    return answer;
  }
}
