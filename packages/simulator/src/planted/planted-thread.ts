import { parentPort } from 'node:worker_threads';
import { findBug, plantedBugs } from './planted-bugs.js';

/** Asks a thread for the first seed that shows the bug of that name. */
export interface BugHunt {
  readonly name: string;
  readonly seedsMax: number;
}

/** A thread that looks for the bugs that it is sent, one after the other. */
parentPort?.on('message', ({ name, seedsMax }: BugHunt) => {
  const bug = plantedBugs.find((one) => one.name === name);
  parentPort?.postMessage(bug && findBug(bug, seedsMax));
});
