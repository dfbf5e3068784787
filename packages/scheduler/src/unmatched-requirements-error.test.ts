import { expect, test } from 'vitest';
import { UnmatchedRequirementsError } from './unmatched-requirements-error.js';

const capacity = { slots: 2, memoryBytes: 1024 ** 3, labels: {}, resources: {} };
const present = [{ id: 'ABC', name: 'red', capacity }] as never;
const unmatched = { afterMs: 500, evenAlone: false };

test('the name of a worker in the place of its id is told', () => {
  const { message } = new UnmatchedRequirementsError({ worker: 'red', unmatched }, present);
  expect(message).toContain("'red' is a name; the id of that worker is ABC. Start one");
});

test('an id that nobody has is told as it is', () => {
  const { message } = new UnmatchedRequirementsError({ worker: 'XYZ', unmatched }, present);
  expect(message).toContain('red (2 slots, 1 GiB memory) lacks the id XYZ. Start one');
});
