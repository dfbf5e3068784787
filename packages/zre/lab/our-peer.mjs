// A ZreNode in a process of its own, driven by JSON lines: see peer-process.ts for what they mean.
import { createInterface } from 'node:readline';
import { ZreNode } from '../dist/index.js';

const { groups = [], ...options } = JSON.parse(process.argv[2]);
const node = new ZreNode(options);
const bursts = new Map();

function report(fields) {
  process.stdout.write(`${JSON.stringify(fields)}\n`);
}

for (const type of ['enter', 'exit', 'join', 'leave', 'evasive', 'silent', 'leader', 'stop'])
  node.on(type, report);
for (const type of ['whisper', 'shout']) {
  node.on(type, (event) => {
    const [first] = event.content;
    const burst = /^burst:(\d+)\/(\d+)$/.exec(first?.subarray(0, 40).toString('latin1') ?? '');
    if (burst === null) report({ ...event, content: event.content.map((frame) => frame.toString('base64')) });
    else takeBurst(event.peer, Number(burst[1]), Number(burst[2]));
  });
}

// Tens of thousands of messages are counted here and told of once.
function takeBurst(peer, index, count) {
  const seen = bursts.get(peer) ?? { count: 0, inOrder: true };
  seen.inOrder &&= index === seen.count;
  seen.count += 1;
  bursts.set(peer, seen);
  if (index === count - 1) report({ type: 'burst', peer, ...seen });
}

async function burst(peer, count) {
  for (let index = 0; index < count; ) {
    if (node.whisper(peer, `burst:${index}/${count}`)) index += 1;
    if (!node.peers().includes(peer)) return;
    if (index % 500 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

const commands = {
  join: ({ group }) => node.join(group),
  leave: ({ group }) => node.leave(group),
  whisper: ({ peer, content }) => node.whisper(peer, decode(content)),
  shout: ({ group, content }) => node.shout(group, decode(content)),
  burst: ({ peer, count }) => burst(peer, count),
  peers: () => report({ type: 'peers', peers: node.peers() }),
  stop: () => node.stop(),
};

function decode(content) {
  return content.map((frame) => Buffer.from(frame, 'base64'));
}

for (const group of groups) node.join(group);
await node.start();
report({ type: 'started', peer: node.uuid, endpoint: node.gossipEndpoint ?? node.endpoint });
for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line);
  await commands[command.do](command);
}
// Whoever started this process has gone.
process.exit(0);
