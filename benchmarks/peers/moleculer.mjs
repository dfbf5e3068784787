import { missingForProcesses } from './missing.mjs';
import { freePorts, PeerProcess } from './peer-process.mjs';
import { fromPlain, toPlain } from './plain-value.mjs';
import { TaskRunner } from './task-runner.mjs';

/** @type {import('@zfarm/bench').Contender} */
export const moleculer = {
  name: 'moleculer',
  title: 'Moleculer over TCP, 2 processes',
  kind: 'cluster',
  missing: () => missingForProcesses(['moleculer']),
  start: async () => {
    const { ServiceBroker } = (await import('moleculer')).default;
    const { brokerOptions } = await import('./moleculer-options.mjs');
    const ports = await freePorts(3);
    const worker = (index) => PeerProcess.worker('./moleculer-worker.mjs', index, ...ports);
    const workers = await Promise.all([worker(1), worker(2)]);
    const broker = new ServiceBroker(brokerOptions(0, ports));
    await broker.start();
    const nodes = () => broker.registry.actions.get('tasks.run')?.count() ?? 0;
    while (nodes() < workers.length) await new Promise((resolve) => setTimeout(resolve, 50));
    // One call first: each that finds no connection opens one, and thousands at once are refused.
    for (const nodeID of ['node-1', 'node-2'])
      await broker.call('tasks.run', { work: 'noOp', plain: 0 }, { nodeID });
    const send = async ({ work, item }) =>
      fromPlain(await broker.call('tasks.run', { work, ...toPlain(item) }));
    return new TaskRunner({ send, processes: workers, close: () => broker.stop() });
  },
};
