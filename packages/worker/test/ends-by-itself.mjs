// Run by local-worker.test.ts: a script that uses a local worker and closes nothing.
import { attemptId, decodeList, encodeList, encodeValue, jobId, payloadBytes } from '@zfarm/cluster-core';
import { shipFunction } from '@zfarm/cluster-core/shipping';
import { LocalWorker } from '../dist/index.js';

const ref = (inline) => ({ owner: 'script', id: 1, bytes: payloadBytes(inline), inline });
const { hash, source, vars, name } = shipFunction((n) => n * 2);
const items = ref(encodeList([1, 2, 3], 0, 3));

const results = [];
let lastAt = 0;
const link = new LocalWorker({ threads: 2 }).connect({
  opened() {
    link.send({ kind: 'code-put', code: hash, value: ref(encodeValue({ source, vars, name })) });
    link.send({
      kind: 'assign',
      attempt: attemptId(1),
      job: jobId(1),
      code: hash,
      call: 'item',
      first: 0,
      count: 3,
      items,
    });
  },
  received(_link, messages) {
    for (const message of messages)
      if (message.kind === 'slice') results.push(...decodeList(message.values.inline));
    lastAt = performance.now();
  },
  closed() {},
});

process.on('exit', () => {
  process.stdout.write(JSON.stringify({ idleMs: performance.now() - lastAt, results }));
});
