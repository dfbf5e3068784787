import { Packr } from 'msgpackr';
import {
  TRACE_BYTES_MAX,
  TRACE_CHUNKS_MAX,
  TRACE_FAULTS_MAX,
  TRACE_MESSAGE_CHARS_MAX,
  TRACE_NAME_CHARS_MAX,
  TRACE_NAMES_MAX,
  TRACE_NOTES_MAX,
  TRACE_STACK_CHARS_MAX,
} from './limits.js';

/** A chunk that a worker has come to the end of. */
export interface TracedChunk {
  /** Number of the job. */
  readonly job: number;
  /** Id of the worker. */
  readonly worker: string;
  /** How many items it had. */
  readonly items: number;
  /** Of these, how many failed in it. */
  readonly failed: number;
  /** How long before the telling it ended, in ms. */
  readonly agoMs: number;
  /** Slot time that it took, in ms. */
  readonly busyMs: number;
}

/** A failure of an item that came before the client: for good, or to be judged. */
export interface TracedFault {
  /** Number of the job. */
  readonly job: number;
  /** Index of the item. */
  readonly item: number;
  /** Name of the worker. */
  readonly worker: string;
  /** How often the item was begun. */
  readonly attempts: number;
  /** The item is not tried again. */
  readonly final: boolean;
  /** How long before the telling it came, in ms. */
  readonly agoMs: number;
  /** Name of the error. */
  readonly name: string;
  /** Its message, cut where it is long. */
  readonly message: string;
  /** Its stack, cut where it is long. */
  readonly stack: string;
}

/** Something else that befell a job or a worker, `times` since the last telling. */
export interface TracedNote {
  /** As the event of the cluster handle: `requeued`, `retry`, `worker-silent` ... */
  readonly type: string;
  /** Number of the job; absent: it concerns none. */
  readonly job?: number;
  /** Id of the worker; absent: it concerns none. */
  readonly worker?: string;
  /** How often. */
  readonly times: number;
  /** How long before the telling the last of them was. */
  readonly agoMs: number;
}

/** What a client has seen of its jobs since it last told; told only while somebody asks for it. */
export interface TraceReport {
  /** Names of the workers that the rest speaks of, by id. */
  readonly workers: ReadonlyMap<string, string>;
  /** Names of the functions of jobs that the rest speaks of, by number of the job. */
  readonly jobs: ReadonlyMap<number, string>;
  /** An even sample: each stands for so many. */
  readonly every: number;
  /** Chunks that have ended. */
  readonly chunks: readonly TracedChunk[];
  /** Failures of items. */
  readonly faults: readonly TracedFault[];
  /** Failures beyond those. */
  readonly moreFaults: number;
  /** Everything else. */
  readonly notes: readonly TracedNote[];
}

const packr = new Packr({ useRecords: false });
const TRACE_VERSION = 1;
const TRACE_MARK = 'trace';

/**
 * The content of a trace shout: msgpack `[version, 'trace', workers, jobs, every, chunks, faults, more faults, notes]`.
 * `workers`: `[[id, name] …]`, `jobs`: `[[number, name] …]`; `chunks`: `[[job, worker, items, failed, ago, busy] …]`;
 * `faults`: `[[job, item, worker name, attempts, final, ago, name, message, stack] …]`; `notes`: `[[type, job, worker,
 * times, ago] …]`. A worker in a chunk or a note is its place in `workers`, -1 for none; a job of a note -1 for none.
 */
export function encodeTrace(report: TraceReport): Uint8Array {
  const workers = [...report.workers].slice(0, TRACE_NAMES_MAX);
  const places = new Map(workers.map(([id], index) => [id, index]));
  const placeOf = (worker: string | undefined): number => places.get(worker ?? '') ?? -1;
  const names = (entries: readonly (readonly [string | number, string])[]): unknown[] =>
    entries.map(([key, name]) => [key, name.slice(0, TRACE_NAME_CHARS_MAX)]);
  return packr.pack([
    TRACE_VERSION,
    TRACE_MARK,
    names(workers),
    names([...report.jobs].slice(0, TRACE_NAMES_MAX)),
    report.every,
    report.chunks
      .slice(0, TRACE_CHUNKS_MAX)
      .map(({ job, worker, items, failed, agoMs, busyMs }) => [
        job,
        placeOf(worker),
        items,
        failed,
        Math.round(agoMs),
        Math.round(busyMs),
      ]),
    report.faults
      .slice(0, TRACE_FAULTS_MAX)
      .map(({ job, item, worker, attempts, final, agoMs, name, message, stack }) => [
        job,
        item,
        worker.slice(0, TRACE_NAME_CHARS_MAX),
        attempts,
        final,
        Math.round(agoMs),
        name.slice(0, TRACE_NAME_CHARS_MAX),
        message.slice(0, TRACE_MESSAGE_CHARS_MAX),
        stack.slice(0, TRACE_STACK_CHARS_MAX),
      ]),
    report.moreFaults + Math.max(0, report.faults.length - TRACE_FAULTS_MAX),
    report.notes
      .slice(0, TRACE_NOTES_MAX)
      .map(({ type, job, worker, times, agoMs }) => [
        type,
        job ?? -1,
        placeOf(worker),
        times,
        Math.round(agoMs),
      ]),
  ]);
}

