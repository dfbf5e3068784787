// A folder that shows who is on the network: a JSON file for each node, gone when the node is. `zfarm dir` is the same at
// length, with atomic writes and a folder that may vanish.
//   node examples/jobs/15-zyredir.mjs nodes
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ZreNode } from '@zfarm/zre';

const [folder = 'nodes'] = process.argv.slice(2);
const { ZFARM_INTERFACE = '127.0.0.1', ZFARM_PORT = '5670' } = process.env;
const node = new ZreNode({ interface: ZFARM_INTERFACE, port: Number(ZFARM_PORT) });
process.once('SIGINT', () => void node.stop());
process.once('SIGTERM', () => void node.stop());

await mkdir(folder, { recursive: true });
await node.start();
console.log(`Watching the network; see ${folder}.`);
const file = (peer) => join(folder, `${peer}.json`);
for await (const event of node.events()) {
  if (event.type === 'enter') {
    const { name, endpoint, headers } = event;
    await writeFile(file(event.peer), `${JSON.stringify({ name, endpoint, headers }, undefined, 2)}\n`);
  }
  if (event.type === 'exit') await rm(file(event.peer), { force: true });
}
await rm(folder, { recursive: true, force: true });
