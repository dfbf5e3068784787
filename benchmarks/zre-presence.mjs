/** How fast nodes enter and exit, what a mesh of 50 in one process takes, and what it costs while nothing happens. Loopback. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ZreNode } from '@zfarm/zre';

const ROUNDS = 21;
let port = Number(process.argv[3] ?? 20_000 + (process.pid % 20_000));

const makeNode = (options = {}) => new ZreNode({ interface: '127.0.0.1', port, ...options });
const event = (node, type) => new Promise((resolve) => node.on(type, resolve));

async function child() {
  process.on('disconnect', () => process.exit());
  await makeNode().start();
}

async function entering() {
  const [enters, exits] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    port += 1;
    const [first, second] = [makeNode(), makeNode()];
    await first.start();
    const met = Promise.all([event(first, 'enter'), event(second, 'enter')]);
    const startedAt = performance.now();
    await second.start();
    await met;
    enters.push(performance.now() - startedAt);
    const exited = event(first, 'exit');
    const stoppedAt = performance.now();
    void second.stop();
    await exited;
    exits.push(performance.now() - stoppedAt);
    await first.stop();
  }
  report('start of the second node to ENTER at both', enters, 10);
  report('stop() to EXIT', exits, 5);
}

async function killing() {
  port += 1;
  const [node, bystander] = [makeNode(), makeNode()];
  const met = event(node, 'enter');
  for (const one of [node, bystander]) await one.start();
  await met;
  const exits = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const entered = event(node, 'enter');
    const peer = fork(fileURLToPath(import.meta.url), ['child', String(port)]);
    await entered;
    const [exited, ended] = [event(node, 'exit'), once(peer, 'exit')];
    const killedAt = performance.now();
    peer.kill('SIGKILL');
    await exited;
    exits.push(performance.now() - killedAt);
    await ended;
  }
  report('SIGKILL of a peer to EXIT', exits, 100);
  if (!node.peers().includes(bystander.uuid)) throw new Error('The bystander has gone too');
  await Promise.all([node.stop(), bystander.stop()]);
}

async function mesh(size) {
  port += 1;
  const nodes = Array.from({ length: size }, () => makeNode());
  const descriptorsBefore = descriptors();
  const startedAt = performance.now();
  const links = size * (size - 1);
  let entered = 0;
  const complete = new Promise((resolve) => {
    for (const node of nodes) {
      node.on('enter', () => {
        entered += 1;
        if (entered === links) resolve();
      });
    }
  });
  await Promise.all(nodes.map((node) => node.start()));
  await complete;
  const meshMs = performance.now() - startedAt;
  const opened = descriptors() - descriptorsBefore;
  await setTimeout(1_000);
  const [idleMs, before] = [4_000, process.cpuUsage()];
  await setTimeout(idleMs);
  const { user, system } = process.cpuUsage(before);
  const microsecondsPerSecond = (user + system) / (idleMs / 1_000);
  console.log(
    `${size} nodes, ${links} links: full mesh in ${meshMs.toFixed(0)} ms; ${(opened / links).toFixed(1)} descriptors a link; ` +
      `idle CPU ${(microsecondsPerSecond / links).toFixed(0)} us a second and link`,
  );
  await Promise.all(nodes.map((node) => node.stop()));
}

function descriptors() {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : Number.NaN;
}

function report(what, samples, wantedMs) {
  const sorted = samples.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  console.log(
    `${what}: median ${median.toFixed(1)} ms, max ${sorted.at(-1).toFixed(1)} ms (wanted <= ${wantedMs})`,
  );
}

if (process.argv[2] === 'child') await child();
else {
  await entering();
  await killing();
  for (const size of [5, 20, 50]) await mesh(size);
}
