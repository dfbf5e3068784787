/**
 * How fast nodes enter and exit, and what a mesh of 50 in one process takes (`links`); what a node costs while nothing happens
 * (`idle`). Loopback.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ZreNode } from '@zfarm/zre';

const ROUNDS = 21;
const CROWDS = [0, 5, 10, 20, 50];
const [IDLE_ROUNDS, SETTLE_MS, IDLE_SECONDS] = [2, 2_000, 7];
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

/**
 * What one node pays for its peers: it has a process to itself, and they live in another, where they are a mesh of their own.
 * @returns microseconds of processor time a second, and open file descriptors
 */
async function idle(peers) {
  port += 1;
  const node = makeNode();
  const complete = meeting([node], peers);
  await node.start();
  const crowd = fork(fileURLToPath(import.meta.url), ['crowd', String(port), String(peers)]);
  await complete;
  await setTimeout(SETTLE_MS);
  const [seconds, opened] = [[], descriptors()];
  for (let second = 0; second < IDLE_SECONDS; second += 1) seconds.push(await secondUs());
  crowd.kill('SIGKILL');
  await once(crowd, 'exit');
  await node.stop();
  // The heap is made smaller in one of them or the other.
  return { us: median(seconds), opened };
}

async function secondUs() {
  const [begun, before] = [performance.now(), process.cpuUsage()];
  await setTimeout(1_000);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) / (performance.now() - begun)) * 1_000;
}

/**
 * Nodes start one after another, as they do on a network: the heartbeats of nodes that start together stay together, and a
 * thread that wakes up for several does them cheaply.
 */
async function crowd(size) {
  process.on('disconnect', () => process.exit());
  for (let index = 0; index < size; index += 1) {
    await makeNode().start();
    await setTimeout(40 * Math.random());
  }
}

async function idling() {
  const samples = new Map(CROWDS.map((peers) => [peers, []]));
  for (let round = 0; round < IDLE_ROUNDS; round += 1)
    for (const [peers, list] of samples) list.push(await idle(peers));
  const [alone, ...crowds] = [...samples].map(([peers, list]) => ({
    peers,
    us: median(list.map(({ us }) => us)),
    opened: list.at(-1).opened,
  }));
  console.log(`idle node without peers: ${alone.us.toFixed(0)} us of processor time a second`);
  for (const { peers, us, opened } of crowds) {
    const [cost, taken] = [us - alone.us, opened - alone.opened].map((all) => all / peers);
    console.log(
      `idle node with ${peers} peers: ${cost.toFixed(0)} us a second and ${taken.toFixed(1)} descriptors a peer`,
    );
  }
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

function median(samples) {
  return samples.toSorted((a, b) => a - b)[Math.floor((samples.length - 1) / 2)];
}

function report(what, samples, wantedMs) {
  const sorted = samples.toSorted((a, b) => a - b);
  const [low, median, high, most] = [0.25, 0.5, 0.75, 1].map((part) =>
    sorted[Math.floor((sorted.length - 1) * part)].toFixed(1),
  );
  console.log(`${what}: median ${median} ms (${low} to ${high}, at most ${most}; wanted <= ${wantedMs})`);
}

const [, , part = 'all'] = process.argv;
if (part === 'child') await child();
else if (part === 'crowd') await crowd(Number(process.argv[4]));
else {
  if (part !== 'idle') {
    await entering();
    await killing();
    for (const size of [5, 20, 50]) await mesh(size);
  }
  if (part !== 'links') await idling();
}
