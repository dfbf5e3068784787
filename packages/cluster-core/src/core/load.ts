import { Packr } from 'msgpackr';

/** How busy a worker is; shouted to the watch group on change, at most twice a second. Silence means unchanged. */
export interface Load {
  /** Slots running an attempt now. */
  readonly busySlots: number;
  /** Attempts waiting for a slot. */
  readonly queuedAttempts: number;
  /** Items finished since the worker started, failed ones included. */
  readonly itemsDone: number;
  /** No new attempts are taken. */
  readonly draining: boolean;
}

const packr = new Packr({ useRecords: false });
const LOAD_VERSION = 1;

/** The content of a load shout: msgpack `[version, busySlots, queuedAttempts, itemsDone, draining]`. */
export function encodeLoad(load: Load): Uint8Array {
  return packr.pack([LOAD_VERSION, load.busySlots, load.queuedAttempts, load.itemsDone, load.draining]);
}

/** Reads a load shout; `undefined` for anything else. */
export function decodeLoad(bytes: Uint8Array): Load | undefined {
  if (bytes.length > 64) return undefined;
  let fields: unknown;
  try {
    fields = packr.unpack(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields[0] !== LOAD_VERSION) return undefined;
  const [, busySlots, queuedAttempts, itemsDone, draining] = fields as unknown[];
  if (!isCount(busySlots) || !isCount(queuedAttempts) || !isCount(itemsDone)) return undefined;
  return { busySlots, queuedAttempts, itemsDone, draining: draining === true };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
