/**
 * Whispers of @zfarm/zre against zeromq.js moving the same frames by hand, between two processes on loopback: one socket each
 * way and a head frame before the content, as ZRE has it. Rounds alternate; medians are compared.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ZreNode } from '@zfarm/zre';
import { Dealer, Router } from 'zeromq';

/** Many short rounds: how fast the machine is changes from second to second. */
const CASES = [
  { name: 'whisper 100 B, one way', unit: 'messages/s', rounds: 61, bytes: 100, count: 8_000, wanted: 0.85 },
  {
    name: 'whisper 64 KiB, one way',
    unit: 'messages/s',
    rounds: 31,
    bytes: 65_536,
    count: 1_000,
    wanted: 0.9,
  },
  { name: 'round trip 100 B, p50', unit: 'us', rounds: 300, bytes: 100, count: 60, wanted: 1.15 },
];
/** The other process gets it as its argument. */
const PORT = Number(process.argv[3] ?? 20_000 + 3 * (process.pid % 10_000));
const BURST = 250;
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

/** Answers what wants an answer, and tells what CPU time it has used. */
async function serve() {
  process.on('disconnect', () => process.exit());
  process.on('message', () => process.send(cpuUs()));
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

/**
 * The last of the messages is answered, and so tells that all have arrived. Who has many to send lets the event loop turn
 * now and then.
 */
async function oneWay(end, { bytes, count }, answered) {
  const [content, last] = [Buffer.alloc(bytes, ONE_WAY), Buffer.alloc(bytes, ANSWER)];
  const begun = performance.now();
  const done = answered();
  for (let sent = 1; sent < count; sent += 1) {
    end.send(content);
    if (sent % BURST === 0) await setImmediate();
  }
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
  return quantile(samples, 0.5);
}

function quantile(samples, part) {
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) * part)];
}

function cpuUs() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Of all threads of both processes: sender and receiver. */
async function cpuOfBoth(child) {
  child.send('cpu');
  const [receiver] = await once(child, 'message');
  return [cpuUs(), receiver];
}

/** @returns of each side what came out in each round, and the CPU time of each process for one message */
async function alternate(ends, wanted, { answered, child }) {
  const run = wanted.unit === 'us' ? roundTrips : oneWay;
  const sides = { raw: { samples: [], cpu: [[], []] }, ours: { samples: [], cpu: [[], []] } };
  for (let round = 0; round <= wanted.rounds; round += 1) {
    for (const side of round % 2 === 0 ? ['raw', 'ours'] : ['ours', 'raw']) {
      const before = await cpuOfBoth(child);
      const sample = await run(ends[side], wanted, answered);
      const after = await cpuOfBoth(child);
      // The first round only warms up.
      if (round === 0) continue;
      sides[side].samples.push(sample);
      for (const [index, list] of sides[side].cpu.entries())
        list.push((after[index] - before[index]) / wanted.count);
    }
  }
  return sides;
}

function describe({ samples, cpu }) {
  const [low, median, high] = [0.25, 0.5, 0.75].map((part) => quantile(samples, part).toFixed(0));
  const [sender, receiver] = cpu.map((each) => quantile(each, 0.5).toFixed(1));
  return `${median} (${low} to ${high}), CPU ${sender} + ${receiver} us a message`;
}

/** The steadier figure where other programs run. */
function cpuOfMessage({ cpu }) {
  return cpu.reduce((sum, each) => sum + quantile(each, 0.5), 0);
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
    const { raw, ours } = await alternate(ends, wanted, { answered, child });
    // Neighbouring rounds are compared with each other: the machine's speed changes slowly.
    const ratios = ours.samples.map((sample, round) => sample / raw.samples[round]);
    const bound = wanted.unit === 'us' ? '<=' : '>=';
    console.log(`${wanted.name}, ${wanted.unit}: median of ${wanted.rounds} rounds (quartiles)`);
    console.log(`  raw  ${describe(raw)}`);
    console.log(`  ours ${describe(ours)}`);
    const [low, median, high] = [0.25, 0.5, 0.75].map((part) => quantile(ratios, part).toFixed(2));
    const cpu = (cpuOfMessage(ours) / cpuOfMessage(raw)).toFixed(2);
    console.log(
      `  ours/raw ${median} (${low} to ${high}; wanted ${bound} ${wanted.wanted}); CPU time ${cpu}`,
    );
  }
  child.kill();
  await once(child, 'exit');
  process.exit();
}

await (process.argv[2] === 'serve' ? serve() : measure());
