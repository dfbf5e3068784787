import { parentPort } from 'node:worker_threads';
import { workNamed } from '../jobs/work.js';
import type { Share, ShareAnswer } from './threads.js';

async function answerOf({ id, work, items }: Share): Promise<ShareAnswer> {
  try {
    const run = workNamed(work);
    const results = [];
    for (const item of items) results.push(await run(item));
    return { id, results };
  } catch (error) {
    return { id, failure: String(error) };
  }
}

parentPort?.on('message', (share: Share) => {
  void answerOf(share).then((answer) => parentPort?.postMessage(answer));
});
