import { OpenSpan, type ParentSpan } from '@zfarm/cluster-core';
import type { JobId } from '@zfarm/cluster-core/core';
import type { Shippable } from '@zfarm/cluster-core/shipping';
import type { Notice } from '../core/scheduler-output.js';

/** What a span of a job is told of it at the end. */
interface JobEnding {
  readonly job: JobId;
  readonly done: number;
  readonly failed: number;
  /** What it failed of. */
  readonly failure?: { readonly error: unknown } | undefined;
}

/** The span of a job, for whoever records spans; from its submission to its end. */
export class JobSpan {
  readonly #span: OpenSpan;

  private constructor(span: OpenSpan) {
    this.#span = span;
  }

  /** @param parent absent: the span that is active here */
  static begin(subject: string, parent?: ParentSpan): JobSpan | undefined {
    const span = OpenSpan.begin({ operation: 'send', subject, attributes: {}, parent });
    return span && new JobSpan(span);
  }

  /** What its attempts are parts of. */
  get asParent(): ParentSpan | undefined {
    return this.#span.asParent;
  }

  noticed(event: Notice['event']): void {
    switch (event.type) {
      case 'retried':
        this.#span.event('zfarm.retried', { 'zfarm.item': event.item });
        break;
      case 'attempt-failed':
        this.#span.event('zfarm.attempt_failed', { 'zfarm.item': event.item, 'zfarm.fault': event.fault });
        break;
      case 'requeued':
        this.#span.event('zfarm.requeued', { 'zfarm.items': event.items, 'zfarm.reason': event.reason });
        break;
      case 'copied':
        this.#span.event('zfarm.copied', { 'zfarm.items': event.items });
    }
  }

  end({ job, done, failed, failure }: JobEnding): void {
    const fault = failure && faultOf(failure.error);
    if (fault !== undefined) this.#span.exception(fault);
    this.#span.end({ 'zfarm.job': job, 'zfarm.items.done': done, 'zfarm.items.failed': failed }, fault);
  }
}

/** What a job is called before its function has been read. */
export function subjectOf(fn: Shippable): string {
  if (fn instanceof URL) return fn.pathname.split('/').at(-1) ?? '';
  return 'name' in fn ? String(fn.name) : '';
}

function faultOf(error: unknown): { name: string; message: string; stack?: string | undefined } {
  if (error instanceof Error) return error;
  return { name: typeof error, message: String(error) };
}
