import { Worker } from 'bullmq';
import { ready } from './peer-process.mjs';
import { fromPlain, toPlain } from './plain-value.mjs';
import { runTask } from './run-task.mjs';

const connection = { host: '127.0.0.1', port: Number(process.argv[2]) };
const work = async ({ name, data }) => toPlain(await runTask({ work: name, item: fromPlain(data) }));
const worker = new Worker('tasks', work, { connection });
await worker.waitUntilReady();
ready();
