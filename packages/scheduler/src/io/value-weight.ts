/** A rough size of a value in memory, found by a walk that ends as soon as `bytesMax` is exceeded, and that calls no getter. */
export function valueWeight(value: unknown, bytesMax: number): number {
  if (!isObject(value)) return primitiveWeight(value);
  const seen = new Set<object>();
  const open: unknown[] = [value];
  let bytes = 0;
  while (open.length > 0 && bytes <= bytesMax) {
    const next = open.pop();
    if (!isObject(next)) bytes += primitiveWeight(next);
    else if (!seen.has(next)) {
      seen.add(next);
      bytes += shellWeight(next);
      if (bytes <= bytesMax) bytes += openParts(next, open, bytesMax - bytes);
    }
  }
  return bytes;
}

export function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

function primitiveWeight(value: unknown): number {
  return typeof value === 'string' ? value.length + 2 : 8;
}

function shellWeight(value: object): number {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
    return value.byteLength + 16;
  }
  return 16;
}

/** Puts the parts of an object on the walk, and gives the weight of those too many to walk. */
function openParts(value: object, open: unknown[], bytesLeft: number): number {
  if (ArrayBuffer.isView(value)) return 0;
  if (Array.isArray(value) && value.length * 8 > bytesLeft) return value.length * 8;
  if (value instanceof Map) for (const entry of value) open.push(...entry);
  else if (value instanceof Set) for (const item of value) open.push(item);
  else if (Array.isArray(value)) for (const item of value) open.push(item);
  else for (const key of Object.keys(value)) open.push(Object.getOwnPropertyDescriptor(value, key)?.value);
  return 0;
}
