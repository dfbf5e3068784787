// A chat without a server, of nodes that find one another: what you type is shouted to the group, until you end the input.
//   node examples/jobs/13-chat.mjs ada        (in two terminals, or on two machines with ZFARM_INTERFACE=eth0)
import { createInterface } from 'node:readline';
import { ZreNode } from '@zfarm/zre';

const [name = 'somebody'] = process.argv.slice(2);
const { ZFARM_INTERFACE = '127.0.0.1', ZFARM_PORT = '5670' } = process.env;
const node = new ZreNode({ name, interface: ZFARM_INTERFACE, port: Number(ZFARM_PORT) });
/** Names and words come from others, and must not steer the terminal. */
const plain = (text) => String(text).replace(/\p{C}+/gu, ' ');

node.on('join', ({ name: who, group }) => group === 'CHAT' && console.log(`* ${plain(who)} is here`));
node.on('exit', ({ name: who }) => console.log(`* ${plain(who)} has left`));
node.on('shout', ({ name: who, content }) => console.log(`${plain(who)}: ${plain(content[0])}`));
node.join('CHAT');
await node.start();
for await (const line of createInterface({ input: process.stdin })) node.shout('CHAT', line);
await node.stop();
