import {
  type CodeHash,
  decodeFunction,
  decodeValue,
  type FailureRecord,
  OpenSpan,
  type Payload,
} from '@zfarm/cluster-core';
import type { RunSpec } from '../core/worker-output.js';
import type { GuiltyItem } from './slot-thread.js';
import type { ThreadEvent } from './thread-message.js';

interface Attempt {
  readonly span: OpenSpan;
  failure: FailureRecord | undefined;
}

/**
 * At the worker: the spans of runs whose client records spans, each from the moment at which it is handed to a thread. They are made
 * here and not in the thread, so that one which dies leaves its span behind.
 */
export class AttemptSpans {
  readonly #worker: string;
  readonly #codes: ReadonlyMap<CodeHash, Payload>;
  readonly #attempts: Map<string, Attempt> = new Map();

  constructor(worker: string, codes: ReadonlyMap<CodeHash, Payload>) {
    this.#worker = worker;
    this.#codes = codes;
  }

  /** The runs as the thread is to have them: parts of the spans that begin here. */
  handed(slot: number, runs: readonly RunSpec[]): readonly RunSpec[] {
    return runs.some(({ parentSpan }) => parentSpan !== undefined)
      ? runs.map((run) => this.#begun(slot, run))
      : runs;
  }

  told(slot: number, event: ThreadEvent): void {
    if (this.#attempts.size === 0) return;
    if (event.kind === 'failed') {
      const attempt = this.#attempts.get(nameOf(slot, event.run));
      if (attempt !== undefined) fail(attempt, event.item, event.failure);
    } else if (event.kind === 'done') this.#end(nameOf(slot, event.run));
  }

  /** The thread is gone, and all that it had. */
  died(slot: number, record: FailureRecord, guilty: GuiltyItem | undefined): void {
    for (const [name, attempt] of this.#attempts) {
      if (!name.startsWith(`${slot} `)) continue;
      attempt.failure = record;
      if (name === nameOf(slot, guilty?.run))
        attempt.span.exception(record, { 'zfarm.item': guilty?.item ?? 0 });
      this.#end(name);
    }
  }

  close(): void {
    for (const name of this.#attempts.keys()) this.#end(name);
  }

  #begun(slot: number, run: RunSpec): RunSpec {
    const { parentSpan: parent, job, attempt, tries, from, to } = run;
    if (parent === undefined) return run;
    const span = OpenSpan.begin({
      operation: 'process',
      subject: this.#subjectOf(run.code),
      parent,
      attributes: {
        'messaging.batch.message_count': to - from,
        'messaging.client.id': this.#worker,
        'zfarm.job': job,
        'zfarm.attempt': attempt,
        'zfarm.tries': tries,
        'zfarm.item.first': from,
      },
    });
    if (span === undefined) return run;
    this.#attempts.set(nameOf(slot, run.run), { span, failure: undefined });
    return { ...run, parentSpan: span.asParent ?? parent };
  }

  #end(name: string): void {
    const attempt = this.#attempts.get(name);
    if (!this.#attempts.delete(name) || attempt === undefined) return;
    attempt.span.end({}, attempt.failure);
  }

  /** Whatever its client sent under that hash. */
  #subjectOf(code: CodeHash): string {
    try {
      return decodeFunction(code, (hash) => this.#codes.get(hash) as Payload).name;
    } catch {
      return '';
    }
  }
}

function fail(attempt: Attempt, item: number, failure: Payload): void {
  // Of our own thread.
  const record = decodeValue(failure) as FailureRecord;
  attempt.failure = record;
  attempt.span.exception(record, { 'zfarm.item': item });
}

function nameOf(slot: number, run: number | undefined): string {
  return `${slot} ${run}`;
}
