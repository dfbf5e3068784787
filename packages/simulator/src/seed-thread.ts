import { parentPort } from 'node:worker_threads';
import { runRange, type SeedRange } from './seed-range.js';

/** A thread that runs the ranges of seeds that it is sent, one after the other. */
parentPort?.on('message', (range: SeedRange) => {
  parentPort?.postMessage(runRange(range));
});
