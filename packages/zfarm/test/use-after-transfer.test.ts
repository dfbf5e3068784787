import { afterEach, beforeEach, expect, test } from 'vitest';
import { beaconPort } from './support/free-port.js';
import { runScript } from './support/run-script.js';
import { WorkerProcess } from './support/worker-process.js';

let worker: WorkerProcess;
let port: number;

beforeEach(async () => {
  port = beaconPort();
  worker = await WorkerProcess.start({ name: 'alpha', port });
});

afterEach(async () => {
  worker.resume();
  await worker[Symbol.asyncDispose]();
});

/** Runs a client that has `values` on their way to a worker that stands still, then cancels the task and gives them away. */
function giveAway(values: string): ReturnType<typeof runScript> {
  return runScript(
    `
    import { Worker } from 'node:worker_threads';
    import { connect } from 'zfarm';
    const cluster = await connect({ local: 'never', minWorkers: 1 });
    // So much passes on a link that is known to be fast.
    for (let round = 0; round < 8; round += 1)
      await cluster.submit((bytes) => bytes.length, new Uint8Array(8 * 1024 * 1024));
    const thread = new Worker('require("worker_threads").parentPort.once("message", () => process.exit())', { eval: true });
    await new Promise((resolve) => thread.once('online', resolve));
    process.kill(${worker.pid}, 'SIGSTOP');
    const lists = ${values};
    const tasks = lists.map((values) => cluster.submit((bytes) => bytes.length, values));
    for (const task of tasks) task.catch(() => undefined);
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    for (const task of tasks) task.cancel();
    thread.postMessage(lists, lists.map((values) => values.buffer));
    await new Promise((resolve) => thread.once('exit', resolve));
    console.log('away', lists.every((values) => values.length === 0));
    process.kill(${worker.pid}, 'SIGCONT');
    console.log('next', await cluster.submit((n) => n + 1, 1));
    await cluster.close();
    `,
    { ZFARM_PORT: String(port) },
  );
}

test('memory that was on its way when its task was cancelled may be given to a thread that drops it', async () => {
  const end = await giveAway('[new Uint8Array(15 * 1024 * 1024).fill(1)]');
  expect(end).toMatchObject({ errors: '', code: 0, output: 'away true\nnext 2\n' });
});

test('so may the memory of many values, whose turn comes as those before them are cancelled', async () => {
  const end = await giveAway('Array.from({ length: 60 }, () => new Uint8Array(250_000).fill(1))');
  expect(end).toMatchObject({ errors: '', code: 0, output: 'away true\nnext 2\n' });
});

test('results may be given to a thread, however long they are', async () => {
  const end = await runScript(
    `
    import { Worker } from 'node:worker_threads';
    import { connect } from 'zfarm';
    const cluster = await connect({ local: 'never', minWorkers: 1 });
    const thread = new Worker('const { parentPort } = require("worker_threads"); parentPort.on("message", (bytes) => ' +
      'parentPort.postMessage([bytes.length, bytes.at(-1)]))', { eval: true });
    const told = [];
    for (const length of [100, 10_000, 500_000, 2_000_000, 8_000_000, 8_000_000]) {
      const bytes = await cluster.submit((length) => new Uint8Array(length).fill(7), length);
      thread.postMessage(bytes, [bytes.buffer]);
      const [answer] = await new Promise((resolve) => thread.once('message', (...answer) => resolve(answer)));
      told.push(answer[0] === length && answer[1] === 7);
    }
    console.log(told.join(' '));
    await thread.terminate();
    await cluster.close();
    `,
    { ZFARM_PORT: String(port) },
  );
  expect(end).toMatchObject({ errors: '', code: 0, output: 'true true true true true true\n' });
});
