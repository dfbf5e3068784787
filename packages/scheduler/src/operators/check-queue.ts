import { QUEUE_NAME_CHARS_MAX } from '@zfarm/cluster-core/core';
import { QUEUE_CAPACITY_MAX } from '../core/queue/queue-limits.js';
import { BOOLEAN, checkOptions, count, type OptionRule } from '../option-error.js';
import type { QueueOptions } from './cluster-queue.js';

const RULES: Readonly<Record<keyof QueueOptions, OptionRule>> = {
  capacity: count(1, QUEUE_CAPACITY_MAX),
  create: BOOLEAN,
};

/** @throws TypeError, OptionError */
export function checkQueue(name: unknown, options: unknown = {}): void {
  if (typeof name !== 'string' || name === '' || name.length > QUEUE_NAME_CHARS_MAX)
    throw new TypeError(`queue: expected a name, a text of 1 to ${QUEUE_NAME_CHARS_MAX} characters.`);
  checkOptions('queue', options, RULES, '{ capacity: 100 }');
}
