/**
 * Whispers of @zfarm/zre against zeromq.js moving the same frames by hand, between two processes on loopback: one socket each
 * way and a head frame before the content, as ZRE has it. Rounds alternate; medians are compared.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { ZreNode } from '@zfarm/zre';
import { Dealer, Router } from 'zeromq';

/** Many short rounds: how fast the machine is changes from second to second. */
const CASES = [
  { name: 'whisper 100 B, one way', unit: 'messages/s', rounds: 21, bytes: 100, count: 8_000, wanted: 0.85 },
  {
    name: 'whisper 64 KiB, one way',
    unit: 'messages/s',
    rounds: 9,
    bytes: 65_536,
    count: 1_000,
    wanted: 0.9,
  },
  { name: 'round trip 100 B, p50', unit: 'us', rounds: 300, bytes: 100, count: 60, wanted: 1.15 },
];
/** The other process gets it as its argument. */
const PORT = Number(process.argv[3] ?? 20_000 + 3 * (process.pid % 10_000));
/** The first octet of a content tells what to do with it. */
const ONE_WAY = 0;
const ANSWER = 1;
/** Of a WHISPER; the last two octets are its number. */
const head = Buffer.from('aaa102020000', 'hex');

/** Both ends look alike: `send(content)`, and `onContent(content)` for what comes. */
async function rawEnd(onContent, ownPort, otherPort) {
  const inbox = new Router({ linger: 0 });
  const outbox = new Dealer({ linger: 0 });
  await inbox.bind(`tcp://127.0.0.1:${ownPort}`);
  outbox.connect(`tcp://127.0.0.1:${otherPort}`);
  const queue = [];
  let [pumping, sequence] = [false, 1];
  const pump = async () => {
    pumping = true;
    for (let content = queue.shift(); content !== undefined; content = queue.shift()) {
      sequence = (sequence + 1) & 0xffff;
      const numbered = Buffer.from(head);
      numbered.writeUInt16BE(sequence, 4);
      await outbox.send([numbered, content]);
    }
    pumping = false;
  };
  const read = async () => {
    for (;;) onContent((await inbox.receive())[2]);
  };
  void read();
  return {
    send: (content) => {
      queue.push(content);
      if (!pumping) void pump();
    },
  };
}

async function zreEnd(onContent) {
  const node = new ZreNode({ interface: '127.0.0.1', port: PORT });
  let peer;
  node.on('whisper', ({ content }) => onContent(content[0]));
  const entered = new Promise((resolve) => node.on('enter', (event) => resolve(event.peer)));
  await node.start();
  return {
    met: async () => {
      peer = await entered;
    },
    send: (content) => {
      if (!node.whisper(peer, content)) throw new Error('Too much waits already');
    },
  };
}

/** Answers what wants an answer. */
async function serve() {
  process.on('disconnect', () => process.exit());
  const echo = (end) => (content) => {
    if (content[0] === ANSWER) end().send(content);
  };
  const raw = await rawEnd(
    echo(() => raw),
    PORT + 2,
    PORT + 1,
  );
  const zre = await zreEnd(echo(() => zre));
  await zre.met();
}

/** The last of the messages is answered, and so tells that all have arrived. */
async function oneWay(end, { bytes, count }, answered) {
  const [content, last] = [Buffer.alloc(bytes, ONE_WAY), Buffer.alloc(bytes, ANSWER)];
  const begun = performance.now();
  const done = answered();
  for (let sent = 1; sent < count; sent += 1) end.send(content);
  end.send(last);
  await done;
  return (count / (performance.now() - begun)) * 1_000;
}

async function roundTrips(end, { bytes, count }, answered) {
  const content = Buffer.alloc(bytes, ANSWER);
  const samples = [];
  for (let trip = 0; trip < count; trip += 1) {
    const begun = performance.now();
    const answer = answered();
    end.send(content);
    await answer;
    samples.push((performance.now() - begun) * 1_000);
  }
  return median(samples);
}

function median(samples) {
  return samples.toSorted((a, b) => a - b)[Math.floor(samples.length / 2)];
}

async function measure() {
  const child = fork(fileURLToPath(import.meta.url), ['serve', String(PORT)]);
  let onAnswer;
  const answered = () => new Promise((resolve) => (onAnswer = resolve));
  const ends = {
    raw: await rawEnd((content) => onAnswer(content), PORT + 1, PORT + 2),
    ours: await zreEnd((content) => onAnswer(content)),
  };
  await ends.ours.met();
  for (const wanted of CASES) {
    const run = wanted.unit === 'us' ? roundTrips : oneWay;
    const samples = { raw: [], ours: [] };
    for (let round = 0; round <= wanted.rounds; round += 1) {
      for (const side of round % 2 === 0 ? ['raw', 'ours'] : ['ours', 'raw']) {
        const sample = await run(ends[side], wanted, answered);
        // The first round only warms up.
        if (round > 0) samples[side].push(sample);
      }
    }
    const [raw, ours] = [median(samples.raw), median(samples.ours)];
    const bound = wanted.unit === 'us' ? '<=' : '>=';
    console.log(
      `${wanted.name}: raw ${raw.toFixed(0)} ${wanted.unit}, ours ${ours.toFixed(0)}, ` +
        `ours/raw ${(ours / raw).toFixed(2)} (wanted ${bound} ${wanted.wanted})`,
    );
  }
  child.kill();
  await once(child, 'exit');
  process.exit();
}

await (process.argv[2] === 'serve' ? serve() : measure());
