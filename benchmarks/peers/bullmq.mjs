import { missingForProcesses } from './missing.mjs';
import { freePorts, PeerProcess } from './peer-process.mjs';
import { fromPlain, toPlain } from './plain-value.mjs';
import { TaskRunner } from './task-runner.mjs';

/** Events that Redis keeps for this side: more than tasks are ever in flight, since one that is trimmed is a result lost. */
const EVENTS_MAX = 1_000_000;

/** @type {import('@zfarm/bench').Contender} */
export const bullmq = {
  name: 'bullmq',
  title: 'BullMQ on a Redis of its own, 2 processes',
  kind: 'cluster',
  missing: () =>
    missingForProcesses(['bullmq', 'ioredis'], {
      command: 'redis-server',
      args: ['--version'],
      get: 'apt-get install redis-server',
    }),
  start: async () => {
    const [port] = await freePorts(1);
    const settings = ['--bind', '127.0.0.1', '--port', String(port), '--save', '', '--appendonly', 'no'];
    const redis = await PeerProcess.server('redis-server', settings, port);
    const worker = () => PeerProcess.worker('./bullmq-worker.mjs', port);
    const workers = await Promise.all([worker(), worker()]);
    const tasks = await TaskQueue.open(port);
    return new TaskRunner({
      send: (task) => tasks.send(task),
      processes: [redis, ...workers],
      close: () => tasks.close(),
    });
  },
};

/** This side of the queue: adds together what arises together, and hears of results by one stream of events. */
class TaskQueue {
  #queue;
  #events;
  #count = 0;
  #added = [];
  /** @type {Map<string, { resolve: (result: unknown) => void, reject: (error: unknown) => void }>} */
  #waiting = new Map();

  /** @param {number} port */
  static async open(port) {
    const { Queue, QueueEvents } = await import('bullmq');
    const connection = { host: '127.0.0.1', port };
    const queue = new Queue('tasks', {
      connection,
      streams: { events: { maxLen: EVENTS_MAX } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    // From the first event on: by itself it hears what is told after its first look, before which a result may be lost.
    const events = new QueueEvents('tasks', { connection, lastEventId: '0' });
    await Promise.all([queue.waitUntilReady(), events.waitUntilReady()]);
    return new TaskQueue(queue, events);
  }

  constructor(queue, events) {
    this.#queue = queue;
    this.#events = events;
    events.on('completed', ({ jobId, returnvalue }) => this.#taken(jobId)?.resolve(fromPlain(returnvalue)));
    events.on('failed', ({ jobId, failedReason }) => this.#taken(jobId)?.reject(new Error(failedReason)));
  }

  send({ work, item }) {
    this.#count += 1;
    const jobId = `task-${this.#count}`;
    if (this.#added.length === 0) queueMicrotask(() => this.#flush());
    this.#added.push({ name: work, data: toPlain(item), opts: { jobId } });
    return new Promise((resolve, reject) => this.#waiting.set(jobId, { resolve, reject }));
  }

  async close() {
    await this.#events.close();
    await this.#queue.close();
  }

  #flush() {
    const jobs = this.#added;
    this.#added = [];
    this.#queue.addBulk(jobs).catch((error) => {
      for (const { opts } of jobs) this.#taken(opts.jobId)?.reject(error);
    });
  }

  #taken(jobId) {
    const waiting = this.#waiting.get(jobId);
    this.#waiting.delete(jobId);
    return waiting;
  }
}
