import { expect, test } from 'vitest';
import { labelled, type TaskLog } from './task-log.js';

function log(text: string): TaskLog {
  return { worker: 'red', index: 3, stream: 'stdout', text, dropped: 0 };
}

test('every line is labelled, also an empty one', () => {
  expect(labelled(log('one'), 'red 3')).toBe('[red 3] one\n');
  expect(labelled(log('one\n\ntwo'), 'red 3')).toBe('[red 3] one\n[red 3] \n[red 3] two\n');
  expect(labelled(log(''), 'red')).toBe('[red] \n');
});
