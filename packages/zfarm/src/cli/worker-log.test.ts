import { expect, test } from 'vitest';
import { type WorkerLogOptions, workerLog } from './worker-log.js';

function linesOf(options: Pick<WorkerLogOptions, 'format' | 'level'>): string[] {
  const lines: string[] = [];
  const log = workerLog({ ...options, worker: 'red', write: (line) => lines.push(line), now: () => 7 });
  log.debug({ peer: 'A' }, 'client A is here');
  log.info({}, 'serves');
  log.warn({ slot: 1 }, 'a thread died');
  log.error({}, 'refused');
  return lines;
}

test('as text a line is its message', () => {
  expect(linesOf({ format: 'text', level: 'info' })).toEqual(['serves', 'a thread died', 'refused']);
});

test('what is below the level is left out', () => {
  expect(linesOf({ format: 'text', level: 'debug' })).toHaveLength(4);
  expect(linesOf({ format: 'text', level: 'error' })).toEqual(['refused']);
});

test('as JSON each line is an object as pino writes it', () => {
  const [first, second] = linesOf({ format: 'json', level: 'info' }).map((line): unknown => JSON.parse(line));
  expect(first).toEqual({ level: 30, time: 7, worker: 'red', msg: 'serves' });
  expect(second).toEqual({ level: 40, time: 7, worker: 'red', msg: 'a thread died', slot: 1 });
});