/** Reads a trace shout; `undefined` for anything else. Further fields are ignored. */
export function decodeTrace(bytes: Uint8Array): TraceReport | undefined {
  if (bytes.length > TRACE_BYTES_MAX) return undefined;
  let fields: unknown;
  try {
    fields = packr.unpack(bytes);
  } catch {
    return undefined;
  }
  if (!Array.isArray(fields)) return undefined;
  const [version, mark, workers, jobs, every, chunks, faults, moreFaults, notes] = fields as unknown[];
  if (version !== TRACE_VERSION || mark !== TRACE_MARK || !isCount(every) || !isCount(moreFaults))
    return undefined;
  const workerNames = rowsOf(workers, TRACE_NAMES_MAX, (row) => nameOf(row, isText));
  const jobNames = rowsOf(jobs, TRACE_NAMES_MAX, (row) => nameOf(row, isCount));
  if (workerNames === undefined || jobNames === undefined) return undefined;
  const ids = workerNames.map(([id]) => id);
  const readChunks = rowsOf(chunks, TRACE_CHUNKS_MAX, (row) => chunkOf(row, ids));
  const readFaults = rowsOf(faults, TRACE_FAULTS_MAX, faultOf);
  const readNotes = rowsOf(notes, TRACE_NOTES_MAX, (row) => noteOf(row, ids));
  if (readChunks === undefined || readFaults === undefined || readNotes === undefined) return undefined;
  return {
    workers: new Map(workerNames),
    jobs: new Map(jobNames),
    every: Math.max(1, every),
    chunks: readChunks,
    faults: readFaults,
    moreFaults,
    notes: readNotes,
  };
}

/** All rows of a list, or nothing when it is none, too long, or one of them makes no sense. */
function rowsOf<Row>(
  list: unknown,
  most: number,
  read: (row: readonly unknown[]) => Row | undefined,
): Row[] | undefined {
  if (!Array.isArray(list) || list.length > most) return undefined;
  const rows = list.map((row) => (Array.isArray(row) ? read(row as unknown[]) : undefined));
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

function nameOf<Key>(
  [key, name]: readonly unknown[],
  isKey: (value: unknown) => value is Key,
): [Key, string] | undefined {
  return isKey(key) && isText(name) ? [key, name] : undefined;
}

function chunkOf(row: readonly unknown[], workers: readonly string[]): TracedChunk | undefined {
  const [job, place, items, failed, agoMs, busyMs] = row;
  if (!isCount(job) || !isCount(items) || !isCount(failed) || !isCount(agoMs) || !isCount(busyMs))
    return undefined;
  const worker = isCount(place) ? workers[place] : undefined;
  return worker === undefined ? undefined : { job, worker, items, failed, agoMs, busyMs };
}

function faultOf(row: readonly unknown[]): TracedFault | undefined {
  const [job, item, worker, attempts, final, agoMs, name, message, stack] = row;
  if (!isCount(job) || !isCount(item) || !isCount(attempts) || !isCount(agoMs)) return undefined;
  if (!isText(worker) || !isText(name)) return undefined;
  if (!isText(message, TRACE_MESSAGE_CHARS_MAX) || !isText(stack, TRACE_STACK_CHARS_MAX)) return undefined;
  return { job, item, worker, attempts, final: final === true, agoMs, name, message, stack };
}

function noteOf(row: readonly unknown[], workers: readonly string[]): TracedNote | undefined {
  const [type, job, place, times, agoMs] = row;
  if (!isText(type) || !isCount(times) || !isCount(agoMs)) return undefined;
  const worker = isCount(place) ? workers[place] : undefined;
  return { type, ...(isCount(job) && { job }), ...(worker !== undefined && { worker }), times, agoMs };
}

function isText(value: unknown, charsMax: number = TRACE_NAME_CHARS_MAX): value is string {
  return typeof value === 'string' && value.length <= charsMax;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
