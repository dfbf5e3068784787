import { jobId } from '@zfarm/cluster-core/core';
import { expect, test } from 'vitest';
import { CODE, CoreHarness } from '../../test/support/core-harness.js';

const BUNDLE = 'b'.repeat(32);
const OTHER = 'e'.repeat(32);

function codesSent(h: CoreHarness, to: string): string[] {
  return h.out.flatMap((o) =>
    o.kind === 'send' && o.worker === to && o.message.kind === 'code-put' ? [o.message.code] : [],
  );
}

test('what a function is built on goes ahead of it, once, whichever job needs it, and again when asked for', () => {
  const h = new CoreHarness();
  h.open('W');
  h.submit(1, {}, { parts: [BUNDLE] });
  expect(codesSent(h, 'W')).toEqual([BUNDLE, CODE]);
  expect(h.assigns()).toMatchObject([{ code: CODE, parts: [BUNDLE] }]);
  h.submit(1, {}, { parts: [BUNDLE], code: OTHER, job: jobId(2) });
  expect(codesSent(h, 'W')).toEqual([OTHER]);
  h.tell('W', { kind: 'code-need', code: BUNDLE });
  expect(codesSent(h, 'W')).toEqual([BUNDLE]);
  h.tell('W', { kind: 'code-need', code: 'f'.repeat(32) });
  expect(codesSent(h, 'W')).toEqual([]);
});
