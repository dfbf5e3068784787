// A zyre.js node driven by JSON lines. Run it with NODE_PATH naming the folder zyre.js is installed in.
const { createInterface } = require('node:readline');
const Zyre = require('zyre.js');

const { name, headers, groups = [], interface: iface, expiredMs, evasiveMs } = JSON.parse(process.argv[2]);
const node = new Zyre({ name, headers, iface, expired: expiredMs, evasive: evasiveMs });
node.setEncoding('raw');
const bursts = new Map();

function report(type, id, fields) {
  process.stdout.write(`${JSON.stringify({ type, peer: id.toUpperCase(), ...fields })}\n`);
}

function reportContent(type, id, fields, content) {
  const burst = /^burst:(\d+)\/(\d+)$/.exec(content.subarray(0, 40).toString('latin1'));
  if (burst === null) report(type, id, { ...fields, content: [content.toString('base64')] });
  else takeBurst(id, Number(burst[1]), Number(burst[2]));
}

function takeBurst(id, index, count) {
  const seen = bursts.get(id) ?? { count: 0, inOrder: true };
  seen.inOrder &&= index === seen.count;
  seen.count += 1;
  bursts.set(id, seen);
  if (index === count - 1) report('burst', id, seen);
}

node.on('connect', (id, peerName, peerHeaders) => {
  const { endpoint } = node.getPeer(id) ?? {};
  report('enter', id, { name: peerName, headers: peerHeaders, endpoint });
});
node.on('disconnect', (id, peerName) => report('exit', id, { name: peerName }));
node.on('join', (id, peerName, group) => report('join', id, { name: peerName, group }));
node.on('leave', (id, peerName, group) => report('leave', id, { name: peerName, group }));
node.on('whisper', (id, peerName, content) => reportContent('whisper', id, { name: peerName }, content));
node.on('shout', (id, peerName, content, group) =>
  reportContent('shout', id, { name: peerName, group }, content),
);

const commands = {
  join: ({ group }) => node.join(group),
  leave: ({ group }) => node.leave(group),
  whisper: ({ peer, content }) => node.whisper(peer.toLowerCase(), Buffer.from(content[0], 'base64')),
  shout: ({ group, content }) => node.shout(group, Buffer.from(content[0], 'base64')),
  burst: ({ peer, count }) => {
    for (let index = 0; index < count; index += 1) {
      node.whisper(peer.toLowerCase(), Buffer.from(`burst:${index}/${count}`));
    }
  },
  stop: () => node.stop(),
};

async function main() {
  await node.start();
  for (const group of groups) node.join(group);
  report('started', node.getIdentity(), {});
  for await (const line of createInterface({ input: process.stdin })) {
    const command = JSON.parse(line);
    await commands[command.do](command);
  }
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
