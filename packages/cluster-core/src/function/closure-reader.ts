import inspector from 'node:inspector';

interface RemoteObject {
  readonly objectId?: string;
  readonly description?: string;
}
interface NamedObject {
  readonly name: string;
  readonly value?: RemoteObject & { readonly value?: unknown };
}

/** Where a function stands in the script that made it, both counted from 0. */
export interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

/** A script as V8 runs it: what a transformer made of the file. */
export interface Script {
  /** A file URL, a path, or empty for what came from no file. */
  readonly url: string;
  /** Empty, or where its source map is: often within the URL itself. */
  readonly sourceMapUrl: string;
  readonly source: string;
}

interface ParsedScript {
  readonly scriptId: string;
  readonly url: string;
  readonly sourceMapURL?: string;
}

/**
 * Where the inspected code and this one meet: on the inspector's own module. The global object would not do, as this code may
 * run in a context of its own (vitest's vmForks), and the inspector's in the main one.
 */
interface Slot {
  fn: unknown;
  wanted: readonly string[];
  readonly found: Map<string, unknown>;
}

const OBJECT_GROUP = 'zfarm';

/** URLs of scripts met before: asking for those of all scripts takes tens of milliseconds. */
const urls = new Map<string, string>();

/** Copies wanted variables out of one scope. Its source runs as it is in the inspector; `this` wraps the scope. */
const COPY_FROM_SCOPE = `function (key) {
  const slot = process.getBuiltinModule('node:inspector')[key];
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
  readonly #session = new inspector.Session();
  readonly #key: string;
  #connected = false;

  /** @param key an unused name on the inspector's module, taken while a closure is read. */
  constructor(key: string) {
    this.#key = key;
  }

  /**
   * The values of those names that the function sees in an enclosing scope, global ones left out. Live: same
   * identity. A variable that is not initialised yet reads as undefined.
   */
  read(fn: unknown, names: readonly string[]): ReadonlyMap<string, unknown> {
    const slot: Slot = { fn, wanted: names, found: new Map() };
    return this.#withSlot(slot, () => {
      for (const scope of this.#scopesOf()) if (this.#copyFrom(scope)) break;
      return slot.found;
    });
  }

  /** Undefined for what has no source: native and bound functions, proxies. */
  locate(fn: unknown): Location | undefined {
    return this.#withSlot({ fn, wanted: [], found: new Map() }, () => {
      const location = this.#internal('[[FunctionLocation]]')?.value;
      return location as Location | undefined;
    });
  }

  /** The file of a script: a URL, a path, or empty. */
  urlOf(scriptId: string): string {
    return urls.get(scriptId) ?? this.script(scriptId).url;
  }

  /** The script itself. Costs some ten milliseconds: every script of the process is announced. */
  script(scriptId: string): Script {
    let found: ParsedScript | undefined;
    const onParsed = ({ params }: { params: object }): void => {
      const script = params as ParsedScript;
      urls.set(script.scriptId, script.url);
      if (script.scriptId === scriptId) found = script;
    };
    this.#connect();
    this.#session.on('Debugger.scriptParsed', onParsed);
    try {
      urls.clear();
      this.#post('Debugger.enable', {});
      const source = found && this.#post('Debugger.getScriptSource', { scriptId })['scriptSource'];
      return {
        url: found?.url ?? '',
        sourceMapUrl: found?.sourceMapURL ?? '',
        source: typeof source === 'string' ? source : '',
      };
    } finally {
      this.#session.off('Debugger.scriptParsed', onParsed);
      this.#post('Debugger.disable', {});
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

  #withSlot<T>(slot: Slot, read: () => T): T {
    this.#connect();
    const slots = inspector as unknown as Record<string, Slot | undefined>;
    slots[this.#key] = slot;
    try {
      return read();
    } finally {
      delete slots[this.#key];
    }
  }

  /** What V8 knows of the function in the slot beside its properties. */
  #internal(name: string): NamedObject['value'] {
    const expression = `process.getBuiltinModule('node:inspector')[${JSON.stringify(this.#key)}].fn`;
    const fn = this.#post('Runtime.evaluate', { expression, objectGroup: OBJECT_GROUP })[
      'result'
    ] as RemoteObject;
    const internal = this.#properties(fn)['internalProperties'] as readonly NamedObject[] | undefined;
    return internal?.find((property) => property.name === name)?.value;
  }

  /** The scopes of the function in the slot, inner to outer, up to the global one. */
  #scopesOf(): string[] {
    const list = this.#internal('[[Scopes]]');
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
