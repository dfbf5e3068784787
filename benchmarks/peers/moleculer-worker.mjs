import moleculer from 'moleculer';
import { brokerOptions } from './moleculer-options.mjs';
import { ready } from './peer-process.mjs';
import { fromPlain, toPlain } from './plain-value.mjs';
import { runTask } from './run-task.mjs';

const [index, ...ports] = process.argv.slice(2).map(Number);
const broker = new moleculer.ServiceBroker(brokerOptions(index, ports));
broker.createService({
  name: 'tasks',
  actions: {
    run: async ({ params: { work, ...sent } }) => toPlain(await runTask({ work, item: fromPlain(sent) })),
  },
});
await broker.start();
ready();
