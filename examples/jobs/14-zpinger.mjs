// Pings whoever enters, as zpinger of Zyre does, and tells what happens on the network. `zfarm ping` is the same at length.
//   node examples/jobs/14-zpinger.mjs
import { ZreNode } from '@zfarm/zre';

const { ZFARM_INTERFACE = '127.0.0.1', ZFARM_PORT = '5670' } = process.env;
const node = new ZreNode({ interface: ZFARM_INTERFACE, port: Number(ZFARM_PORT) });
process.once('SIGINT', () => void node.stop());
process.once('SIGTERM', () => void node.stop());

node.join('GLOBAL');
await node.start();
for await (const event of node.events()) {
  switch (event.type) {
    case 'enter':
      console.log(`${event.name} entered`);
      node.whisper(event.peer, 'Hello');
      break;
    case 'whisper':
      console.log(`${event.name} whispers: ${event.content[0]}`);
      node.shout('GLOBAL', `Hello everybody, I met ${event.name}`);
      break;
    case 'shout':
      console.log(`${event.name} shouts: ${event.content[0]}`);
      break;
    case 'exit':
      console.log(`${event.name} left`);
  }
}
