const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** What `memoryBytesOf` takes, as part of a sentence. */
export const MEMORY_SIZE_ACCEPTS: string =
  "a number of bytes or a text such as '512MB', '2GB' or '1.5GiB' (units B, KB, MB, GB, TB of 1000; KiB, MiB, GiB, TiB of 1024)";

/** The one reader of amounts of memory: whole bytes, rounded up; undefined for anything else, zero among it. */
export function memoryBytesOf(size: unknown): number | undefined {
  const bytes = typeof size === 'string' ? bytesOfText(size) : size;
  if (typeof bytes !== 'number' || !(bytes > 0)) return undefined;
  const whole = Math.ceil(bytes);
  return Number.isSafeInteger(whole) ? whole : undefined;
}

/** As people write it: the largest unit of 1024 of which there is at least one, with at most one decimal. */
export function memoryText(bytes: number): string {
  for (const unit of ['TiB', 'GiB', 'MiB', 'KiB']) {
    const size = UNITS[unit.toUpperCase()] as number;
    if (bytes >= size) return `${Number((bytes / size).toFixed(1))} ${unit}`;
  }
  return `${bytes} B`;
}

function bytesOfText(text: string): number | undefined {
  const [, digits, unit] = /^\s*(\d{1,15}(?:\.\d{1,9})?)\s*([KMGT]?i?B|)\s*$/i.exec(text) ?? [];
  const factor = UNITS[unit?.toUpperCase() ?? '?'];
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
}
