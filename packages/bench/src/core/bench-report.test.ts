import { expect, test } from 'vitest';
import { BenchReportError, parseReport, REPORT_SCHEMA } from './bench-report.js';

test('takes what it has written', () => {
  const report = { schema: REPORT_SCHEMA, figures: [] };
  expect(parseReport(JSON.stringify(report))).toEqual(report);
});

test.each([
  ['{', /not JSON/],
  ['null', /no report of schema 1/],
  ['{"schema":2,"figures":[]}', /no report of schema 1/],
  ['{"schema":1}', /no report of schema 1/],
])('refuses %s', (text, message) => {
  expect(() => parseReport(text)).toThrow(BenchReportError);
  expect(() => parseReport(text)).toThrow(message);
});
