import * as api from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { afterEach, expect, test } from 'vitest';
import { OpenSpan } from './open-span.js';
import { activeSpan, contextUnder, parentSpanOf, underSpan } from './parent-context.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const SPAN = 'b7ad6b7169203331';

afterEach(() => {
  api.trace.disable();
  api.context.disable();
});

test('without an SDK there is no span, and what is to be called is called', () => {
  expect(activeSpan()).toBeUndefined();
  const attributes = {};
  expect(OpenSpan.begin({ operation: 'send', subject: 'fn', attributes })).toBeUndefined();
  expect(underSpan([`00-${TRACE}-${SPAN}-01`], () => 7)).toBe(7);
});

test('a span is named and found again as W3C Trace Context says', () => {
  const texts = [`00-${TRACE}-${SPAN}-01`, 'vendor=value'];
  const span = api.trace.getSpanContext(contextUnder(api, texts));
  expect(span).toMatchObject({ traceId: TRACE, spanId: SPAN, traceFlags: 1, isRemote: true });
  expect(parentSpanOf(api, span)).toEqual(texts);
});

test('a later version is read as far as it is known', () => {
  const span = api.trace.getSpanContext(contextUnder(api, [`cc-${TRACE}-${SPAN}-03-more`]));
  expect(parentSpanOf(api, span)).toEqual([`00-${TRACE}-${SPAN}-01`]);
});

test.each([
  [[]],
  [['']],
  [['00-0-0-00']],
  [[`00-${'0'.repeat(32)}-${SPAN}-01`]],
  [[`00-${TRACE.toUpperCase()}-${SPAN}-01`]],
])('what names no span is no parent: %j', (texts) => {
  expect(contextUnder(api, texts)).toBe(api.ROOT_CONTEXT);
});

test('a state that is too long for a message is left out', () => {
  const traceState = api.createTraceState(`v=${'x'.repeat(250)},w=${'x'.repeat(250)},z=${'x'.repeat(250)}`);
  const span = { traceId: TRACE, spanId: SPAN, traceFlags: 0, traceState };
  expect(parentSpanOf(api, span)).toEqual([`00-${TRACE}-${SPAN}-00`]);
});

test('under a span it is the active one', () => {
  new NodeTracerProvider().register();
  const texts = [`00-${TRACE}-${SPAN}-01`];
  expect(underSpan(texts, activeSpan)).toEqual(texts);
  expect(activeSpan()).toBeUndefined();
});
