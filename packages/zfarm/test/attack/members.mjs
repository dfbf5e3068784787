// Who has a key that is admitted, and turns against the others. A target is { own, port, cluster, keyFile, victim, ... }.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { announcementHeaders, decodeEnvelope, encodeEnvelopes, memberGroup } from '@zfarm/cluster-core/core';
import { ZreNode } from '@zfarm/zre';
import { nodeIdFromBytes } from '@zfarm/zre/core';
import { overheard } from './beacons.mjs';
import { asClient, asWorker, attackFrames, PATHS } from './hostile-words.mjs';

/** A node that greets its victim as it should, and holds the token that it is given. */
class Turncoat {
  token;
  opened = 0;
  refusals = 0;
  #own = randomBytes(16);
  #victim;
  #publicKey;
  #wake = () => {};
  node;

  constructor(target, role, victim) {
    const { publicKey, secretKey, members, workers } = JSON.parse(readFileSync(target.keyFile, 'utf8'));
    this.#victim = victim;
    this.#publicKey = publicKey;
    const capacity = {
      slots: 64,
      memoryBytes: 2 ** 40,
      platform: PATHS[0],
      nodeVersion: PATHS[1],
      labels: { path: PATHS[0] },
      resources: {},
    };
    this.node = new ZreNode({
      name: PATHS[0],
      headers: announcementHeaders({ role, cluster: target.cluster, ...(role === 'worker' && { capacity }) }),
      interface: target.own,
      port: target.port,
      intervalMs: 100,
      curve: { publicKey, secretKey, admit: [publicKey, ...members, ...workers] },
    });
    this.node.on('enter', ({ peer }) => this.#greet(peer));
    this.node.on('whisper', ({ peer, content }) => this.#hear(peer, content));
    this.node.on('exit', ({ peer }) => {
      if (peer !== this.#victim) return;
      this.token = undefined;
      this.refusals += 1;
    });
    this.node.join(memberGroup(target.cluster));
  }

  #greet(peer) {
    if (peer !== this.#victim) return;
    const identity = { publicKey: this.#publicKey, endpoints: [...this.node.endpoints] };
    const hello = { kind: 'hello', token: this.#own, identity };
    for (const frames of encodeEnvelopes(1, undefined, [hello])) this.node.whisper(peer, frames);
  }

  #hear(peer, content) {
    const envelope = peer === this.#victim && decodeEnvelope(content, 'A');
    if (typeof envelope !== 'object') return;
    const hello = envelope.messages.find(({ kind }) => kind === 'hello');
    if (hello === undefined) return;
    this.token = hello.token;
    this.opened += 1;
    this.#wake();
  }

  /** So soon is a session ended in which a message could not be read. */
  async answered() {
    const { opened } = this;
    for (let ms = 0; ms < 30 && this.token !== undefined && this.opened === opened; ms += 10) await delay(10);
  }

  /** In a session with its victim, which may have ended the one before. */
  async welcomed() {
    if (this.token !== undefined) return true;
    await Promise.race([new Promise((resolve) => (this.#wake = resolve)), delay(4000)]);
    return this.token !== undefined;
  }
}

async function turn(target, role, messages) {
  const victim = nodeIdFromBytes((await overheard(target, target.victim)).subarray(4, 20));
  const coat = new Turncoat(target, role, victim);
  await coat.node.start();
  let said = 0;
  for (const frames of attackFrames(messages)) {
    if (!(await coat.welcomed())) break;
    if (coat.node.whisper(victim, frames(coat.token))) said += 1;
    await coat.answered();
  }
  await delay(300);
  await coat.node.stop();
  return { opened: coat.opened, said, refusals: coat.refusals };
}

/** A member against a worker that serves others. */
export function hostileClient(target) {
  return turn(target, 'client', asClient());
}

/** A node with any key against a client whose job is at other workers. */
export function hostileWorker(target) {
  return turn(target, 'worker', asWorker());
}

/** Another client against a client: they have sessions for queues. */
export function hostilePeer(target) {
  return turn(target, 'client', asClient());
}
