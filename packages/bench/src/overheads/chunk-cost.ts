import type { Probe } from '../benchmark.js';
import { ownCpuMs } from '../contenders/contender.js';
import { noOp } from './no-op.js';
import { onWorkers } from './on-workers.js';

const CHUNKS = { S: 500, M: 20_000, L: 100_000 } as const;

/** What handing out a chunk costs a client, all in: scheduler, codec, sockets. It bounds how many slots one client can feed. */
export const chunkCost: Probe = {
  name: 'chunk-cost',
  title: 'A map that does nothing, one item to a chunk: what a chunk costs the client',
  group: 'overhead',
  round: (environment, size) =>
    onWorkers(environment, 2, async (cluster) => {
      const items = Array.from({ length: CHUNKS[size] }, (_, at) => at);
      await cluster.map(noOp<number>, items.slice(0, CHUNKS.S), { chunk: 1 });
      const begun = performance.now();
      const cpu = ownCpuMs();
      const results = await cluster.map(noOp<number>, items, { chunk: 1 });
      const cpuMs = ownCpuMs() - cpu;
      const seconds = (performance.now() - begun) / 1000;
      if (results.length !== items.length) throw new Error('A result is missing.');
      const perChunk = (1000 * cpuMs) / items.length;
      return [
        { metric: 'cost of a chunk', value: perChunk, unit: 'µs', better: 'lower' },
        { metric: 'throughput', value: items.length / seconds, unit: 'chunks/s', better: 'higher' },
      ];
    }),
};
