import type { Span } from '@opentelemetry/api';
import type { ParentSpan } from '../core/parent-span.js';
import { type OpenTelemetry, openTelemetry } from './open-telemetry.js';
import { contextUnder, parentSpanOf } from './parent-context.js';

/** Attributes of a span, by the names of OpenTelemetry. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

/** What went wrong under a span. */
export interface SpanFault {
  /** Name of the error. */
  readonly name: string;
  /** Its message. */
  readonly message: string;
  /** Its stack. */
  readonly stack?: string | undefined;
}

/** What a span is about. */
export interface SpanBeginning {
  /** What is done, in the words of OpenTelemetry's conventions for messaging. */
  readonly operation: 'send' | 'process';
  /** Name of the function that it is done with. */
  readonly subject: string;
  /** Beside those of messaging, which it gets by itself. */
  readonly attributes: SpanAttributes;
  /** Absent: the span that is active here. */
  readonly parent?: ParentSpan | undefined;
}

/** A span that has begun: what zfarm tells OpenTelemetry of a job, or of an attempt at some of its items. */
export class OpenSpan {
  readonly #api: OpenTelemetry;
  readonly #span: Span;

  private constructor(api: OpenTelemetry, span: Span) {
    this.#api = api;
    this.#span = span;
  }

  /** Undefined where no SDK records spans. */
  static begin({ operation, subject, attributes, parent }: SpanBeginning): OpenSpan | undefined {
    const api = openTelemetry();
    if (api === undefined) return undefined;
    const name = subject === '' ? 'anonymous' : subject;
    const span = api.trace.getTracer('zfarm').startSpan(
      `${operation} ${name}`,
      {
        kind: operation === 'send' ? api.SpanKind.PRODUCER : api.SpanKind.CONSUMER,
        attributes: {
          'messaging.system': 'zfarm',
          'messaging.operation.name': operation,
          'messaging.operation.type': operation,
          'messaging.destination.name': name,
          ...attributes,
        },
      },
      parent === undefined ? api.context.active() : contextUnder(api, parent),
    );
    return new OpenSpan(api, span);
  }

  /** How what comes of it names it. */
  get asParent(): ParentSpan | undefined {
    return parentSpanOf(this.#api, this.#span.spanContext());
  }

  /** Something has happened under it. */
  event(name: string, attributes: SpanAttributes = {}): void {
    this.#span.addEvent(name, { ...attributes });
  }

  /** Something under it failed. @param attributes say what of it. */
  exception({ name, message, stack }: SpanFault, attributes: SpanAttributes = {}): void {
    this.#span.addEvent('exception', {
      'exception.type': name,
      'exception.message': message,
      ...(stack !== undefined && { 'exception.stacktrace': stack }),
      ...attributes,
    });
  }

  /** It is over. @param fault what it failed of as a whole */
  end(attributes: SpanAttributes, fault?: SpanFault): void {
    this.#span.setAttributes({ ...attributes });
    if (fault !== undefined) {
      this.#span.setAttribute('error.type', fault.name);
      this.#span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message: fault.message });
    }
    this.#span.end();
  }
}
