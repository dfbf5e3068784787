// Bare ZRE nodes, several in one process, on the interface and port given as JSON. On lines of standard input: `start <count>`,
// `stop <count>` (the oldest, with a goodbye), `views`. It ends when standard input does, or after `lifeMsMax`.
import { createInterface } from 'node:readline';
import { ZreNode } from '@zfarm/zre';

const { lifeMsMax, ...options } = JSON.parse(process.argv[2]);
setTimeout(() => process.exit(1), lifeMsMax).unref();
const nodes = [];
const say = (fields) => process.stdout.write(`${JSON.stringify(fields)}\n`);

const commands = {
  start: async (count) => {
    const born = Array.from({ length: count }, () => new ZreNode(options));
    nodes.push(...born);
    await Promise.all(born.map((node) => node.start()));
    say({ kind: 'started' });
  },
  stop: async (count) => {
    await Promise.all(nodes.splice(0, count).map((node) => node.stop()));
    say({ kind: 'stopped' });
  },
  views: () => say({ kind: 'views', views: nodes.map((node) => [node.uuid, node.peers()]) }),
};

createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, count] = line.split(' ');
    void commands[command](Number(count));
  })
  .on('close', () => process.exit());
say({ kind: 'ready' });
