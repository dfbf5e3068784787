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
  let harmed = 0;
  for (const type of ['exit', 'evasive'])
    node.on(type, ({ peer }) => {
      if (peer === bystander.uuid) harmed += 1;
    });
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
  if (harmed > 0 || !node.peers().includes(bystander.uuid)) throw new Error('The bystander was harmed');
  await Promise.all([node.stop(), bystander.stop()]);
}

async function mesh(size) {
  port += 1;
  const nodes = Array.from({ length: size }, () => makeNode());
  const descriptorsBefore = descriptors();
  const startedAt = performance.now();
  const links = size * (size - 1);
  const complete = meeting(nodes, links);
  await Promise.all(nodes.map((node) => node.start()));
  await complete;
  const meshMs = performance.now() - startedAt;
  const opened = descriptors() - descriptorsBefore;
  await Promise.all(nodes.map((node) => node.stop()));
  console.log(
    `${size} nodes, ${links} links: full mesh in ${meshMs.toFixed(0)} ms; ${(opened / links).toFixed(1)} descriptors a link`,
  );
}

/** So many meshes of so many nodes, against as many nodes each on a port of its own. */
async function idleCpu(meshes, size) {
  const count = meshes * size;
  const alone = await idleUs(Array.from({ length: count }, () => 1));
  const together = await idleUs(Array.from({ length: meshes }, () => size));
  const links = count * (size - 1);
  console.log(
    `idle, ${meshes} x ${size} nodes: ${((together - alone) / links).toFixed(0)} us a second and link, ` +
      `${(alone / count).toFixed(0)} us a second and node`,
  );
}

/**
 * Microseconds of processor time a second while meshes of these sizes do nothing. Nodes start one after another, as they do on
 * a network: the heartbeats of nodes that start together stay together, and a thread that wakes up for several does them cheaply.
 */
async function idleUs(sizes) {
  const all = [];
  for (const size of sizes) {
    port += 1;
    const nodes = Array.from({ length: size }, () => makeNode());
    const complete = meeting(nodes, size * (size - 1));
    for (const node of nodes) {
      await node.start();
      await setTimeout(60 * Math.random());
    }
    await complete;
    all.push(...nodes);
  }
  await setTimeout(3_000);
  const [idleMs, before] = [6_000, process.cpuUsage()];
  await setTimeout(idleMs);
  const { user, system } = process.cpuUsage(before);
  await Promise.all(all.map((node) => node.stop()));
  return (user + system) / (idleMs / 1_000);
}

/** Resolves when so many links are up. */
function meeting(nodes, links) {
  let entered = 0;
  return new Promise((resolve) => {
    if (links === 0) resolve();
    for (const node of nodes) {
      node.on('enter', () => {
        entered += 1;
        if (entered === links) resolve();
      });
    }
  });
}

function descriptors() {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : Number.NaN;
}

function report(what, samples, wantedMs) {
  const sorted = samples.toSorted((a, b) => a - b);
  const [low, median, high, most] = [0.25, 0.5, 0.75, 1].map((part) =>
    sorted[Math.floor((sorted.length - 1) * part)].toFixed(1),
  );
  console.log(`${what}: median ${median} ms (${low} to ${high}, at most ${most}; wanted <= ${wantedMs})`);
}

if (process.argv[2] === 'child') await child();
else {
  await entering();
  await killing();
  for (const size of [5, 20, 50]) await mesh(size);
  for (const [meshes, size] of [
    [20, 5],
    [4, 20],
    [1, 50],
  ])
    await idleCpu(meshes, size);
}
