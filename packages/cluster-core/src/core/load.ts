import { Packr } from 'msgpackr';
import { LOAD_BYTES_MAX } from './limits.js';

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
  /** Of the items finished, those that failed. This and what follows is as of the shout, and no reason for one. */
  readonly itemsFailed?: number;
  /** Slot time that finished attempts have used. */
  readonly busyMs?: number;
  /** Memory of its process, threads included. */
  readonly rssBytes?: number;
  /** Heap in use by its main thread; those of the other threads are in `rssBytes` only. */
  readonly heapBytes?: number;
}

const packr = new Packr({ useRecords: false });
const LOAD_VERSION = 1;

/**
 * The content of a load shout: msgpack `[version, busySlots, queuedAttempts, itemsDone, draining, itemsFailed, busyMs,
 * rssBytes, heapBytes]`, the last four in whole numbers, and absent together.
 */
export function encodeLoad(load: Load): Uint8Array {
  const { itemsFailed, busyMs, rssBytes, heapBytes } = load;
  const more = [itemsFailed, busyMs, rssBytes, heapBytes].map((value) => Math.round(value ?? 0));
  const first = [LOAD_VERSION, load.busySlots, load.queuedAttempts, load.itemsDone, load.draining];
  return packr.pack(itemsFailed === undefined ? first : [...first, ...more]);
}

/** Reads a load shout; `undefined` for anything else. Further fields are ignored. */
export function decodeLoad(bytes: Uint8Array): Load | undefined {
  if (bytes.length > LOAD_BYTES_MAX) return undefined;
  let fields: unknown;
  try {
    fields = packr.unpack(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields) || fields[0] !== LOAD_VERSION) return undefined;
  const [, busySlots, queuedAttempts, itemsDone, draining, ...more] = fields as unknown[];
  if (!isCount(busySlots) || !isCount(queuedAttempts) || !isCount(itemsDone)) return undefined;
  const [itemsFailed, busyMs, rssBytes, heapBytes] = more;
  return {
    busySlots,
    queuedAttempts,
    itemsDone,
    draining: draining === true,
    ...(isCount(itemsFailed) && { itemsFailed }),
    ...(isCount(busyMs) && { busyMs }),
    ...(isCount(rssBytes) && { rssBytes }),
    ...(isCount(heapBytes) && { heapBytes }),
  };
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
