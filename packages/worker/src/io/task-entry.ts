/** The file that each thread of the pool runs: one call for each residence on a slot. */
import { failureRecord, provideAmbientCluster, provideTaskContext } from '@zfarm/cluster-core';
import type { ItemContext } from './item-context.js';
import { nestingItem } from './nesting-item.js';
import { loadTasks } from './registered-tasks.js';
import { ResultOutbox } from './result-outbox.js';
import { StatusBuffer } from './status-buffer.js';
import { redirectConsole } from './task-console.js';
import { TaskRunner } from './task-runner.js';
import { taskStack } from './task-stack.js';
import { ThreadCodes } from './thread-codes.js';
import type { FromThread, Residence, ToThread } from './thread-message.js';

const codes = new ThreadCodes();

/** The residence that lasts: what its thread's last words are told to. */
let current: { readonly runner: TaskRunner; readonly say: (message: FromThread) => void } | undefined;
let lastWordsSaid = false;

/** Of the item whose code asks or, where that is not known, of the one at work. */
const contextHere = (): ItemContext | undefined =>
  nestingItem()?.visit.context ?? current?.runner.current.context;

provideTaskContext(contextHere);
provideAmbientCluster(() => (nestingItem() === undefined ? undefined : current?.runner.cluster));
redirectConsole(() => contextHere()?.console);

/** Serves runs from the port until it is released. */
export default async function reside(residence: Residence): Promise<void> {
  const { port, status, taskModules } = residence;
  if (taskModules !== undefined) codes.restrictTo(await loadTasks(taskModules));
  const runner = new TaskRunner(new ResultOutbox(port), codes, new StatusBuffer(status), residence);
  current = { runner, say: (message) => port.postMessage(message) };
  const released = new Promise<void>((resolve) => {
    port.on('message', (message: ToThread) => {
      switch (message.kind) {
        case 'code':
          codes.give(message.code, message.value);
          break;
        case 'drop-code':
          codes.drop(message.code);
          break;
        case 'runs':
          void runner.work(message.runs);
          break;
        case 'cancelled':
          runner.cancelled();
          break;
        case 'nested':
          runner.nested(message.nested, message.message);
          break;
        case 'end-setup':
          runner.endSetup(message.job);
          break;
        case 'release':
          current = undefined;
          codes.clear();
          void runner.setups.endAll().then(() => {
            port.close();
            resolve();
          });
      }
    });
  });
  current.say({ kind: 'ready' });
  return released;
}

/** What a task let escape ends the thread: nobody could tell what state it left behind. */
process.on('uncaughtException', (error) => {
  lastWords({ kind: 'uncaught', failure: failureRecord(error, taskStack) });
  process.exit(1);
});

process.on('exit', (exitCode) => lastWords({ kind: 'exiting', exitCode }));

/** Results that were ready are not lost with the thread. */
function lastWords(message: FromThread): void {
  if (lastWordsSaid) return;
  lastWordsSaid = true;
  current?.runner.outbox.post(performance.now());
  current?.say(message);
}
