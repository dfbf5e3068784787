/** Three digits that count, with a comma for thousands: `1,230`, `45.6`, `0.0123`. */
export function numberText(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}

const BYTES: readonly (readonly [number, string])[] = [
  [2 ** 20, 'MiB'],
  [2 ** 10, 'KiB'],
];

/** A place on a curve: bytes in their usual units, anything else as a number. */
export function placeText({ axis, value }: { readonly axis: string; readonly value: number }): string {
  if (axis !== 'bytes') return `${numberText(value)} ${axis}`;
  const [unit, name] = BYTES.find(([size]) => value >= size && value % size === 0) ?? [1, 'bytes'];
  return `${numberText(value / unit)} ${name}`;
}
