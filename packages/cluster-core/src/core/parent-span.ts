/**
 * The span that something is a part of, as it travels: its `traceparent` and, if it has one, its `tracestate`
 * (https://www.w3.org/TR/trace-context/).
 */
export type ParentSpan = readonly string[];
