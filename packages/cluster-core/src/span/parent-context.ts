import type { Context, SpanContext } from '@opentelemetry/api';
import { TRACE_STATE_CHARS_MAX } from '../core/limits.js';
import type { ParentSpan } from '../core/parent-span.js';
import { type OpenTelemetry, openTelemetry } from './open-telemetry.js';

/** Version 00; of a later one, what is known of it. */
const TRACEPARENT = /^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/** How a span is named in a message; undefined for one that stands for nothing. */
export function parentSpanOf(api: OpenTelemetry, span: SpanContext | undefined): ParentSpan | undefined {
  if (span === undefined || !api.isSpanContextValid(span)) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, '0');
  const state = span.traceState?.serialize() ?? '';
  const parent = `00-${span.traceId}-${span.spanId}-${flags}`;
  return state === '' || state.length > TRACE_STATE_CHARS_MAX ? [parent] : [parent, state];
}

/** The context in which that span of another process is the active one; the root context for what makes no sense. */
export function contextUnder(api: OpenTelemetry, [parent = '', state]: ParentSpan): Context {
  const [, traceId = '', spanId = '', flags = '00'] = TRACEPARENT.exec(parent) ?? [];
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & api.TraceFlags.SAMPLED,
    isRemote: true,
    ...(state !== undefined && { traceState: api.createTraceState(state) }),
  };
  return api.isSpanContextValid(span) ? api.trace.setSpanContext(api.ROOT_CONTEXT, span) : api.ROOT_CONTEXT;
}

/** The span that is active where this is called, if there is one. */
export function activeSpan(): ParentSpan | undefined {
  const api = openTelemetry();
  return api && parentSpanOf(api, api.trace.getActiveSpan()?.spanContext());
}

/** Calls it with that span as the active one, so that spans begun in it are its children. */
export function underSpan<R>(parent: ParentSpan | undefined, call: () => R): R {
  const api = parent && openTelemetry();
  return api === undefined || parent === undefined
    ? call()
    : api.context.with(contextUnder(api, parent), call);
}
