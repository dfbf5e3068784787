const CLOSE_MS = 3000;

/**
 * A contender that can run single tasks.
 *
 * @typedef {object} Peer
 * @property {(task: { work: string, item: unknown }) => Promise<unknown>} send resolves with the result of a task
 * @property {readonly import('./peer-process.mjs').PeerProcess[]} processes all that work for it, besides this one
 * @property {() => Promise<unknown>} close leaves them
 * @property {number} [valueBytesMax] the longest bytes that it takes
 */

/** @implements {import('@zfarm/bench').RunningContender} */
export class TaskRunner {
  #peer;

  /** @param {Peer} peer */
  constructor(peer) {
    this.#peer = peer;
  }

  get valueBytesMax() {
    return this.#peer.valueBytesMax;
  }

  submit(work, item) {
    return this.#peer.send({ work: work.name, item });
  }

  async run({ instance }) {
    const begun = performance.now();
    const answer = await instance.parallel((work, items) =>
      Promise.all(items.map((item) => this.submit(work, item))),
    );
    return { answer, ms: performance.now() - begun };
  }

  async cpuMs() {
    const { user, system } = process.cpuUsage();
    return this.#peer.processes.reduce((sum, other) => sum + other.cpuMs(), (user + system) / 1000);
  }

  async stop() {
    // A library that never says it is closed must not cost the figures of all.
    let impatience;
    const enough = new Promise((resolve) => {
      impatience = setTimeout(resolve, CLOSE_MS);
    });
    await Promise.race([this.#peer.close(), enough]);
    clearTimeout(impatience);
    await Promise.all(this.#peer.processes.map((other) => other.end()));
  }
}
