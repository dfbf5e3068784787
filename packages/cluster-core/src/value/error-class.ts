/** The error classes every runtime has: what an error is rebuilt as. Its own class may be unknown over there. */
const ERROR_CLASSES = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
} as const;

/** Properties of errors that do not show up when their keys are listed. */
const HIDDEN = new Set(['message', 'stack', 'cause', 'errors', 'name']);

/** The nearest built-in class of an error, by name. */
export function builtInErrorName(error: Error): string {
  if (error instanceof AggregateError) return 'AggregateError';
  for (const [name, ErrorClass] of Object.entries(ERROR_CLASSES)) {
    if (ErrorClass !== Error && error instanceof ErrorClass) return name;
  }
  return 'Error';
}

/** The own properties of an error that travel, each read once. A name inherited from the user's class becomes an own one. */
export function errorFields(error: Error, builtInName: string): Map<string, unknown> {
  const fields = new Map<string, unknown>();
  if (!Object.hasOwn(error, 'name') && error.name !== builtInName) fields.set('name', error.name);
  for (const key of Object.getOwnPropertyNames(error)) {
    if (HIDDEN.has(key) || Object.prototype.propertyIsEnumerable.call(error, key)) {
      fields.set(key, (error as unknown as Record<string, unknown>)[key]);
    }
  }
  return fields;
}

/** An empty error of a built-in class, or undefined if there is none of that name. */
export function createError(builtInName: unknown): Error | undefined {
  if (builtInName === 'AggregateError') return new AggregateError([]);
  const known = typeof builtInName === 'string' && Object.hasOwn(ERROR_CLASSES, builtInName);
  if (!known) return undefined;
  return new ERROR_CLASSES[builtInName as keyof typeof ERROR_CLASSES]();
}

/** Gives a rebuilt error one of its own properties. */
export function setErrorField(error: Error, key: string, value: unknown): void {
  Object.defineProperty(error, key, {
    value,
    writable: true,
    configurable: true,
    enumerable: !HIDDEN.has(key),
  });
}
