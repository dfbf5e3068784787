import { ThreadWorker } from 'poolifier';
import { runTask } from './run-task.mjs';

/** Listens by being made. */
export const worker = new ThreadWorker(runTask);
